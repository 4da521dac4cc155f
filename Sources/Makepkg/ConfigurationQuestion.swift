import ByteStrings
import Processes

/// Asks bash what variables hold after makepkg's configuration files have been sourced.
///
/// The files are the user's own and makepkg will source them a moment later, so executing them here changes
/// nothing that would not happen. They get the same environment and what makepkg has set by then: `startdir`,
/// MAKEPKG_CONF, umask 0022, extglob off, and a function around `source` (there `declare` is local, as in
/// makepkg).
struct ConfigurationQuestion {
    var shell: ByteString
    var files: ConfigurationFiles
    /// Where makepkg runs.
    var directory: ByteString
    /// `NAME=value`.
    var environment: [ByteString]

    /// The variables that are set, of those named.
    ///
    /// - Throws: `noAnswer` when bash cannot be started or a file ends it.
    func ask(_ names: [ByteString]) async throws(MakepkgError) -> [ByteString: ConfigurationValue.Content] {
        let arguments =
            ["-c", Self.script, "makepkg", files.main, directory, "\(names.count)"] + names + files.paths
        let result: ProcessResult
        do {
            result = try await capture(
                shell, arguments: arguments, environment: environment, workingDirectory: directory)
        } catch {
            throw MakepkgError(
                .noAnswer, path: shell, text: ByteString(error.code.rawValue), systemError: error.systemError)
        }
        guard let values = Self.values(in: ByteString(result.standardOutput)) else {
            let said = ByteString(result.standardError).split("\n").last ?? "it ended while it was sourced"
            throw MakepkgError(.noAnswer, path: files.main, text: said)
        }
        return values
    }

    /// Answers on descriptor 3, since a configuration may print; `end` shows that no file ended bash. For
    /// each variable: `s`NAME, value; or `a`NAME, count, elements; each closed by a NUL.
    private static let script: ByteString = #"""
        exec 3>&1 >&2
        unset CDPATH GREP_OPTIONS
        umask 0022
        distmake_main=$1 startdir=$2 distmake_count=$3
        shift 3
        distmake_names=("${@:1:distmake_count}") distmake_files=("${@:distmake_count+1}")
        distmake_source() {
            local MAKEPKG_CONF=$distmake_main distmake_file
            for distmake_file in "${distmake_files[@]}"; do
                source "$distmake_file"
            done
        }
        set --
        distmake_source
        distmake_indexed='^declare -[^ ]*a'
        for distmake_name in "${distmake_names[@]}"; do
            if [[ $(declare -p "$distmake_name" 2>/dev/null) =~ $distmake_indexed ]]; then
                declare -n distmake_array=$distmake_name
                printf 'a%s\0%d\0' "$distmake_name" "${#distmake_array[@]}" >&3
                (( ${#distmake_array[@]} == 0 )) || printf '%s\0' "${distmake_array[@]}" >&3
                unset -n distmake_array
            elif [[ -v $distmake_name ]]; then
                printf 's%s\0%s\0' "$distmake_name" "${!distmake_name}" >&3
            fi
        done
        printf 'end\0' >&3
        """#

    /// `nil` when the answer is not whole.
    static func values(in answer: ByteString) -> [ByteString: ConfigurationValue.Content]? {
        var fields = answer.bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            ByteString($0)
        }[...]
        var values: [ByteString: ConfigurationValue.Content] = [:]
        while let field = fields.popFirst() {
            if field == "end" { return values }
            if let name = field.dropping(prefix: "s") {
                guard let value = fields.popFirst() else { return nil }
                values[name] = .scalar(value)
            } else if let name = field.dropping(prefix: "a") {
                guard let count = fields.popFirst().flatMap({ Int($0.string) }),
                    (0...fields.count).contains(count)
                else { return nil }
                values[name] = .array(Array(fields.prefix(count)))
                fields = fields.dropFirst(count)
            } else {
                return nil
            }
        }
        return nil
    }
}
