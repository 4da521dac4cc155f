public import ByteStrings

/// One option or input of a command line, in its place.
public struct ParsedOption: Equatable, Sendable {
    public enum Meaning: Equatable, Sendable {
        case option(CompilerOption)
        /// Begins with `-` and is in no row; taken for a flag.
        case unknown
        /// An index into `CompilerCommand.inputs`.
        case input(Int)
    }

    public var meaning: Meaning
    /// The words as they were, one or two.
    public var words: [ByteString]
    /// What follows the name; the path of an input.
    public var value: ByteString
    /// Whether an option that needs a second word was the last one.
    public var lacksValue: Bool = false

    public var option: CompilerOption? {
        if case .option(let option) = meaning { option } else { nil }
    }

    public var role: CompilerOption.Role? { option?.role }

    public func has(_ traits: CompilerOption.Traits) -> Bool {
        option?.traits.contains(traits) ?? false
    }
}

/// Splits words into options; the one place that knows how many words each takes.
struct OptionReader {
    private let words: [ByteString]
    private var index: Int
    /// After clang's `--` every word is an input.
    private var onlyInputs = false
    private let understandsDoubleDash: Bool

    init(_ words: [ByteString], from start: Int, understandsDoubleDash: Bool) {
        self.words = words
        index = start
        self.understandsDoubleDash = understandsDoubleDash
    }

    /// The next option; inputs come with an index of 0 for the caller to number.
    mutating func next() -> ParsedOption? {
        guard index < words.count else { return nil }
        let word = words[index]
        index += 1
        if onlyInputs || word.bytes.first != UInt8(ascii: "-") || word.count == 1 {
            return ParsedOption(meaning: .input(0), words: [word], value: word)
        }
        if understandsDoubleDash, word == "--" { onlyInputs = true }
        guard let row = CompilerOption.table.row(for: word) else {
            return ParsedOption(meaning: .unknown, words: [word], value: ByteString())
        }
        let isWhole = word.count == row.name.count
        if isWhole, row.shape == .separate || row.shape == .joinedOrSeparate {
            guard index < words.count else {
                return ParsedOption(
                    meaning: .option(row), words: [word], value: ByteString(), lacksValue: true)
            }
            let value = words[index]
            index += 1
            return ParsedOption(meaning: .option(row), words: [word, value], value: value)
        }
        let value = isWhole ? ByteString() : ByteString(word.bytes[row.name.count...])
        return ParsedOption(meaning: .option(row), words: [word], value: value)
    }
}
