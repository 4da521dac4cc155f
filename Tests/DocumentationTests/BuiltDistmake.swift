import ByteStrings
import Glibc
import Processes
import Testing

/// The distmake that was built with this test: it lies beside the test program.
enum BuiltDistmake {
    static let path: ByteString = {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let program = ByteString(buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) })
        return program.directoryPath.appending(path: "distmake")
    }()

    /// One option of one command: `history list`, `--number`.
    struct Option: Hashable, CustomStringConvertible {
        /// Empty for distmake itself.
        var command: String
        /// The title that its help stands under; empty for most.
        var section: String
        var names: Set<String>

        var description: String { "\(command) \(names.sorted())" }
    }

    /// Every option but --help.
    static func options() async throws -> [Option] {
        try await lines.value.filter { $0.count > 2 }.map { fields in
            Option(command: fields[0], section: fields[1], names: Set(fields[2...]))
        }
    }

    /// Every command: `build`, `history`, `history list` …
    static func commands() async throws -> [String] {
        try await lines.value.filter { $0.count == 1 && !$0[0].isEmpty }.map { $0[0] }
    }

    /// Asked once for all tests.
    private static let lines = Task { try await dump() }

    /// The fields of a line for each command, its words, and for each option, with its command, section and names: from
    /// `--experimental-dump-help`, whose JSON Python flattens.
    private static func dump() async throws -> [[String]] {
        let script = """
            import json, subprocess, sys
            def walk(command, path):
                print(path)
                for one in command.get("arguments", []):
                    names = [("--" if n["kind"] == "long" else "-") + n["name"] for n in one.get("names", [])]
                    if names and "--help" not in names and one.get("shouldDisplay"):
                        print("\\t".join([path, one.get("sectionTitle", "")] + names))
                for sub in command.get("subcommands", []):
                    if sub.get("shouldDisplay") and (sub["commandName"] != "help" or not path):
                        walk(sub, (path + " " + sub["commandName"]).strip())
            dump = subprocess.run([sys.argv[1], "--experimental-dump-help"], capture_output=True, check=True)
            walk(json.loads(dump.stdout)["command"], "")
            """
        let result = try await capture("/usr/bin/python3", arguments: ["-c", ByteString(script), path])
        try #require(result.waitStatus.isSuccess, "\(String(decoding: result.standardError, as: UTF8.self))")
        return String(decoding: result.standardOutput, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false
        ).dropLast().map { $0.split(separator: "\t", omittingEmptySubsequences: false).map(String.init) }
    }
}
