/// A pattern of `case`, `[[ == ]]` and `${x#…}`, extended patterns included.
///
/// Matching moves a set of positions through the pattern instead of trying one way after another, so no pattern
/// takes exponential time: `*(a|aa)*(a|aa)…` is as harmless as `*`.
struct ShellPattern {
    struct Byte {
        var value: UInt8
        /// Matches itself only.
        var isQuoted: Bool
    }

    private indirect enum Token {
        case literal(UInt8)
        case any
        case star
        case set([Bool])
        /// `?(…)`, `*(…)`, `+(…)`, `@(…)`, `!(…)`
        case group(UInt8, [[Token]])
    }

    private let tokens: [Token]
    /// Has `?`, `[…]` or `!(…)`, which match characters and not bytes.
    private(set) var countsCharacters = false

    /// - Parameter extended: whether extglob is on, so that `+(…)` is more than text.
    init(_ bytes: [Byte], extended: Bool) {
        var reader = Reader(bytes: bytes, extended: extended)
        tokens = reader.read(until: [], depth: 0)
        countsCharacters = reader.countsCharacters
    }

    var isEmpty: Bool { tokens.isEmpty }

    func matches(_ text: [UInt8]) -> Bool {
        ends(in: text, from: 0)[text.count]
    }

    /// For each offset whether a match that begins at `start` can end there.
    func ends(in text: [UInt8], from start: Int) -> [Bool] {
        var set = [Bool](repeating: false, count: text.count + 1)
        set[start] = true
        return ShellPattern.advance(tokens, text, set)
    }

    private static func advance(_ tokens: [Token], _ text: [UInt8], _ set: [Bool]) -> [Bool] {
        var set = set
        for token in tokens { set = advance(token, text, set) }
        return set
    }

    private static func advance(_ token: Token, _ text: [UInt8], _ set: [Bool]) -> [Bool] {
        var next = [Bool](repeating: false, count: set.count)
        switch token {
        case .literal(let byte):
            for index in text.indices where set[index] && text[index] == byte { next[index + 1] = true }
        case .any:
            for index in text.indices where set[index] { next[index + 1] = true }
        case .set(let members):
            for index in text.indices where set[index] && members[Int(text[index])] { next[index + 1] = true }
        case .star:
            guard let first = set.firstIndex(of: true) else { return next }
            for index in first..<next.count { next[index] = true }
        case .group(let kind, let alternatives):
            return advance(kind, alternatives, text, set)
        }
        return next
    }

    private static func advance(
        _ kind: UInt8, _ alternatives: [[Token]], _ text: [UInt8], _ set: [Bool]
    ) -> [Bool] {
        func once(_ set: [Bool]) -> [Bool] {
            var union = [Bool](repeating: false, count: set.count)
            for alternative in alternatives {
                for (index, reached) in advance(alternative, text, set).enumerated() where reached {
                    union[index] = true
                }
            }
            return union
        }
        func or(_ left: [Bool], _ right: [Bool]) -> [Bool] { zip(left, right).map { $0 || $1 } }

        switch kind {
        case UInt8(ascii: "?"): return or(set, once(set))
        case UInt8(ascii: "@"): return once(set)
        case UInt8(ascii: "*"), UInt8(ascii: "+"):
            var reached = kind == UInt8(ascii: "*") ? or(set, once(set)) : once(set)
            while true {
                let more = or(reached, once(reached))
                if more == reached { return reached }
                reached = more
            }
        default:
            // `!(…)`: any stretch that no alternative matches as a whole.
            var reached = [Bool](repeating: false, count: set.count)
            for start in set.indices where set[start] {
                var single = [Bool](repeating: false, count: set.count)
                single[start] = true
                let matched = once(single)
                for end in start..<set.count where !matched[end] { reached[end] = true }
            }
            return reached
        }
    }

    // MARK: Reading

    private struct Reader {
        let bytes: [Byte]
        let extended: Bool
        var index = 0
        var countsCharacters = false

        init(bytes: [Byte], extended: Bool) {
            self.bytes = bytes
            self.extended = extended
        }

        /// The byte here if it is not quoted.
        func active(_ offset: Int = 0) -> UInt8? {
            guard index + offset < bytes.count, !bytes[index + offset].isQuoted else { return nil }
            return bytes[index + offset].value
        }

