public import ByteStrings

/// Where a build stands.
public struct BuildProgress: Equatable, Sendable {
    public struct Host: Equatable, Sendable {
        public var name: ByteString
        public var inUse: UInt32
        public var limit: UInt32

        public init(name: ByteString, inUse: UInt32, limit: UInt32) {
            self.name = name
            self.inUse = inUse
            self.limit = limit
        }
    }

    /// Compiles that are over, wherever they ran.
    public var finished: UInt32
    /// Of those, the ones that volunteers did.
    public var remote: UInt32
    /// Compiles under way or waiting.
    public var pending: UInt32
    /// Compiles that the last build of the package had; 0: unknown.
    public var expected: UInt32
    /// To the end of the build; `nil` when nobody knows.
    public var secondsLeft: UInt64?
    public var hosts: [Host]

    public init(
        finished: UInt32, remote: UInt32, pending: UInt32, expected: UInt32, secondsLeft: UInt64?,
        hosts: [Host]
    ) {
        self.finished = finished
        self.remote = remote
        self.pending = pending
        self.expected = expected
        self.secondsLeft = secondsLeft
        self.hosts = hosts
    }
}

extension BuildProgress: ControlPayload {
    public init(payload: [UInt8]) throws(ShimWireError) {
        var reader = FrameReader(type: ControlKind.progress.rawValue, payload: payload[...])
        self.init(
            finished: try reader.uint32(), remote: try reader.uint32(), pending: try reader.uint32(),
            expected: try reader.uint32(), secondsLeft: try reader.optionalUInt64(), hosts: [])
        for _ in 0..<(try reader.uint32()) {
            hosts.append(
                Host(name: try reader.string(), inUse: try reader.uint32(), limit: try reader.uint32()))
        }
        try reader.finish()
    }

    public func encodedPayload() -> [UInt8] {
        FrameWriter.payload { writer in
            for number in [finished, remote, pending, expected] { writer.write(number) }
            writer.write(optional: secondsLeft)
            writer.write(UInt32(hosts.count))
            for host in hosts {
                writer.write(host.name)
                writer.write(host.inUse)
                writer.write(host.limit)
            }
        }
    }
}
