import ByteStrings
import Glibc
import Processes
import Testing

/// One page of `man/`, as written.
struct ManualPage {
    let name: String
    let lines: [String]

    init(_ name: String) async throws {
        self.name = name
        let result = try await capture(
            "/bin/cat", arguments: [Self.directory.appending(path: ByteString(name))])
        try #require(result.waitStatus.isSuccess, "\(name) is there")
        lines = String(decoding: result.standardOutput, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    }

    /// `man/` of the tree that this test was compiled from.
    static var directory: ByteString { sources.appending(path: "man") }

    /// The root of that tree.
    static var sources: ByteString { ByteString(#filePath).directoryPath.directoryPath.directoryPath }

    static var all: [String] {
        get async throws {
            let result = try await capture("/bin/ls", arguments: [directory])
            return String(decoding: result.standardOutput, as: UTF8.self)
                .split(separator: "\n").map(String.init).filter { $0.hasSuffix(".scd") }
        }
    }

    /// The lines under a heading such as `# EXIT STATUS`, up to the next one of the same level.
    func section(_ heading: String) throws -> [String] {
        let start = try #require(lines.firstIndex(of: heading), "\(name) has \(heading)")
        let level = heading.prefix { $0 == "#" }
        return Array(lines[(start + 1)...].prefix { !$0.hasPrefix(level + " ") && !$0.hasPrefix("# ") })
    }

    /// What stands in bold at the head of each entry: `*--quirk* _id_, *--no-quirk* _id_` gives both. An indented
    /// line follows a head, and no line of running text.
    static func terms(_ lines: [String]) -> [String] {
        let heads = zip(lines, lines.dropFirst()).filter { $0.hasPrefix("*") && $1.hasPrefix("\t") }
        return heads.flatMap { line, _ in
            line.split(separator: "*", omittingEmptySubsequences: false).enumerated()
                .filter { $0.offset % 2 == 1 }
                .map { $0.element.filter { $0 != "\\" } }
        }
    }
}
