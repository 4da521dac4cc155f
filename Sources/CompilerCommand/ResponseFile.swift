internal import ByteStrings

/// `@file` on a command line, replaced by the words in the file as gcc's driver (libiberty, `expandargv`) and
/// clang do.
///
/// White space separates words; single and double quotes keep it; a backslash takes the next byte as it is.
/// Inside quotes the compilers disagree about backslashes: libiberty before 2024 and clang drop them everywhere,
/// newer ones keep them where a POSIX shell does. Such a file is not guessed at but counted as unreadable.
struct ResponseFileExpansion {
    /// Bounds recursion, `@a` naming itself included; libiberty gives up after 2000 files.
    static let depthLimit = 16
    static let fileLimit = 200

    private(set) var words: [ByteString] = []
    /// The first `@file` that could not be read or understood; it stays in `words` as it was.
    private(set) var unreadable: ByteString?
    private var filesLeft = Self.fileLimit
    private let read: (ByteString) -> [UInt8]?

    init(expanding arguments: [ByteString], read: @escaping (ByteString) -> [UInt8]?) {
        self.read = read
        words.reserveCapacity(arguments.count)
        append(arguments, depth: 0)
    }

    private mutating func append(_ arguments: [ByteString], depth: Int) {
        for argument in arguments {
            guard let path = argument.dropping(prefix: "@"), !path.isEmpty else {
                words.append(argument)
                continue
            }
            filesLeft -= 1
            if depth < Self.depthLimit, filesLeft >= 0, let text = read(path),
                let found = Self.words(in: text)
            {
                append(found, depth: depth + 1)
            } else {
                unreadable = unreadable ?? argument
                words.append(argument)
            }
        }
    }

    /// The words of a response file; `nil` when compilers disagree about them.
    static func words(in text: [UInt8]) -> [ByteString]? {
        var words: [ByteString] = []
        var word: [UInt8]?
        var quote: UInt8?
        var index = 0
        while index < text.count {
            let byte = text[index]
            index += 1
            switch byte {
            case 0:
                return nil
            case UInt8(ascii: "\\"):
                guard index < text.count else { return nil }
                let next = text[index]
                index += 1
                if quote == UInt8(ascii: "'") || next == UInt8(ascii: "\n") { return nil }
                if quote != nil, !"$`\"\\".utf8.contains(next) { return nil }
                word = (word ?? []) + [next]
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                word = word ?? []
                if quote == nil {
                    quote = byte
                } else if quote == byte {
                    quote = nil
                } else {
                    word?.append(byte)
                }
            case 0x20, 0x09...0x0D:
                if quote != nil {
                    word?.append(byte)
                } else if let finished = word {
                    words.append(ByteString(finished))
                    word = nil
                }
            default:
                if word == nil { word = [] }
                word?.append(byte)
            }
        }
        guard quote == nil else { return nil }
        if let last = word { words.append(ByteString(last)) }
        return words
    }
}
