import ByteStrings
import ShimWire
import Testing

struct MessageDecoderTests {
    private func messages<Message: ShimMessage>(
        _ type: Message.Type, in pieces: [ArraySlice<UInt8>]
    ) throws(ShimWireError) -> [Message] {
        var decoder = MessageDecoder<Message>()
        var messages: [Message] = []
        for piece in pieces { messages += try decoder.receive(piece) }
        return messages
    }

    private func pieces(of bytes: [UInt8], size: Int) -> [ArraySlice<UInt8>] {
        stride(from: 0, to: bytes.count, by: size).map { bytes[$0..<min($0 + size, bytes.count)] }
    }

    @Test(arguments: [1, 2, 3, 5, 7, 64, 100_000])
    func `messages survive any cutting of the stream`(size: Int) throws {
        let client = pieces(of: WireSamples.client.flatMap { $0.encoded() }, size: size)
        #expect(try messages(ClientMessage.self, in: client) == WireSamples.client)
        let coordinator = pieces(of: WireSamples.coordinator.flatMap { $0.encoded() }, size: size)
        #expect(try messages(CoordinatorMessage.self, in: coordinator) == WireSamples.coordinator)
    }

    @Test func `a cut stream gives the whole messages and no more`() throws {
        for message in WireSamples.client {
            let bytes = message.encoded()
            for length in 0..<bytes.count {
                var decoder = MessageDecoder<ClientMessage>()
                #expect(try decoder.receive(bytes[..<length]).isEmpty)
                #expect(decoder.isInsideFrame == (length > 0))
                #expect(try decoder.receive(bytes[length...]) == [message])
                #expect(!decoder.isInsideFrame)
            }
        }
    }

    @Test func `the bytes of a frame are as documented`() {
        let run = CoordinatorMessage.run(
            RunRequest(arguments: ["cc"], standardOutputName: "o", standardErrorName: ""))
        #expect(
            run.encoded() == [
                23, 0, 0, 0, 2, 1, 0, 0, 0, 2, 0, 0, 0, 0x63, 0x63, 1, 0, 0, 0, 0x6F, 0, 0, 0, 0, 0, 0, 0, 0,
            ])
        #expect(CoordinatorMessage.cancel.encoded() == [0, 0, 0, 0, 4])
        #expect(ClientMessage.message(kind: 7, payload: [8]).encoded() == [2, 0, 0, 0, 5, 7, 8])
    }

    @Test(
        arguments: [
            ([0, 0, 0, 0, 9], .unknownType), ([0, 0, 0, 0, 0], .unknownType),
            ([1, 0, 0, 5, 1], .tooLarge), ([255, 255, 255, 255, 4], .tooLarge),
            ([0, 0, 0, 0, 1], .truncated), ([1, 0, 0, 0, 1, 8], .badValue),
            ([2, 0, 0, 0, 1, 1, 1], .trailingBytes),
            ([1, 0, 0, 0, 4, 0], .trailingBytes),
            // No arguments, and a count of strings that the frame cannot hold.
            ([16, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0], .badValue),
            ([4, 0, 0, 0, 2, 255, 255, 255, 255], .truncated),
        ] as [([UInt8], ShimWireError.Code)])
    func `a broken frame is refused, and everything after it`(bytes: [UInt8], code: ShimWireError.Code) {
        var decoder = MessageDecoder<CoordinatorMessage>()
        let error = ShimWireError(code, frameType: bytes[4])
        #expect(throws: error) { _ = try decoder.receive(bytes) }
        #expect(throws: error) { _ = try decoder.receive(CoordinatorMessage.cancel.encoded()) }
    }

    @Test func `a shim of another release is refused`() {
        var bytes = ClientMessage.job(WireSamples.request).encoded()
        bytes[5] += 1
        var decoder = MessageDecoder<ClientMessage>()
        #expect(throws: ShimWireError(.wrongVersion, frameType: 1)) { _ = try decoder.receive(bytes) }
    }

    @Test func `a request as large as Linux allows passes`() throws {
        let environment = (0..<50).map {
            ByteString("V\($0)=") + ByteString([UInt8](repeating: 0x78, count: 131_000))
        }
        var request = WireSamples.request
        request.environment = environment
        var decoder = MessageDecoder<ClientMessage>()
        #expect(try decoder.receive(ClientMessage.job(request).encoded()) == [.job(request)])
    }

    /// Whatever arrives, the decoder ends, stays within its limits, and gives what encodes to the same bytes again.
    @Test(arguments: 0..<40 as Range<UInt64>)
    func `damaged streams neither crash nor deceive`(seed: UInt64) {
        var generator = SplitMix64(seed: seed)
        for _ in 0..<200 {
            var bytes = WireSamples.client.shuffled(using: &generator).flatMap { $0.encoded() }
            for _ in 0..<Int.random(in: 0...4, using: &generator) {
                let index = Int.random(in: 0..<bytes.count, using: &generator)
                switch Int.random(in: 0..<3, using: &generator) {
                case 0: bytes[index] = UInt8.random(in: 0...255, using: &generator)
                case 1: bytes.remove(at: index)
                default: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
                }
            }
            var decoder = MessageDecoder<ClientMessage>()
            var decoded: [ClientMessage] = []
            var rest = bytes[...]
            do throws(ShimWireError) {
                while !rest.isEmpty {
                    let size = Int.random(in: 1...64, using: &generator)
                    decoded += try decoder.receive(rest.prefix(size))
                    rest = rest.dropFirst(size)
                }
            } catch {
                #expect(ShimWireError.Code.allCases.contains(error.code))
                continue
            }
            let again = decoded.flatMap { $0.encoded() }
            #expect(bytes.starts(with: again))
        }
    }
}
