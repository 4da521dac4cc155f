import ByteStrings
import ObjectFile

/// A file is read without a step beyond its end.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    let header = ObjectHeader(leadingBytes: bytes)
    guard let object = try? ObjectFile(bytes) else { return 0 }
    precondition(object.header == header, "the header is the same alone")
    _ = object.producer
    return 0
}
