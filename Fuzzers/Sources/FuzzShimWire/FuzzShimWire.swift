import ByteStrings
import ShimWire

/// The first byte chooses what the rest is: frames of a client, frames of a coordinator, or a payload of the control
/// connection or a watcher's. Whatever is understood is written as it came.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 0 else { return 0 }
    let bytes = Array(UnsafeBufferPointer(start: start + 1, count: count - 1))
    switch start[0] % 8 {
    case 0: frames(ClientMessage.self, bytes)
    case 1: frames(CoordinatorMessage.self, bytes)
    case 2: payload(BuildFacts.self, bytes)
    case 3: payload(BuildOutcome.self, bytes)
    case 4: payload(BuildProgress.self, bytes)
    case 6: payload(BuildSnapshot.self, bytes)
    case 7: payload(WatchRequest.self, bytes)
    default: payload(BuildReport.self, bytes)
    }
    return 0
}

func frames<Message: ShimMessage>(_ type: Message.Type, _ stream: [UInt8]) {
    var decoder = MessageDecoder<Message>()
    guard let messages = try? decoder.receive(stream) else { return }
    let written = messages.flatMap { $0.encoded() }
    precondition(stream.starts(with: written), "frames are written as they came")
    precondition(decoder.isInsideFrame == (written.count < stream.count), "what is left is a frame begun")
    var slowly = MessageDecoder<Message>()
    var again: [Message] = []
    for byte in stream { again += (try? slowly.receive([byte])) ?? [] }
    precondition(again == messages, "pieces do not matter")
}

func payload<Value: ControlPayload>(_ type: Value.Type, _ bytes: [UInt8]) {
    guard let value = try? Value(payload: bytes) else { return }
    precondition(value.encodedPayload() == bytes, "payloads are written as they came")
}
