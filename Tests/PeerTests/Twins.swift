import ByteStrings
import History
import Processes
import Testing

/// Command lines that are run twice in the same directories: by the plain compiler, then under `distmake run`.
///
/// Each runs in a directory of its own, one after the other, so that the n-th job of the history is the n-th line's.
/// What it writes to stdout and stderr and its exit status are files there too: whatever is left is compared.
struct Twins {
    struct Pair: Sendable {
        var line: String
        var plain: [ByteString: Files.Image]
        var distributed: [ByteString: Files.Image]
        /// `remote`, or why not. More than one word means more than one job.
        var fate = ""
        /// How it was done in the end; `nil` before it was.
        var mode: JobMode?

        /// What differs, in words; files in `tolerated` may have other contents but must be there.
        func differences(tolerating tolerated: Set<ByteString> = []) -> [String] {
            Set(plain.keys).union(distributed.keys).sorted().compactMap { name in
                switch (plain[name], distributed[name]) {
                case (nil, _): "\(name) should not be there"
                case (_, nil): "\(name) is missing"
                case (let one?, let other?) where one.mode != other.mode: "\(name) has another mode"
                case (let one?, let other?) where one != other && !tolerated.contains(name):
                    one.bytes.count + other.bytes.count < 4000 && !name.hasSuffix(".o")
                        ? "\(name): \(ByteString(one.bytes)) is now \(ByteString(other.bytes))"
                        : "\(name) has other contents"
                default: nil
                }
            }
        }
    }

    var lines: [String]
    /// What is in each line's directory beforehand.
    var files: [String: String]

    /// Runs all, in `place`.
    func run(in place: Workplace, hosts: ByteString, _ extra: [ByteString] = []) async throws -> [Pair] {
        var script: ByteString = ""
        for (number, line) in lines.enumerated() {
            script +=
                "cd '" + place.work + "/\(number)'; (" + ByteString(line)
                + ") >stdout 2>stderr </dev/null; echo $? >status\n"
        }
        let plain = try await trees(place) { try await place.plain(script, extra) }
        let distributed = try await trees(place) { try await place.build(script, hosts: hosts, extra) }
        let jobs = try place.jobs()
        try #require(jobs.count == lines.count, "one job for each line: \(jobs.map(\.file))")
        return lines.indices.map { index in
            Pair(
                line: lines[index], plain: plain[index], distributed: distributed[index],
                fate: jobs[index].fate, mode: jobs[index].mode)
        }
    }

    private func trees(
        _ place: Workplace, _ body: () async throws -> ProcessResult
    ) async throws -> [[ByteString: Files.Image]] {
        Files.remove(place.work)
        for number in lines.indices { try place.write(files, in: "\(number)") }
        _ = try await body()
        return lines.indices.map { Files.tree(place("\($0)")) }
    }
}
