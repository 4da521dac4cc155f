internal import ByteStrings

/// Builds one frame; the length is filled in at the end.
struct FrameWriter {
    static let headerSize = 5

    private var bytes: [UInt8]

    init(type: UInt8, capacity: Int = 64) {
        bytes = []
        bytes.reserveCapacity(capacity + 5)
        bytes += [0, 0, 0, 0, type]
    }

    mutating func write(_ value: UInt8) {
        bytes.append(value)
    }

    mutating func write(_ value: UInt32) {
        for shift in stride(from: 0 as UInt32, to: 32, by: 8) {
            bytes.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }

    mutating func write(_ value: UInt64) {
        write(UInt32(truncatingIfNeeded: value))
        write(UInt32(truncatingIfNeeded: value >> 32))
    }

    /// Whether there is one, then the number.
    mutating func write(optional value: UInt64?) {
        write(value == nil ? 0 as UInt8 : 1)
        if let value { write(value) }
    }

    mutating func write(_ string: [UInt8]) {
        write(UInt32(string.count))
        bytes += string
    }

    mutating func write(_ string: ByteString) {
        write(string.bytes)
    }

    mutating func write(_ strings: [ByteString]) {
        write(UInt32(strings.count))
        for string in strings { write(string.bytes) }
    }

    /// Bytes up to the end of the frame, without a length of their own.
    mutating func writeRest(_ rest: [UInt8]) {
        bytes += rest
    }

    /// The bytes that `body` writes, without a frame around them.
    static func payload(_ body: (inout FrameWriter) -> Void) -> [UInt8] {
        var writer = FrameWriter(type: 0, capacity: 512)
        body(&writer)
        return Array(writer.bytes.dropFirst(headerSize))
    }

    consuming func finish() -> [UInt8] {
        let length = UInt32(bytes.count - 5)
        for index in 0..<4 { bytes[index] = UInt8(truncatingIfNeeded: length >> UInt32(8 * index)) }
        return bytes
    }
}
