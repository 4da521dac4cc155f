import ByteStrings
import Glibc
import Synchronization
import SystemPackage

@testable import History

/// A directory of a test's own, removed with its contents.
final class TemporaryDirectory {
    let path: FilePath

    init() throws {
        var template = Array("/tmp/distmake-history-XXXXXX".utf8CString)
        let made = unsafe template.withUnsafeMutableBufferPointer { buffer -> FilePath? in
            guard let start = buffer.baseAddress, let name = unsafe mkdtemp(start) else { return nil }
            return unsafe FilePath(platformString: name)
        }
        guard let made else { throw Errno(rawValue: errno) }
        path = made
    }

    var database: FilePath { path.appending("state/history.sqlite") }

    func entries(of directory: FilePath) -> [String] {
        guard let stream = unsafe opendir(directory.string) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) {
                unsafe String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    func write(_ bytes: [UInt8], to file: FilePath) throws {
        let descriptor = try FileDescriptor.open(
            file, .writeOnly, options: [.create, .truncate], permissions: .ownerReadWrite)
        try descriptor.closeAfter { _ = try descriptor.writeAll(bytes) }
    }

    deinit {
        for directory in [path.appending("state"), path] {
            for name in entries(of: directory) {
                _ = unsafe remove(directory.appending(name).string)
            }
        }
        _ = unsafe remove(path.string)
    }
}

/// What a recorder reported.
final class Reports: Sendable {
    private let errors = Mutex<[HistoryError]>([])

    func append(_ error: HistoryError) { errors.withLock { $0.append(error) } }
    var all: [HistoryError] { errors.withLock { $0 } }
    var codes: [HistoryError.Code] { all.map(\.code) }
}

func recorder(
    _ path: FilePath, _ reports: Reports, capacity: Int = 20_000, busyTimeout: Duration = .seconds(5),
    setup: [String] = []
) -> HistoryRecorder {
    HistoryRecorder(path: path, capacity: capacity, busyTimeout: busyTimeout, setup: setup) {
        reports.append($0)
    }
}

func build(
    _ identifier: String = "k3vq7z2a", package: String = "lua", version: String = "5.4.6-1",
    started: Duration = .seconds(1_700_000_000)
) -> BuildRecord {
    BuildRecord(
        identifier: identifier, package: package, version: version, directory: "/home/u/lua",
        command: "makepkg -sf", makeflags: "-j8", compiler: "gcc 12.2.0 x86_64-linux-gnu",
        hosts: "localhost/2 red/8 blue/4", started: started)
}

extension BuildRecord {
    func ended(_ result: EndStatus = .exited(0), after wall: Duration = .seconds(12)) -> BuildRecord {
        var copy = self
        copy.finished = started + wall
        copy.result = result
        return copy
    }
}

func job(
    _ sequence: Int, of build: String = "k3vq7z2a", file: ByteString = "lapi.c",
    output: ByteString = "lapi.o",
    directory: ByteString = "/home/u/lua/src/lua-5.4.6/src", kind: JobKind = .compile, mode: JobMode = .plain,
    host: String? = "red", localReason: String? = nil, fallback: String? = nil,
    compile: Duration = .milliseconds(100)
) -> JobRecord {
    JobRecord(
        build: build, sequence: sequence, file: file, directory: directory, output: output, kind: kind,
        mode: mode, host: host, localReason: localReason, fallback: fallback, attempts: host == nil ? 0 : 1,
        started: .milliseconds(10 * sequence), queued: .microseconds(50), preprocess: .milliseconds(20),
        connect: .microseconds(300), send: .milliseconds(1), compile: compile, receive: .milliseconds(2),
        bytesSent: 40_000, bytesReceived: 9000, sourceBytes: 150_000, user: .milliseconds(18),
        system: .milliseconds(2), peakMemory: 30_000, stderrBytes: 7)
}
