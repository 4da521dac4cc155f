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
    /// Whether the place of each variable's last change is asked for as well. That costs a look at all the
    /// variables before each command.
    var wantsPlaces = false

    struct Answer: Equatable {
        var content: ConfigurationValue.Content
        /// The command that changed it last; `nil` where none did, or where it was not asked for.
        var place: Place?
    }

    struct Place: Equatable {
        /// As it was given to `source`.
        var file: ByteString
        /// As bash counts: the last line of a command that has several.
        var line: Int
    }

    /// The variables that are set, of those named.
    ///
    /// - Throws: `noAnswer` when bash cannot be started or a file ends it.
    func ask(_ names: [ByteString]) async throws(MakepkgError) -> [ByteString: Answer] {
        let arguments =
            [
                "-c", Self.script, "makepkg", files.main, directory, wantsPlaces ? "places" : "",
                "\(names.count)",
            ] + names + files.paths
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
    /// each variable: `s`NAME, value; or `a`NAME, count, elements; then perhaps `p`, file, line; each closed
    /// by a NUL.
    ///
    /// Places are found by a DEBUG trap, which runs before each command: whatever changed since it last ran
    /// was changed by the command before.
    private static let script: ByteString = #"""
        exec 3>&1 >&2
        unset CDPATH GREP_OPTIONS
        umask 0022
        distmake_main=$1 startdir=$2 distmake_places=$3 distmake_count=$4
        shift 4
        distmake_names=("${@:1:distmake_count}") distmake_files=("${@:distmake_count+1}")
        distmake_source() {
            local MAKEPKG_CONF=$distmake_main distmake_file
            for distmake_file in "${distmake_files[@]}"; do
                source "$distmake_file"
            done
        }
        declare -A distmake_last distmake_file_of distmake_line_of
        distmake_here=('' '')
        distmake_look() {
            local IFS=' ' distmake_name distmake_all distmake_now
            (( BASH_SUBSHELL == 0 )) || return 0
            for distmake_name in "${distmake_names[@]}"; do
                distmake_all="$distmake_name[*]"
                distmake_now=${!distmake_name+set}${!distmake_all+set}${!distmake_all-}
                [ "$distmake_now" = "${distmake_last[$distmake_name]-}" ] && continue
                distmake_last[$distmake_name]=$distmake_now
                distmake_file_of[$distmake_name]=${distmake_here[0]}
                distmake_line_of[$distmake_name]=${distmake_here[1]}
            done
            distmake_here=("$@")
        }
        set --
        if [[ $distmake_places ]]; then
            distmake_look '' ''
            set -o functrace
            trap 'distmake_look "${BASH_SOURCE[0]}" "$LINENO"' DEBUG
            distmake_source
            trap - DEBUG
            distmake_look '' ''
        else
            distmake_source
        fi
        distmake_indexed='^declare -[^ ]*a'
        for distmake_name in "${distmake_names[@]}"; do
            if [[ $(declare -p "$distmake_name" 2>/dev/null) =~ $distmake_indexed ]]; then
                declare -n distmake_array=$distmake_name
                printf 'a%s\0%d\0' "$distmake_name" "${#distmake_array[@]}" >&3
                (( ${#distmake_array[@]} == 0 )) || printf '%s\0' "${distmake_array[@]}" >&3
                unset -n distmake_array
            elif [[ -v $distmake_name ]]; then
                printf 's%s\0%s\0' "$distmake_name" "${!distmake_name}" >&3
            else
                continue
            fi
            [[ -z ${distmake_file_of[$distmake_name]-} ]] ||
                printf 'p\0%s\0%d\0' "${distmake_file_of[$distmake_name]}" \
                    "${distmake_line_of[$distmake_name]}" >&3
        done
        printf 'end\0' >&3
        """#

    /// `nil` when the answer is not whole.
    static func values(in answer: ByteString) -> [ByteString: Answer]? {
        var fields = answer.bytes.split(separator: 0, omittingEmptySubsequences: false).map {
            ByteString($0)
        }[...]
        var values: [ByteString: Answer] = [:]
        var current: ByteString?
        while let field = fields.popFirst() {
            if field == "end" { return values }
            if field == "p" {
                guard let current, let file = fields.popFirst(),
                    let line = fields.popFirst().flatMap({ Int($0.string) })
                else { return nil }
                values[current]?.place = Place(file: file, line: line)
            } else if let name = field.dropping(prefix: "s") {
                guard let value = fields.popFirst() else { return nil }
                values[name] = Answer(content: .scalar(value))
                current = name
            } else if let name = field.dropping(prefix: "a") {
                guard let count = fields.popFirst().flatMap({ Int($0.string) }),
                    (0...fields.count).contains(count)
                else { return nil }
                values[name] = Answer(content: .array(Array(fields.prefix(count))))
                fields = fields.dropFirst(count)
                current = name
            } else {
                return nil
            }
        }
        return nil
    }
}
