import ByteStrings
import Processes
import Testing

@testable import Makepkg

/// Our reading of arguments against makepkg's own `parseopts`, on the machine's libmakepkg.
@Suite(.serialized, .timeLimit(.minutes(1)))
struct MakepkgOracleTests {
    private static let lines: [String] = [
        "", "-sf", "-o", "--nob", "--noc", "--n", "--ver", "--vers", "-x", "-fx", "-p", "-p F", "-pF",
        "-fpF x",
        "-p -f", "-p -- -f", "--config=a=", "--config=a=b", "--config=", "--config", "--force=1", "--=x", "-",
        "A=1 -f B+=2", "-- -f C=3", "-f -- -f", "--log", "--lo", "--nop", "--source --sign --si", "-D x",
        "--dir=x",
    ]

    /// Prints OPTRET with NULs, or `refused`; the option lists are taken from the installed makepkg.
    private static let script: ByteString = """
        source /usr/share/makepkg/util/parseopts.sh
        gettext() { printf '%s\\n' "$@"; }
        eval "$(sed -n '/^OPT_SHORT=/,/^OPT_LONG+=/p' /usr/bin/makepkg)"
        if parseopts "$OPT_SHORT" "${OPT_LONG[@]}" -- "$@" 2>/dev/null; then printf '%s\\0' "${OPTRET[@]}"
        else printf 'refused\\0'; fi
        """

    @Test(arguments: lines)
    func `parseopts agrees`(line: String) async throws {
        let words = line.split(separator: " ").map { ByteString($0) }
        let answer = try await capture("/bin/bash", arguments: ["-c", Self.script, "makepkg"] + words)
        let fields = ByteString(answer.standardOutput).bytes
            .split(separator: 0, omittingEmptySubsequences: false).dropLast().map { ByteString($0) }
        let scanned = OptionScanner(version: MakepkgVersion(6, 0, 2)).scan(words)
        guard fields != ["refused"] else {
            #expect(scanned.isRefused)
            return
        }
        #expect(!scanned.isRefused)
        var ours: [ByteString] = []
        for (option, argument) in scanned.options {
            // parseopts answers a short option with its letter, a long one with its full name.
            let names: [ByteString] = ["--" + option.long, "-" + ByteString([option.short])]
            let next = fields.dropFirst(ours.count).first ?? ""
            ours.append(names.contains(next) ? next : names[0])
            if let argument { ours.append(argument) }
        }
        #expect(ours + ["--"] + scanned.operands == fields)
    }
}
