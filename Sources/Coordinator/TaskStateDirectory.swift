import ByteStrings
import DistccWire
import Files
import Glibc

/// Where distcc's monitors look: `$DISTCC_DIR/state`, or `state` in the runtime root.
struct TaskStateDirectory: Sendable {
    private let path: ByteString

    /// Makes the directory, and removes what processes left behind that have gone.
    ///
    /// One level: the runtime root or DISTCC_DIR exists. `nil` where it cannot be made: monitors see nothing then.
    init?(_ path: ByteString) {
        let isMade = unsafe path.withCString { unsafe mkdir($0, 0o700) } == 0
        guard isMade || errno == EEXIST else { return nil }
        self.path = path
        for name in path.directoryEntries ?? [] {
            guard let process = TaskState.process(ofFileName: name) else { continue }
            if kill(process, 0) != 0 && errno == ESRCH { RuntimeFile.remove(path.appending(path: name)) }
        }
    }

    /// The file of one process; `nil` where it cannot be made.
    func makeFile(process: Int32) -> TaskStateFile? {
        TaskStateFile(path.appending(path: TaskState.fileName(process: process)))
    }
}

/// The file of one process, rewritten in place for each phase.
final class TaskStateFile: Sendable {
    private let path: ByteString
    private let file: Descriptor

    fileprivate init?(_ path: ByteString) {
        guard let file = Descriptor(opening: path, O_WRONLY | O_CREAT | O_NOFOLLOW, mode: 0o644) else {
            return nil
        }
        self.path = path
        self.file = file
    }

    /// A monitor that reads meanwhile sees the old state or the new one: both are as long, and one write is whole.
    func write(_ state: TaskState) {
        file.write(state.encoded, at: 0)
    }

    func remove() {
        RuntimeFile.remove(path)
    }
}
