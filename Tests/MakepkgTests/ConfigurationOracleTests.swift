import ByteStrings
import Processes
import Testing

@testable import Makepkg

/// The configurations of `Tests/Corpora/makepkg`: what is read of them is what bash has after sourcing them.
@Suite(.serialized, .timeLimit(.minutes(1))) struct `Configurations as bash has them` {
    /// `..` is left to the system, so that it also works where Tests is a symbolic link.
    private static let corpus = ByteString(#filePath).directoryPath.appending(path: "../Corpora/makepkg")

    private static let environment: [ByteString] = ["PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C"]

    /// A line of the file by its beginning, where the value of a variable was changed last.
    struct Origin: Sendable {
        var name: ByteString
        var line: ByteString
        /// Where another file changed it.
        var file: ByteString?

        init(_ name: ByteString, _ line: ByteString, in file: ByteString? = nil) {
            self.name = name
            self.line = line
            self.file = file
        }
    }

    @Test(
        arguments: [
            (
                "distcc_on",
                [
                    Origin("BUILDENV", "BUILDENV=("), Origin("DISTCC_HOSTS", "DISTCC_HOSTS="),
                    Origin("CFLAGS", "CFLAGS=\""), Origin("CXXFLAGS", "CXXFLAGS="),
                ]
            ),
            ("distcc_pump", [Origin("DISTCC_HOSTS", "DISTCC_HOSTS="), Origin("CPPFLAGS", "CPPFLAGS=")]),
            ("distcc_lookup", [Origin("DISTCC_HOSTS", "DISTCC_HOSTS="), Origin("MAKEFLAGS", "MAKEFLAGS=")]),
            (
                "branches",
                [Origin("BUILDENV", "    BUILDENV=(!distcc color !ccache"), Origin("CFLAGS", "if [[")]
            ),
            (
                "cases",
                [
                    Origin("CFLAGS", "CFLAGS+="), Origin("MAKEFLAGS", "  vm | box"),
                    Origin("CXXFLAGS", "[[ $_host == vm"), Origin("DLAGENTS", "DLAGENTS="),
                ]
            ),
            (
                "appended",
                [
                    Origin("BUILDENV", "BUILDENV+="), Origin("OPTIONS", "OPTIONS+="),
                    Origin("CXXFLAGS", "CXXFLAGS=", in: "defaults.inc"), Origin("CFLAGS", "CFLAGS+="),
                ]
            ),
            ("package_variables", [Origin("PATH", "export PATH"), Origin("options", "options=")]),
            ("startdir", [Origin("BUILDDIR", "BUILDDIR="), Origin("LOGDEST", "LOGDEST=")]),
            ("redacted", [Origin("PACKAGER", "PACKAGER="), Origin("CFLAGS", "CFLAGS=")]),
            ("comments_in_array", [Origin("DLAGENTS", "DLAGENTS="), Origin("VCSCLIENTS", "VCSCLIENTS=")]),
            (
                "defaults_in_braces",
                [
                    Origin("CXXFLAGS", ": \"${CXX"), Origin("MAKEFLAGS", "MAKEFLAGS="),
                    Origin("PKGDEST", "PKGDEST="),
                ]
            ),
            (
                "environments",
                [
                    Origin("CC", "CC=", in: "ucrt64.inc"), Origin("CFLAGS", "CFLAGS="),
                    Origin("CARCH", "CARCH=", in: "ucrt64.inc"),
                ]
            ),
            ("placeholders", [Origin("CFLAGS", "CFLAGS="), Origin("PURGE_TARGETS", "PURGE_TARGETS=")]),
            ("microarchitecture", [Origin("DEBUG_CXXFLAGS", "DEBUG_CFLAGS="), Origin("CARCH", "CARCH=")]),
            ("language_fragments", [Origin("FCFLAGS", "FCFLAGS="), Origin("MORE", "typeset")]),
            (
                "functions",
                [Origin("CFLAGS", "_set() {"), Origin("LDFLAGS", "for _a"), Origin("MAKEFLAGS", "read")]
            ),
        ] as [(ByteString, [Origin])])
    func `values, files and lines are those of bash`(name: ByteString, origins: [Origin]) async throws {
        let path = Self.corpus.appending(path: name + ".conf")
        let found = try await ConfigurationReading(
            makepkg: MakepkgInstallation(path: "/usr/bin/makepkg", version: MakepkgVersion(6, 0, 2)),
            files: ConfigurationFiles(main: path, isChosen: true, paths: [path]), directory: "/usr",
            environment: Self.environment
        ).read(from: Disk())
        let real = try await valuesOfBash(path)
        #expect(Set(found.values.keys) == Set(real.keys))
        for (name, content) in real { #expect(found.values[name]?.content == content, "\(name)") }
        for origin in origins {
            let file = origin.file.map { Self.corpus.appending(path: $0) } ?? path
            let lines = try Disk().contents(of: file).split("\n", keepingEmpty: true)
            let line = try #require(lines.firstIndex { $0.hasPrefix(origin.line) }) + 1
            #expect(found[origin.name]?.origin.description == file + ":\(line)", "\(origin.name)")
        }
    }

    @Test func `each configuration is compared`() async throws {
        let result = try await capture("/bin/ls", arguments: [Self.corpus], environment: [])
        let files = ByteString(result.standardOutput).split("\n").filter { $0.hasSuffix(".conf") }
        #expect(files.count == 16)
    }

    /// The variables that differ after the file was sourced in a function, as makepkg sources it.
    private func valuesOfBash(
        _ path: ByteString
    ) async throws -> [ByteString: ConfigurationValue.Content] {
        let script: ByteString = #"""
            main=$1
            shown() { declare -p "$1" 2>/dev/null; }
            all() {
              local MAKEPKG_CONF=$main startdir=$PWD
              source "$main"
            }
            declare -A before
            now= value=
            mapfile -t names < <(compgen -v)
            for name in "${names[@]}"; do before[$name]=$(shown "$name"); done
            all >/dev/null
            mapfile -t names < <(compgen -v)
            for name in "${names[@]}"; do
              case $name in before | names | name | main | now | value | BASHPID | BASH_* | FUNCNAME | LINENO | PIPESTATUS | RANDOM | SRANDOM | \
                SECONDS | EPOCH* | MAPFILE | _ | REPLY | DIRSTACK | COPROC) continue ;; esac
              now=$(shown "$name")
              [[ $now == "${before[$name]}" ]] && continue
              declare -n value=$name
              if [[ $now =~ ^declare\ -[^\ ]*a ]]; then
                printf 'a%s\0%d\0' "$name" "${#value[@]}"
                (( ${#value[@]} == 0 )) || printf '%s\0' "${value[@]}"
              else
                printf 's%s\0%s\0' "$name" "$value"
              fi
              unset -n value
            done
            printf 'end\0'
            """#
        let result = try await capture(
            "/bin/bash", arguments: ["-c", script, "oracle", path], environment: Self.environment,
            workingDirectory: "/usr")
        #expect(ByteString(result.standardError) == "")
        return try #require(ConfigurationQuestion.values(in: ByteString(result.standardOutput)))
            .mapValues(\.content)
    }
}
