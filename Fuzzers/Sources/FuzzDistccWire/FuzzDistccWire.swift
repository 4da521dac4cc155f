import ByteStrings
import DistccWire

/// What both decoders have in common.
protocol Decoder {
    associatedtype Message: Equatable
    mutating func receive(_ chunk: RawSpan) throws(WireError) -> Message?
}

extension DistccRequestDecoder: Decoder {}
extension DistccResponseDecoder: Decoder {}

/// Bodies of more bytes are refused.
let limit = 1 << 20

/// The first byte chooses side and version, the second where the stream is cut in two: the pieces in which bytes
/// arrive change nothing, and what was read can be written and read again.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    guard count > 2 else { return 0 }
    let stream = Array(UnsafeBufferPointer(start: start + 2, count: count - 2))
    let cut = Int(start[1]) % (stream.count + 1)
    let version = ProtocolVersion.allCases[Int(start[0] >> 1) % ProtocolVersion.allCases.count]
    if start[0] & 1 == 0 {
        let request = same(DistccRequestDecoder(limit: limit), stream, cut)
        if let request, let bytes = try? request.encoded() {
            var decoder = DistccRequestDecoder(limit: limit)
            precondition((try? decoder.receive(bytes.span.bytes)) == request, "written and read again")
        }
    } else {
        let response = same(DistccResponseDecoder(version: version, limit: limit), stream, cut)
        if let response, let bytes = try? response.encoded(version: version) {
            var decoder = DistccResponseDecoder(version: version, limit: limit)
            precondition((try? decoder.receive(bytes.span.bytes)) == response, "written and read again")
        }
    }
    return 0
}

/// The message in `stream`, which must be the same whole and in two pieces; `nil` when it is not whole or wrong.
func same<D: Decoder>(_ decoder: D, _ stream: [UInt8], _ cut: Int) -> D.Message? {
    let whole = decode(decoder, [stream])
    precondition(
        whole == decode(decoder, [Array(stream[..<cut]), Array(stream[cut...])]), "pieces do not matter")
    return whole
}

func decode<D: Decoder>(_ decoder: D, _ chunks: [[UInt8]]) -> D.Message? {
    var decoder = decoder
    var message: D.Message?
    for chunk in chunks where message == nil || !chunk.isEmpty {
        guard message == nil else { return nil }  // bytes after the end: an error when they come at once
        do {
            message = try decoder.receive(chunk.span.bytes)
        } catch {
            return nil
        }
    }
    return message
}
