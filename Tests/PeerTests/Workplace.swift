import ByteStrings
import Glibc
import History
import Processes
import SystemPackage
import Testing

/// A directory for one test with a home, a history and a runtime directory of its own; gone when the value dies.
///
/// Commands run in `work`, once by the plain compilers and once under `distmake run`, so that paths in debug
/// information are the same.
final class Workplace: Sendable {
    let path: ByteString

    init() throws {
        var template = Array("/tmp/distmake-peer-XXXXXX".utf8CString)
        try #require(unsafe mkdtemp(&template) != nil)
        path = unsafe ByteString(cString: template)
        for name: ByteString in ["home", "run", "work"] {
            try Files.makeDirectories(path.appending(path: name))
        }
    }

    deinit {
        Files.remove(path)
    }

    var work: ByteString { path.appending(path: "work") }

    func callAsFunction(_ name: ByteString) -> ByteString {
        work.appending(path: name)
    }

    /// A program that was built with this test: it lies beside the test program.
    static func built(_ name: ByteString) -> ByteString {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
        let program = ByteString(buffer.prefix(max(0, count)).map { UInt8(bitPattern: $0) })
        return program.directoryPath.appending(path: name)
    }

    /// Stand-in volunteers have no compiler that could prove anything.
    private static func acceptance(of hosts: ByteString) -> [ByteString] {
        let standIns = hosts.split(" ").filter { $0.hasPrefix("127.94.") }.compactMap { $0.split(":").first }
        return standIns.isEmpty ? [] : ["DISTMAKE_ACCEPT_TOOLCHAIN=" + standIns.joined(separator: " ")]
    }

    /// What every command gets; `extra` comes first and wins.
    func environment(hosts: ByteString?, _ extra: [ByteString] = []) -> [ByteString] {
        let own: [ByteString] =
            [
                "PATH=/usr/bin:/bin", "LC_ALL=C.UTF-8", "HOME=" + path.appending(path: "home"),
                "XDG_RUNTIME_DIR=" + path.appending(path: "run"),
                "XDG_STATE_HOME=" + path.appending(path: "home/state"),
                "XDG_CACHE_HOME=" + path.appending(path: "home/cache"), "SOURCE_DATE_EPOCH=1000000000",
            ] + (hosts.map(Self.acceptance) ?? [])
        let names = extra.map { $0.bytes.prefix { $0 != UInt8(ascii: "=") } }
        let kept = own.filter { entry in !names.contains(entry.bytes.prefix { $0 != UInt8(ascii: "=") }) }
        return extra + kept + (hosts.map { ["DISTCC_HOSTS=" + $0] } ?? [])
    }

    /// Runs a shell script in `work` without distmake.
    @discardableResult
    func plain(_ script: ByteString, _ extra: [ByteString] = []) async throws -> ProcessResult {
        try await capture(
            "/bin/sh", arguments: ["-c", script], environment: environment(hosts: nil, extra),
            workingDirectory: work)
    }

    /// Runs a shell script in `work` under `distmake run`.
    @discardableResult
    func build(
        _ script: ByteString, hosts: ByteString?, _ extra: [ByteString] = []
    ) async throws -> ProcessResult {
        try await capture(
            Self.built("distmake"), arguments: ["run", "--", "/bin/sh", "-c", script],
            environment: environment(hosts: hosts, extra), workingDirectory: work)
    }

    /// Runs distmake itself, outside of any build.
    func distmake(_ arguments: [ByteString], hosts: ByteString? = nil) async throws -> ProcessResult {
        try await capture(
            Self.built("distmake"), arguments: arguments, environment: environment(hosts: hosts),
            workingDirectory: work)
    }

    var history: FilePath { FilePath(path.appending(path: "home/state/distmake/history.sqlite").string) }

    /// The jobs of the newest build, in the order of their arrival.
    func jobs() throws -> [JobRecord] {
        let reader = try HistoryReader(path: history)
        // Thrown and not required: who waits for a job asks again, and an expectation would be recorded.
        guard let build = try reader.builds(limit: 1).first else { throw NothingRecorded() }
        return try reader.jobs(of: build.build.identifier)
    }

    /// The database is there and its first build is not yet.
    struct NothingRecorded: Error {}

    func write(_ files: [String: String], in directory: ByteString = "") throws {
        for (name, text) in files {
            let file = self(directory).appending(path: ByteString(name))
            try Files.makeDirectories(file.directoryPath)
            try Files.write(file, Array(text.utf8))
        }
    }
}

extension ProcessResult {
    /// - Throws: when the program did not succeed; what it said is recorded.
    @discardableResult
    func mustSucceed(sourceLocation: SourceLocation = #_sourceLocation) throws -> ProcessResult {
        let output = ByteString(standardOutput + standardError).string
        try #require(waitStatus.isSuccess, "\(output)", sourceLocation: sourceLocation)
        return self
    }
}

extension JobRecord {
    /// `remote`, or the code of why not: what is expected of a job.
    var fate: String {
        if let fallback { return (mode == .givenUp ? "given up " : "fallback ") + fallback }
        if let localReason { return localReason }
        return mode == .local ? "local" : "remote"
    }
}
