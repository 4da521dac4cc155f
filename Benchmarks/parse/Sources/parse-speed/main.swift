import BashSyntax
import ByteStrings
import Glibc

/// Prints how many million bytes of the named files BashSyntax parses in a second: the median of several rounds, in
/// each of which every file is parsed once.
///
///     parse-speed ROUNDS FILE…
func bytes(of path: String) -> [UInt8] {
    guard let file = fopen(path, "r") else { return [] }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
        let count = fread(&buffer, 1, buffer.count, file)
        if count == 0 { return bytes }
        bytes += buffer.prefix(count)
    }
}

let texts = CommandLine.arguments.dropFirst(2).map { bytes(of: $0) }.filter { !$0.isEmpty }
let total = texts.reduce(0) { $0 + $1.count }
let clock = ContinuousClock()
var seconds: [Double] = []
/// Used, so that the parsing cannot be left out.
var complaints = 0
for _ in 0..<(Int(CommandLine.arguments[1]) ?? 1) {
    let time = clock.measure {
        for text in texts { complaints += SyntaxTree(parsing: ByteString(text)).diagnostics.count }
    }
    seconds.append(time / .seconds(1))
}
seconds.sort()
print(Double(total) / seconds[seconds.count / 2] / 1e6, total, texts.count, complaints)
