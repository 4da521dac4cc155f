import ByteStrings
import Files
import Glibc
import Synchronization

/// A file that lines are added to, up to a limit. It is opened with the first, and stays open: it may be moved.
final class LogSink: Sendable {
    private struct State: Sendable {
        var file: Descriptor?
        var written = 0
        var isFull = false
    }

    private let path: ByteString
    private let limit: Int?
    private let state = Mutex(State())

    /// Of a log in memory, in bytes. Without debug entries the largest builds stay far below.
    static let usualLimit = 8 << 20

    /// - Parameter limit: in bytes; `nil`: none.
    init(path: ByteString, limit: Int?) {
        self.path = path
        self.limit = limit
    }

    /// Opens the file now.
    ///
    /// - Returns: errno of the failure.
    func open() -> Int32? {
        state.withLock { open(&$0) }
    }

    /// Adds a line, with its newline. One write, so that lines of several processes do not mix.
    func write(_ line: String) {
        state.withLock { state in
            guard open(&state) == nil, let file = state.file, !state.isFull else { return }
            var bytes = Array(line.utf8)
            if let limit, state.written + bytes.count > limit {
                state.isFull = true
                bytes = Array(
                    "The log ends here, at \(limit >> 20) MiB; DISTCC_LOG=FILE has no limit.\n".utf8)
            }
            state.written += bytes.count
            _ = file.writeAll(bytes)
        }
    }

    private func open(_ state: inout State) -> Int32? {
        guard state.file == nil else { return nil }
        state.file = Descriptor(opening: path, O_WRONLY | O_APPEND | O_CREAT, mode: 0o600)
        return state.file == nil ? errno : nil
    }
}
