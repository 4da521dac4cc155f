import ByteStrings

/// The option letters of a shell script, and how bash's `getopts` reads words by them.
///
/// Options end at `--`, at `-` alone, and at the first word without a dash. Letters can be bundled; one with an
/// argument takes the rest of its word, or the next word whatever it looks like.
struct OptionLetters: Sendable {
    struct Result: Equatable {
        var options: [(letter: UInt8, argument: ByteString)] = []
        /// How many words are options; a `--` that ends them is not counted.
        var count: Int
        /// The words behind the options, and behind their `--`.
        var operands: [ByteString]

        static func == (left: Result, right: Result) -> Bool {
            left.count == right.count && left.operands == right.operands
                && left.options.elementsEqual(right.options, by: ==)
        }
    }

    private let withArgument: Set<UInt8>
    private let letters: Set<UInt8>

    /// - Parameter description: as `getopts` takes it: letters, each with a colon behind it when it has an argument.
    init(_ description: ByteString) {
        var letters: Set<UInt8> = []
        var withArgument: Set<UInt8> = []
        var last: UInt8?
        for byte in description.bytes {
            if byte == UInt8(ascii: ":") {
                if let last { withArgument.insert(last) }
            } else {
                letters.insert(byte)
                last = byte
            }
        }
        self.letters = letters
        self.withArgument = withArgument
    }

    /// `nil` when the script will refuse: for a letter that it does not know, or an argument that is missing.
    func read(_ words: ArraySlice<ByteString>) -> Result? {
        var result = Result(count: 0, operands: [])
        var rest = words
        while let word = rest.first, word.hasPrefix("-"), word != "-" {
            rest.removeFirst()
            if word == "--" {
                result.operands = Array(rest)
                return result
            }
            result.count += 1
            for (offset, letter) in word.bytes.enumerated().dropFirst() {
                guard letters.contains(letter) else { return nil }
                guard withArgument.contains(letter) else {
                    result.options.append((letter, ""))
                    continue
                }
                let attached = ByteString(word.bytes[(offset + 1)...])
                if attached.isEmpty {
                    guard let next = rest.popFirst() else { return nil }
                    result.count += 1
                    result.options.append((letter, next))
                } else {
                    result.options.append((letter, attached))
                }
                break
            }
        }
        result.operands = Array(rest)
        return result
    }
}

extension OptionLetters.Result {
    func contains(_ letter: Character) -> Bool {
        options.contains { $0.letter == letter.asciiValue }
    }

    /// The argument of the last option of this letter.
    func argument(_ letter: Character) -> ByteString? {
        options.last { $0.letter == letter.asciiValue }?.argument
    }
}
