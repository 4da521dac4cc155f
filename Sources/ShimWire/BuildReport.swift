public import ByteStrings

/// The coordinator's last word: the summary, ready to be printed.
public struct BuildReport: Equatable, Sendable {
    public var lines: [ByteString]

    public init(lines: [ByteString]) {
        self.lines = lines
    }
}

extension BuildReport: ControlPayload {
    public init(payload: [UInt8]) throws(ShimWireError) {
        var reader = FrameReader(type: ControlKind.report.rawValue, payload: payload[...])
        self.init(lines: try reader.strings())
        try reader.finish()
    }

    public func encodedPayload() -> [UInt8] {
        FrameWriter.payload { writer in
            writer.write(lines)
        }
    }
}
