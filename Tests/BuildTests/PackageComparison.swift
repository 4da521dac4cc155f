import ByteStrings
import Testing

/// Whether two packages are the same, but for what no build can promise.
///
/// Normalised, and why: the GNU build-id of an ELF file hashes its debug columns, which differ after preprocessing on
/// another machine (gcc records other columns for preprocessed text); .MTREE holds digests of those files; the names
/// in a debug package are made of build-ids.
struct PackageComparison: Sendable {
    var left: ByteString
    var right: ByteString

    /// What differs, a line each: names in the list, files by content; detached debug information by name only.
    func differences() async throws -> [ByteString] {
        try await shell(
            #"""
            work=$(mktemp -d)
            trap 'rm -rf "$work"' EXIT
            describe() {
                mkdir "$work/$2"
                bsdtar -xf "$1" -C "$work/$2"
                cd "$work/$2"
                bsdtar -tvf "$1" | awk '{ print $1, $3, $4, $9, $10, $11 }' |
                    sed -E 's|\.build-id/..(/[0-9a-f]+)?|.build-id/ID|g' | sort
                find . -type f ! -name .MTREE | LC_ALL=C sort | while read -r file; do
                    case $file in *.debug) continue ;; esac
                    name=$(sed -E 's|\.build-id/../[0-9a-f]+|.build-id/ID|' <<<"$file")
                    case $(head -c 4 "$file" | od -An -c) in
                    *177*E*L*F*)
                        objcopy --remove-section .note.gnu.build-id --remove-section .gnu_debuglink \
                            --strip-debug "$file" 2>/dev/null ;;
                    *!*"<"*a*r*) strip -g -D "$file" ;;
                    esac
                    if [[ $file == ./.PKGINFO ]]; then sed -i '/^size = /d' "$file"; fi
                    echo "$name $(sha256sum <"$file")"
                done
            }
            describe "$1" left >"$work/a"
            describe "$2" right >"$work/b"
            diff "$work/a" "$work/b" | grep '^[<>]' || true
            """#, [left, right]
        ).split("\n")
    }

    /// `.BUILDINFO` of both.
    func buildInformation() async throws -> (left: ByteString, right: ByteString) {
        let script: ByteString = "bsdtar -xOf \"$1\" .BUILDINFO"
        return (try await shell(script, [left]), try await shell(script, [right]))
    }
}
