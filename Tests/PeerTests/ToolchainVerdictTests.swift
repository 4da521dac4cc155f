import ByteStrings
import CompilerCommand
import Placement
import Processes
import Testing

/// The probe as real compilers translate it.
@Suite(.serialized, .timeLimit(.minutes(1))) struct ToolchainVerdictTests {
    struct Row: Sendable, CustomStringConvertible {
        var there: ByteString
        var grade: ToolchainVerdict.Grade
        var words = ""
        var here: ByteString = "gcc"

        var description: String { "\(here) here, \(there) there" }
    }

    private let place: Workplace

    init() throws {
        place = try Workplace()
    }

    private func object(_ command: ByteString) async throws -> [UInt8] {
        let words = command.split(" ")
        let probe = ToolchainProbe(for: CompilerName(words[0]))
        try Files.write(place("probe.i"), probe.text.bytes)
        let options = ToolchainProbe.options + ["-x", probe.language, "-c", "probe.i", "-o", "probe.o"]
        let own = words.dropFirst().filter { !$0.hasPrefix("ident:") }
        try await place.plain(([words[0]] + options + own).joined(separator: " ")).mustSucceed()
        if let ident = words.first(where: { $0.hasPrefix("ident:") })?.dropping(prefix: "ident:") {
            // What another build of the compiler would have written.
            let text: ByteString = "GCC: (" + ident + ") " + (ident.split("=").last ?? "")
            try Files.write(place("comment"), [0] + text.bytes + [0])
            let update: ByteString =
                ident == "none" ? "--remove-section .comment" : "--update-section .comment=comment"
            try await place.plain("objcopy " + update + " probe.o").mustSucceed()
        }
        return try #require(Files.read(place("probe.o")))
    }

    @Test(arguments: [
        Row(there: "gcc", grade: .identical),
        Row(there: "g++", grade: .identical, here: "g++"),
        Row(there: "clang", grade: .identical, here: "clang"),
        Row(there: "clang++", grade: .identical, here: "clang++"),
        Row(there: "c99-gcc", grade: .identical, here: "c99-gcc"),
        Row(there: "gcc ident:none", grade: .compatible, words: "one that does not say which"),
        Row(
            there: "gcc ident:crosstool-NG=12.2.0", grade: .compatible,
            words: "another build of the same version"),
        Row(there: "gcc ident:Debian=12.2.1", grade: .compatible, words: "12.2.1"),
        Row(there: "gcc ident:Debian=12.3.0", grade: .different, words: "gcc 12.3.0, not gcc 12.2.0"),
        Row(there: "gcc ident:Debian=13.2.0", grade: .different, words: "gcc 13.2.0, not gcc 12.2.0"),
        Row(there: "clang", grade: .different, words: "clang 14.0.6, not gcc 12.2.0"),
        Row(there: "gcc", grade: .different, words: "gcc 12.2.0, not clang 14.0.6", here: "clang"),
        Row(there: "gcc -fno-pie", grade: .different, words: "other defaults: no PIE"),
        Row(there: "gcc", grade: .different, words: "other defaults: PIE", here: "gcc -fno-pie"),
        Row(there: "g++ -fno-pie", grade: .different, words: "other defaults: no PIE", here: "g++"),
        Row(there: "clang -fPIE", grade: .different, words: "PIE", here: "clang -fno-pie"),
        Row(there: "gcc -fcf-protection", grade: .different, words: "other defaults: CET"),
        Row(
            there: "gcc -fno-pie -fcf-protection -fstack-protector-strong", grade: .different,
            words: "other defaults: no PIE, CET, stack protector"),
        Row(there: "gcc -fno-asynchronous-unwind-tables", grade: .different, words: "no unwind tables"),
        Row(
            there: "gcc -fstack-clash-protection", grade: .different,
            words: "other code of the same text (.text"),
        Row(there: "gcc -march=x86-64-v3", grade: .different, words: "other code of the same text (.text"),
        Row(there: "gcc -fno-omit-frame-pointer", grade: .different, words: "other code"),
        Row(there: "gcc -funsigned-char", grade: .different, words: ".data"),
        Row(there: "gcc -fPIC", grade: .different, words: "other code"),
        Row(there: "gcc -m32", grade: .different, words: "objects for x86, 32-bit, not for x86-64, 64-bit"),
    ])
    func `what compilers make of the probe tells them apart`(row: Row) async throws {
        let verdict = try #require(
            ToolchainVerdict(ours: try await object(row.here), theirs: try await object(row.there)))
        #expect(verdict.grade == row.grade)
        #expect(verdict.difference.contains(row.words), "\(verdict.difference)")
    }

    @Test func `what is no object says nothing`() async throws {
        let ours = try await object("gcc")
        #expect(ToolchainVerdict(ours: ours, theirs: []) == nil)
        #expect(ToolchainVerdict(ours: ours, theirs: Array("int main;".utf8)) == nil)
        #expect(ToolchainVerdict(ours: ours, theirs: Array(ours.dropLast(100))) == nil)
        #expect(ToolchainVerdict.signature(of: ours)?.hasPrefix("GCC: (") == true)
    }
}
