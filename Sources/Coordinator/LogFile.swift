import Logging
import Processes

/// The build's log, one line an entry.
///
/// Nothing of ours is ever written to a compiler's standard error: configure scripts and libtool read it.
struct LogFile: LogHandler {
    private let sink: LogSink
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level

    init(sink: LogSink, level: Logger.Level) {
        self.sink = sink
        logLevel = level
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        sink.write("\(LogTime(WallClock.now)) \(event.level): \(event.message)\n")
    }
}
