import ByteStrings
import Glibc
import Logging
import Processes

/// The build's log, one line an entry, in its runtime directory. The file is made with the first entry.
///
/// Nothing of ours is ever written to a compiler's standard error: configure scripts and libtool read it.
struct LogFile: LogHandler {
    private let path: ByteString
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    /// - Parameter level: `nil` for `notice`.
    init(path: ByteString, level: Logger.Level?) {
        self.path = path
        logLevel = level ?? .notice
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let line = "\(WallClock.now.components.seconds) \(event.level): \(event.message)\n"
        let number = unsafe path.withCString {
            unsafe open($0, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o600)
        }
        guard number >= 0 else { return }
        _ = Descriptor(number).writeAll(Array(line.utf8))
    }
}
