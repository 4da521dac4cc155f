import Glibc

/// The time of a log entry, in UTC: `2026-11-21T12:34:56.789Z`. Sorts as text, and needs no time zone to be read.
struct LogTime: CustomStringConvertible {
    private let sinceEpoch: Duration

    init(_ sinceEpoch: Duration) {
        self.sinceEpoch = sinceEpoch
    }

    var description: String {
        var seconds = time_t(sinceEpoch.components.seconds)
        var parts = unsafe tm()
        var buffer = [CChar](repeating: 0, count: 32)
        guard unsafe gmtime_r(&seconds, &parts) != nil,
            unsafe strftime(&buffer, buffer.count, "%Y-%m-%dT%H:%M:%S", &parts) > 0
        else { return "\(seconds)" }
        let text = String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        let milliseconds = String(sinceEpoch.components.attoseconds / 1_000_000_000_000_000)
        return text + "." + String(repeating: "0", count: 3 - milliseconds.count) + milliseconds + "Z"
    }
}
