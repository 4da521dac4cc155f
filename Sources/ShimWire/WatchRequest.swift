/// The hello of a watcher: how often it wants to hear of the build.
public struct WatchRequest: Equatable, Sendable {
    /// Between two snapshots. The coordinator sends none more often than each `shortestInterval`.
    public var intervalMilliseconds: UInt32

    public static let shortestInterval: UInt32 = 100

    public init(intervalMilliseconds: UInt32) {
        self.intervalMilliseconds = intervalMilliseconds
    }
}

extension WatchRequest: ControlPayload {
    public init(payload: [UInt8]) throws(ShimWireError) {
        var reader = FrameReader(type: 0, payload: payload[...])
        self.init(intervalMilliseconds: try reader.uint32())
        try reader.finish()
    }

    public func encodedPayload() -> [UInt8] {
        FrameWriter.payload { $0.write(intervalMilliseconds) }
    }
}
