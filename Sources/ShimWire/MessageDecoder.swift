/// Cuts a stream of bytes into messages, however the bytes arrive. It does no input of its own.
///
/// Inlinable, so that the shim gets one for its own messages: the runtime needs 25 µs to instantiate the general one.
/// After it has thrown it stays broken and throws the same error again: where the next frame begins is unknown.
public struct MessageDecoder<Message: ShimMessage>: Sendable {
    @usableFromInline static var headerSize: Int { 5 }

    @usableFromInline var buffer: [UInt8] = []
    @usableFromInline var start = 0
    @usableFromInline var failure: ShimWireError?

    @inlinable public init() {}

    /// Whether a frame has begun and not ended: at the end of a stream this means it was cut.
    @inlinable public var isInsideFrame: Bool { start < buffer.count }

    /// Takes the next bytes and returns the messages they complete, possibly none.
    ///
    /// - Complexity: O(n) in the bytes given, whatever their pieces.
    @inlinable public mutating func receive(_ bytes: some Sequence<UInt8>) throws(ShimWireError) -> [Message]
    {
        if let failure { throw failure }
        buffer.append(contentsOf: bytes)
        var messages: [Message] = []
        do throws(ShimWireError) {
            while let message = try next() { messages.append(message) }
        } catch {
            failure = error
            buffer = []
            start = 0
            throw error
        }
        if start == buffer.count {
            buffer.removeAll(keepingCapacity: buffer.capacity <= 1 << 16)
            start = 0
        }
        return messages
    }

    @inlinable mutating func next() throws(ShimWireError) -> Message? {
        guard buffer.count - start >= Self.headerSize else { return nil }
        let header = buffer[start..<(start + Self.headerSize)]
        let type = header[start + 4]
        let length = header.prefix(4).reversed().reduce(0) { $0 << 8 | Int($1) }
        guard length <= Message.payloadLimit else { throw ShimWireError(.tooLarge, frameType: type) }
        let end = start + Self.headerSize + length
        guard buffer.count >= end else {
            if start > 0 {
                buffer.removeFirst(start)
                start = 0
            }
            buffer.reserveCapacity(Self.headerSize + length)
            return nil
        }
        let payload = buffer[(start + Self.headerSize)..<end]
        start = end
        return try Message(frameType: type, payload: payload)
    }
}
