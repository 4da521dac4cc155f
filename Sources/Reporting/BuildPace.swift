public import ShimWire

/// How fast a watched build goes, from its snapshots.
public struct BuildPace: Equatable, Sendable {
    private var finished = RateWindow()
    private var hosts: [Transfer] = []

    private struct Transfer: Equatable, Sendable {
        var sent = RateWindow()
        var received = RateWindow()
    }

    public init() {}

    /// - Parameter time: of one clock, the same in all calls.
    public mutating func record(_ snapshot: BuildSnapshot, at time: Duration) {
        finished.record(Int(snapshot.finished), at: time)
        if hosts.count != snapshot.hosts.count { hosts = snapshot.hosts.map { _ in Transfer() } }
        for (index, host) in snapshot.hosts.enumerated() {
            hosts[index].sent.record(Int(clamping: host.bytesSent), at: time)
            hosts[index].received.record(Int(clamping: host.bytesReceived), at: time)
        }
    }

    /// Compiles that ended lately, and in what time.
    public func compiles(at time: Duration) -> (count: Int, window: Duration) { finished.growth(at: time) }

    /// Bytes that went to a host lately, and in what time.
    func sent(to host: Int, at time: Duration) -> (count: Int, window: Duration) {
        hosts.indices.contains(host) ? hosts[host].sent.growth(at: time) : (0, .zero)
    }

    func received(from host: Int, at time: Duration) -> (count: Int, window: Duration) {
        hosts.indices.contains(host) ? hosts[host].received.growth(at: time) : (0, .zero)
    }
}
