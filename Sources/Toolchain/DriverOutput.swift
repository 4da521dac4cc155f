import ByteStrings

/// The compiler proper's command line, out of what `gcc -###` or `clang -###` prints on stderr.
///
/// Both print one command per line, indented by a blank, amid lines about the version. gcc quotes an argument
/// that holds anything but letters, digits, `_/-.`; clang quotes all of them. Inside quotes a backslash takes
/// `"`, `\` and `$` literally. Source: gcc/gcc.cc `execute()`; clang/lib/Driver/Job.cpp `printArg`.
struct DriverOutput {
    enum Compiler {
        case gcc
        case clang
    }

    var compiler: Compiler
    /// Without the program.
    var arguments: [ByteString]

    init?(_ text: ByteString) {
        for line in text.split("\n") where line.hasPrefix(" ") {
            let words = Self.words(of: line)
            guard let program = words.first else { continue }
            if words.count > 1, words[1] == "-cc1" {
                compiler = .clang
            } else if Self.gccCompilers.contains(program.lastPathComponent) {
                compiler = .gcc
            } else {
                continue
            }
            arguments = Array(words.dropFirst())
            return
        }
        return nil
    }

    private static let gccCompilers: Set<ByteString> = ["cc1", "cc1plus"]

    private static func words(of line: ByteString) -> [ByteString] {
        var words: [ByteString] = []
        var word: [UInt8]?
        var isQuoted = false
        var isEscaped = false
        for byte in line.bytes {
            switch byte {
            case _ where isEscaped:
                word = (word ?? []) + [byte]
                isEscaped = false
            case UInt8(ascii: "\\"):
                isEscaped = true
            case UInt8(ascii: "\""):
                isQuoted.toggle()
                word = word ?? []
            case UInt8(ascii: " ") where !isQuoted, UInt8(ascii: "\r") where !isQuoted:
                if let ended = word { words.append(ByteString(ended)) }
                word = nil
            default:
                word = (word ?? []) + [byte]
            }
        }
        if let ended = word { words.append(ByteString(ended)) }
        return words
    }
}
