import ByteStrings
import CompilerCommand

/// Words, each ended by a zero byte, are a command line of which no word is lost. What follows two zero bytes in
/// a row is the text of every response file that the words name.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var words = bytes.split(separator: 0, omittingEmptySubsequences: false)
    var responseFile: [UInt8]?
    if let end = words.firstIndex(where: \.isEmpty), end > 0 {
        responseFile = Array(words[(end + 1)...].joined(separator: [0]))
        words = Array(words[..<end])
    }
    let arguments = words.map { ByteString(Array($0)) }
    let command = CompilerCommand(parsing: arguments) { _ in responseFile }
    precondition(
        command.options.flatMap(\.words) == Array(command.arguments.dropFirst()), "no word is lost")
    return 0
}
