import ByteStrings
import HostSpec

/// A host list is understood or refused, and what is understood keeps to its limits.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let text = ByteString(Array(UnsafeBufferPointer(start: start, count: count)))
    guard let list = try? HostList(parsing: text) else { return 0 }
    precondition(list.text == text, "a list loses no byte")
    for item in list.items {
        precondition(text.bytes[item.offset...].starts(with: item.token.bytes), "an item knows its place")
    }
    for host in list.hosts {
        precondition((1...65535).contains(host.limit), "a limit is checked when it is read")
        precondition(text.firstRange(of: host.text) != nil, "a spec keeps its text")
        precondition(!host.name.isEmpty, "every host has a name")
        // Alone it may be refused: a few options are about the tokens around them.
        guard let again = try? HostSpec(parsing: host.text) else { continue }
        precondition(again == host, "a spec means the same alone")
    }
    return 0
}
