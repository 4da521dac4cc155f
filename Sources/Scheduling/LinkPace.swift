/// The bandwidth to one host, over its last jobs.
///
/// A send is over when the kernel has taken the last byte, and what fits into its buffer it takes at once: only the rest
/// measures the way. Jobs that send less say nothing.
public struct LinkPace: Equatable, Sendable {
    /// What a fresh TCP connection's buffer takes at once, about (Linux: tcp_wmem begins with 16 KiB and grows).
    static let buffered = 128 << 10
    /// So many jobs make a figure.
    static let fewestJobs = 4
    private static let memory = 7.0 / 8

    private var bytes = 0.0
    private var seconds = 0.0
    private var jobs = 0

    public init() {}

    public mutating func record(bytesSent: Int, send: Duration) {
        guard bytesSent >= 2 * Self.buffered, send > .zero else { return }
        bytes = bytes * Self.memory + Double(bytesSent - Self.buffered)
        seconds = seconds * Self.memory + send / .seconds(1)
        jobs += 1
    }

    /// Bytes per second; `nil` while it is not known.
    public var bandwidth: Double? { jobs < Self.fewestJobs ? nil : bytes / seconds }
}
