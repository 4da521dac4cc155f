import ByteStrings
import Glibc
import IncludeClosure
import Testing

/// Whole trees, as `scripts/closure-trees` has written them down: a long run only, minutes for each.
@Suite(.serialized) struct ClosureTreesTests {
    /// For each compile the working directory and the words; every word ends in NUL, a compile in an empty word.
    private static func commands(in text: [UInt8]) -> [[ByteString]] {
        text.split(separator: 0, omittingEmptySubsequences: false).split(whereSeparator: \.isEmpty)
            .map { $0.map { ByteString($0) } }
    }

    private static var directory: ByteString {
        let home = unsafe getenv("HOME").map { unsafe ByteString(cString: $0) } ?? "/root"
        let cache = unsafe getenv("XDG_CACHE_HOME").map { unsafe ByteString(cString: $0) }
        return (cache ?? home.appending(path: ".cache")).appending(path: "distmake-tests/closure")
    }

    @Test func `every file that a compiler reads is in the closure`() async throws {
        guard TestLength.isLong else { return }
        let trees = Files.names(in: Self.directory).compactMap { $0.dropping(suffix: ".commands") }
        try #require(!trees.isEmpty, "scripts/closure-trees has not been run")
        print("tree units unsure read extra% µs/unit")
        for tree in trees {
            let text = try #require(Files.read(Self.directory.appending(path: tree + ".commands")))
            var oracle = ClosureOracle()
            var sum = (units: 0, unsure: 0, read: 0, extra: 0, refused: 0)
            for words in Self.commands(in: text) {
                sum.units += 1
                switch try await oracle.compare(Array(words.dropFirst()), in: words[0]) {
                case .contained(let read, let extra):
                    sum.read += read
                    sum.extra += extra
                case .missing(let files): Issue.record("\(tree): \(words.last ?? ""): \(files)")
                case .unsure: sum.unsure += 1
                case .refused: sum.refused += 1
                }
            }
            let time = oracle.spent / max(sum.units, 1)
            let microseconds = time.components.attoseconds / 1_000_000_000_000
            print(tree, sum.units, sum.unsure, sum.read, sum.extra * 100 / max(sum.read, 1), microseconds)
            #expect(sum.refused * 10 <= sum.units, "\(tree): the compiler refused \(sum.refused)")
        }
    }
}
