import ByteStrings

/// Which files below two directories differ.
struct FileComparison: Sendable {
    /// Shell patterns of names.
    var names: [ByteString]
    /// What is done to a copy of each file, named `object`, before they are compared.
    var preparation: ByteString = ":"

    init(_ names: [ByteString], preparation: ByteString = ":") {
        self.names = names
        self.preparation = preparation
    }

    /// A line of `diff` for each file that differs or is on one side only.
    ///
    /// - Throws: `SetupError` when there is none to compare.
    func differences(_ left: ByteString, _ right: ByteString) async throws -> [ByteString] {
        try await shell(
            """
            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT
            digest() {
                cd "$1"
                shift
                wanted=(-false)
                for name; do wanted+=(-o -name "$name"); done
                find . -type f \\( "${wanted[@]}" \\) | LC_ALL=C sort | while read -r object; do
                    cp "$object" "$work/object"
                    (cd "$work" && \(preparation))
                    echo "$object $(sha256sum <"$work/object")"
                done
            }
            digest "$1" "${@:3}" >"$work/a"
            digest "$2" "${@:3}" >"$work/b"
            [[ -s $work/a ]]
            diff "$work/a" "$work/b" | grep '^[<>]' || true
            """, [left, right] + names
        ).split("\n")
    }
}
