import ByteStrings
import Glibc
import IncludeClosure
import Testing

/// Whole trees, as `scripts/closure-trees` has written them down: two small ones, and in a long run all of them.
@Suite(.serialized) struct ClosureTreesTests {
    /// A tree, and what is expected of it at least.
    struct Tree: Sendable, CustomTestStringConvertible {
        var name: ByteString
        var units: Int
        /// Of which so many at most may be unsure.
        var unsure: Int

        var testDescription: String { name.string }

        static let small = [
            Tree(name: "lua", units: 30, unsure: 0), Tree(name: "re2", units: 20, unsure: 0),
        ]
        static let all =
            small + [
                // Two sources of a configure script's that are gone.
                Tree(name: "redis", units: 150, unsure: 2), Tree(name: "protobuf", units: 150, unsure: 0),
                // Boost.MPL and Boost.Preprocessor.
                Tree(name: "torrent", units: 150, unsure: 0), Tree(name: "kernel", units: 2500, unsure: 1),
            ]
    }

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

    private static let header: Void = print(
        "figures: tree, units, unsure, files read, files more %, µs a unit")

    @Test(arguments: TestLength.isLong ? Tree.all : Tree.small)
    func `every file that a compiler reads is in the closure`(tree: Tree) async throws {
        let text = try #require(
            Files.read(Self.directory.appending(path: tree.name + ".commands")),
            "scripts/closure-trees has not been run")
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
        Self.header
        print(
            "figures:", tree.name, sum.units, sum.unsure, sum.read, sum.extra * 100 / max(sum.read, 1),
            microseconds)
        #expect(sum.units >= tree.units)
        #expect(sum.unsure <= tree.unsure)
        #expect(sum.refused * 10 <= sum.units, "the compiler refused \(sum.refused)")
    }
}
