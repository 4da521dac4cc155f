import ByteStrings

/// libmakepkg's `parseopts` (util/parseopts.sh, equal in 6.0.2, 6.1.0 and 7.0.0), step by step.
///
/// Its habits, all kept: options and operands may be mixed; a word after an option that wants an argument is
/// the argument whatever it looks like; long options may be abbreviated while one name fits, an exact name
/// always does; `--name=value` is read by `IFS='=' read -r`, which stops at a newline and loses a final `=`
/// when it is the only one in the value.
struct OptionScanner {
    struct Result {
        var options: [(MakepkgOption, ByteString?)] = []
        var operands: [ByteString] = []
        /// The index of `--`, or the number of words.
        var optionsEnd: Int
        var isRefused = false
    }

    /// What one word is, so that others (distmake's own options) can walk along.
    enum Step {
        case end
        case operand
        /// Options in one word; the last may use the next word as its argument.
        case options([(MakepkgOption, ByteString?)], usesNext: Bool)
        case refused
    }

    private let known: [MakepkgOption]

    init(version: MakepkgVersion) {
        known = MakepkgOption.known(to: version)
    }

    func scan(_ words: [ByteString]) -> Result {
        var result = Result(optionsEnd: words.count)
        var index = 0
        while index < words.count {
            switch step(words[index], next: index + 1 < words.count ? words[index + 1] : nil) {
            case .end:
                result.optionsEnd = index
                result.operands += words[(index + 1)...]
                return result
            case .operand:
                result.operands.append(words[index])
            case .options(let options, let usesNext):
                result.options += options
                if usesNext { index += 1 }
            case .refused:
                result.isRefused = true
                return result
            }
            index += 1
        }
        return result
    }

    func step(_ word: ByteString, next: ByteString?) -> Step {
        if word == "--" { return .end }
        if word.hasPrefix("--") { return longOption(word, next: next) }
        if word.hasPrefix("-"), word.count > 1 { return shortOptions(word, next: next) }
        return .operand
    }

    private func longOption(_ word: ByteString, next: ByteString?) -> Step {
        let text = ByteString(word.bytes.dropFirst(2).prefix { $0 != 0x0A })
        let equals = text.bytes.firstIndex(of: UInt8(ascii: "="))
        let name = ByteString(text.bytes[..<(equals ?? text.count)])
        let fitting =
            known.filter { !$0.long.isEmpty && $0.long == name }.first.map { [$0] }
            ?? known.filter { $0.long.hasPrefix(name) && !$0.long.isEmpty }
        guard fitting.count == 1, let option = fitting.first else { return .refused }
        // parseopts looks for `=` in the whole word, past a newline too.
        let hasValue = word.contains(UInt8(ascii: "="))
        guard option.takesArgument else {
            return hasValue ? .refused : .options([(option, nil)], usesNext: false)
        }
        if hasValue {
            let value = equals.map { ByteString(text.bytes[($0 + 1)...]) } ?? ""
            return .options([(option, Self.asRead(value))], usesNext: false)
        }
        guard let next else { return .refused }
        return .options([(option, next)], usesNext: true)
    }

    /// What `read` leaves of the last field: one closing separator is dropped if the field has no other.
    private static func asRead(_ value: ByteString) -> ByteString {
        guard let bare = value.dropping(suffix: "="), !bare.contains(UInt8(ascii: "=")) else { return value }
        return bare
    }

    private func shortOptions(_ word: ByteString, next: ByteString?) -> Step {
        var options: [(MakepkgOption, ByteString?)] = []
        for (offset, letter) in word.bytes.enumerated().dropFirst() {
            guard let option = known.first(where: { $0.short == letter }) else { return .refused }
            guard option.takesArgument else {
                options.append((option, nil))
                continue
            }
            let rest = ByteString(word.bytes[(offset + 1)...])
            if !rest.isEmpty { return .options(options + [(option, rest)], usesNext: false) }
            guard let next else { return .refused }
            return .options(options + [(option, next)], usesNext: true)
        }
        return .options(options, usesNext: false)
    }
}
