import ByteStrings
import CompilerCommand
import Processes
import Testing

/// A depfile that was read and written again is the compiler's, byte for byte: the line breaks are what is tested.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DepfileTests {
    private let place: Workplace

    init() throws {
        place = try Workplace()
        try Files.makeDirectories(place("a directory/with-a-long-name/to-reach-the-end-of-a-line"))
        try Files.makeDirectories(place("o"))
        for length in [1, 9, 20, 33, 47, 58, 66, 67, 68, 69, 70, 71, 72, 73, 74, 75, 76, 90] {
            let name = ByteString([UInt8](repeating: UInt8(ascii: "h"), count: length)) + ".h"
            try Files.write(place(name), [])
        }
        let headers = Files.names(in: place.work).filter { $0.hasSuffix(".h") }
        let own: [ByteString] = [
            "a directory/with-a-long-name/to-reach-the-end-of-a-line/x#y.h", "a directory/$.h",
        ]
        for name in own { try Files.write(place(name), []) }
        let system: [ByteString] = ["stdio.h", "vector", "map", "string", "regex", "thread"]
        let text =
            (headers + own).map { "#include \"" + $0 + "\"\n" } + system.map { "#include <" + $0 + ">\n" }
        try Files.write(place("s.cc"), text.joined(separator: "").bytes)
        try Files.write(place("a directory/t.cc"), Array("#include <vector>\n".utf8))
    }

    @Test(
        arguments: ["g++", "clang++"] as [ByteString],
        [
            "-MD -c s.cc -o o/s.o", "-MD -MP -c s.cc -o o/s.o", "-MMD -MP -c s.cc -o o/s.o",
            "-MD -MP -include hhhhhhhhh.h -I. -c s.cc -o o/s.o",
            "-MD -MT one -MT two/of-some-length-that-goes-on-and-on -MQ three/with/another/rather/long/name/to/break -c s.cc -o o/s.o",
            "-MD -MP -c 'a directory/t.cc' -o o/s.o",
        ] as [ByteString])
    func `a depfile is written as the compiler writes it`(compiler: ByteString, line: ByteString) async throws
    {
        let result = try await place.plain(compiler + " " + line)
        #expect(result.waitStatus.rawValue == 0, "\(ByteString(result.standardError))")
        let text = try #require(Files.text(place("o/s.d")))
        let rules = try #require(DependencyRules(parsing: text))
        #expect(rules.files.count > 10)
        let family = CompilerName(compiler).family
        #expect(rules.text(as: family, hasPhonyTargets: line.contains("-MP")) == text)
    }
}