        mutating func read(until stops: [UInt8], depth: Int) -> [Token] {
            var tokens: [Token] = []
            while index < bytes.count {
                let byte = bytes[index]
                if !byte.isQuoted, stops.contains(byte.value) { break }
                if extended, !byte.isQuoted, byte.value.beginsExtendedPattern, active(1) == UInt8(ascii: "("),
                    depth < 32,
                    let group = readGroup(byte.value, depth)
                {
                    tokens.append(group)
                    continue
                }
                index += 1
                guard !byte.isQuoted else {
                    tokens.append(.literal(byte.value))
                    continue
                }
                switch byte.value {
                case UInt8(ascii: "*"):
                    tokens.append(.star)
                case UInt8(ascii: "?"):
                    countsCharacters = true
                    tokens.append(.any)
                case UInt8(ascii: "["):
                    tokens.append(readSet() ?? .literal(byte.value))
                case .backslash where index < bytes.count:
                    // A backslash from an expansion still quotes in a pattern.
                    tokens.append(.literal(bytes[index].value))
                    index += 1
                default:
                    tokens.append(.literal(byte.value))
                }
            }
            return tokens
        }

        private mutating func readGroup(_ kind: UInt8, _ depth: Int) -> Token? {
            let start = index
            index += 2
            var alternatives: [[Token]] = []
            while true {
                alternatives.append(read(until: Array("|)".utf8), depth: depth + 1))
                guard let stop = active() else {
                    index = start
                    return nil
                }
                index += 1
                if stop == UInt8(ascii: ")") { break }
            }
            if kind == UInt8(ascii: "!") { countsCharacters = true }
            return .group(kind, alternatives)
        }

        /// `[…]` behind its bracket; `nil` and nothing consumed if it does not close.
        private mutating func readSet() -> Token? {
            let start = index
            var members = [Bool](repeating: false, count: 256)
            let isNegated = active() == UInt8(ascii: "!") || active() == UInt8(ascii: "^")
            if isNegated { index += 1 }
            let first = index
            while index < bytes.count {
                if active() == UInt8(ascii: "]"), index > first {
                    index += 1
                    countsCharacters = true
                    return .set(isNegated ? members.map { !$0 } : members)
                }
                if active() == UInt8(ascii: "["), active(1) == UInt8(ascii: ":"), readClass(&members) {
                    continue
                }
                let low = bytes[index].value
                index += 1
                if active() == UInt8(ascii: "-"), index + 1 < bytes.count, active(1) != UInt8(ascii: "]") {
                    let high = bytes[index + 1].value
                    index += 2
                    if low <= high { for value in low...high { members[Int(value)] = true } }
                } else {
                    members[Int(low)] = true
                }
            }
            index = start
            return nil
        }

        private mutating func readClass(_ members: inout [Bool]) -> Bool {
            let tail = bytes[(index + 2)...].prefix(12).map(\.value)
            guard let colon = tail.firstIndex(of: UInt8(ascii: ":")), colon + 1 < tail.count,
                tail[colon + 1] == UInt8(ascii: "]"),
                let test = ShellPattern.characterClass(String(decoding: tail[..<colon], as: UTF8.self))
            else { return false }
            for value in UInt8.min..<0x80 where test(value) { members[Int(value)] = true }
            index += 2 + colon + 2
            return true
        }
    }

    /// The classes of the C locale.
    private static func characterClass(_ name: String) -> ((UInt8) -> Bool)? {
        let isUpper: (UInt8) -> Bool = { (0x41...0x5A).contains($0) }
        let isLower: (UInt8) -> Bool = { (0x61...0x7A).contains($0) }
        let isDigit: (UInt8) -> Bool = { $0.isDigit }
        let isGraph: (UInt8) -> Bool = { (0x21...0x7E).contains($0) }
        switch name {
        case "alpha": return { isUpper($0) || isLower($0) }
        case "alnum": return { isUpper($0) || isLower($0) || isDigit($0) }
        case "digit": return isDigit
        case "upper": return isUpper
        case "lower": return isLower
        case "space": return { $0 == 0x20 || (0x09...0x0D).contains($0) }
        case "blank": return { $0.isBlank }
        case "punct": return { isGraph($0) && !(isUpper($0) || isLower($0) || isDigit($0)) }
        case "xdigit": return { isDigit($0) || (0x41...0x46).contains($0) || (0x61...0x66).contains($0) }
        case "cntrl": return { $0 < 0x20 || $0 == 0x7F }
        case "graph": return isGraph
        case "print": return { isGraph($0) || $0 == 0x20 }
        case "word": return { $0.isNameByte }
        default: return nil
        }
    }
}
