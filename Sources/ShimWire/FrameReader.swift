internal import ByteStrings

/// Takes the fields of one frame's payload, in order. Every length is checked against what is left.
struct FrameReader {
    private let type: UInt8
    private var rest: ArraySlice<UInt8>

    init(type: UInt8, payload: ArraySlice<UInt8>) {
        self.type = type
        rest = payload
    }

    func failure(_ code: ShimWireError.Code) -> ShimWireError {
        ShimWireError(code, frameType: type)
    }

    private mutating func take(_ count: Int) throws(ShimWireError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw failure(.truncated) }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }

    mutating func byte() throws(ShimWireError) -> UInt8 {
        guard let byte = rest.popFirst() else { throw failure(.truncated) }
        return byte
    }

    mutating func bool() throws(ShimWireError) -> Bool {
        switch try byte() {
        case 0: return false
        case 1: return true
        default: throw failure(.badValue)
        }
    }

    mutating func uint32() throws(ShimWireError) -> UInt32 {
        try take(4).reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    mutating func uint64() throws(ShimWireError) -> UInt64 {
        try take(8).reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }

    mutating func optionalUInt64() throws(ShimWireError) -> UInt64? {
        try bool() ? try uint64() : nil
    }

    mutating func bytes() throws(ShimWireError) -> [UInt8] {
        let count = Int(try uint32())
        return Array(try take(count))
    }

    mutating func string() throws(ShimWireError) -> ByteString {
        ByteString(try bytes())
    }

    mutating func strings() throws(ShimWireError) -> [ByteString] {
        let count = Int(try uint32())
        // Each string takes four bytes at least, so a false count cannot reserve more than the frame holds.
        guard count <= rest.count / 4 else { throw failure(.truncated) }
        var strings: [ByteString] = []
        strings.reserveCapacity(count)
        for _ in 0..<count { strings.append(try string()) }
        return strings
    }

    /// Everything up to the end of the frame.
    mutating func remainder() -> [UInt8] {
        defer { rest = [] }
        return Array(rest)
    }

    /// States that the frame ends here.
    func finish() throws(ShimWireError) {
        guard rest.isEmpty else { throw failure(.trailingBytes) }
    }
}
