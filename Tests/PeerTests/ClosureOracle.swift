import ByteStrings
import CompilerCommand
import Glibc
import IncludeClosure
import Processes
import Testing

/// Compares closures with what the real compiler's `-M` says it has read.
struct ClosureOracle {
    /// What became of one command.
    enum Outcome {
        /// The compiler read `read` files, all in the closure, which has `extra` more.
        case contained(read: Int, extra: Int)
        /// Files that the compiler read and the closure has not.
        case missing([ByteString])
        case unsure(Unsure)
        /// The compiler itself refused.
        case refused(ByteString)
    }

    var cache = IncludeCache()
    /// By the command that asked for them.
    private var builtins: [[ByteString]: BuiltinDirectories] = [:]
    /// Time in `closure`, of warm and cold calls.
    private(set) var spent = Duration.zero

    mutating func compare(
        _ arguments: [ByteString], in directory: ByteString, _ environment: [ByteString] = []
    ) async throws -> Outcome {
        let command = CompilerCommand(parsing: arguments) { Files.read(directory.appending(path: $0)) }
        let query = try #require(BuiltinDirectories.Query(for: command))
        let question = [arguments[0]] + query.arguments
        if builtins[question] == nil {
            let asked = try await capture(
                "/usr/bin/env", arguments: question, environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"],
                workingDirectory: directory)
            let directories = try #require(BuiltinDirectories(parsing: ByteString(asked.standardError)))
            builtins[question] = directories
        }
        let request = ClosureRequest(
            command: command, workingDirectory: directory, environment: environment,
            builtin: try #require(builtins[question]), now: Self.now)
        let clock = ContinuousClock()
        var answer = ClosureAnswer.unsure(Unsure(.changing))
        spent += clock.measure { answer = cache.closure(of: request, reader: DiskReader()) }
        guard case .known(let closure) = answer else {
            guard case .unsure(let unsure) = answer else { return .refused("") }
            return .unsure(unsure)
        }
        let listed = try await capture(
            "/usr/bin/env", arguments: Self.dependencyCommand(command),
            environment: environment + ["PATH=/usr/bin:/bin", "LC_ALL=C"], workingDirectory: directory)
        guard listed.waitStatus.isSuccess else { return .refused(ByteString(listed.standardError)) }
        let own = Set(closure.files.map(\.path))
        let read = Set(
            Self.prerequisites(ByteString(listed.standardOutput)).compactMap {
                Self.real(directory.appending(path: $0))
            })
        let missing = read.subtracting(own)
        return missing.isEmpty
            ? .contained(read: read.count, extra: own.subtracting(read).count) : .missing(missing.sorted())
    }

    /// Nanoseconds since the epoch.
    static var now: Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return FileStatus.nanoseconds(time)
    }

    /// The command with `-M` in place of what it would write.
    private static func dependencyCommand(_ command: CompilerCommand) -> [ByteString] {
        var words: [ByteString] = [command.compiler.invoked]
        for option in command.options where !option.has(.dependency) {
            switch option.role {
            case .output, .stopAtObject, .stopAtAssembly: continue
            case .preprocessorList where option.value.hasPrefix("-M"): continue
            default: words += option.words
            }
        }
        return words + ["-M"]
    }

    /// What stands behind the colon of a make rule, unquoted.
    static func prerequisites(_ rule: ByteString) -> [ByteString] {
        guard let colon = rule.bytes.firstIndex(of: UInt8(ascii: ":")) else { return [] }
        var words: [ByteString] = []
        var word: [UInt8] = []
        var index = colon + 1
        while index < rule.count {
            var byte = rule.bytes[index]
            index += 1
            var isQuoted = false
            if byte == UInt8(ascii: "\\"), index < rule.count {
                byte = rule.bytes[index]
                isQuoted = byte != UInt8(ascii: "\n")
                index += 1
            }
            if !isQuoted, byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\n") {
                if !word.isEmpty { words.append(ByteString(word)) }
                word = []
            } else {
                word.append(byte)
            }
        }
        return word.isEmpty ? words : words + [ByteString(word)]
    }

    static func real(_ path: ByteString) -> ByteString? {
        guard let resolved = unsafe path.withCString({ unsafe realpath($0, nil) }) else { return nil }
        defer { unsafe free(resolved) }
        return unsafe ByteString(cString: resolved)
    }
}
