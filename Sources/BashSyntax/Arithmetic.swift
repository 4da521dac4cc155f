import ByteStrings

/// An expression of `((…))`, read from text in which expansions are done already.
///
/// Precedence climbing over bash's table, which is C's with `**` above the products.
indirect enum Arithmetic {
    case number(Int)
    case variable(ByteString)
    case unary(String, Arithmetic)
    case binary(String, Arithmetic, Arithmetic)
    case conditional(Arithmetic, Arithmetic, Arithmetic)
    /// `name OP= value`; the operator without its `=`.
    case assignment(ByteString, String, Arithmetic)
    /// `++` and `--`: what is added, and whether the old value is the result.
    case step(ByteString, Int, isPostfix: Bool)

    /// - Returns: `nil` for what bash refuses, and for array elements, which are not computed here.
    static func parse(_ text: ByteString) -> Arithmetic? {
        guard text.count <= 4096 else { return nil }
        var reader = Reader(bytes: text.bytes)
        if reader.atEnd { return .number(0) }
        guard let expression = reader.expression(0, depth: 0), reader.atEnd else { return nil }
        return expression
    }

    private struct Reader {
        let bytes: [UInt8]
        var index = 0

        static let levels: [String: Int] = [
            ",": 1, "||": 4, "&&": 5, "|": 6, "^": 7, "&": 8, "==": 9, "!=": 9, "<": 10, ">": 10, "<=": 10,
            ">=": 10,
            "<<": 11, ">>": 11, "+": 12, "-": 12, "*": 13, "/": 13, "%": 13, "**": 14,
        ]
        static let operators = [
            "<<=", ">>=", "||", "&&", "==", "!=", "<=", ">=", "<<", ">>", "**", "++", "--", "+=", "-=", "*=",
            "/=", "%=",
            "&=", "|=", "^=", "+", "-", "*", "/", "%", "<", ">", "=", "&", "|", "^", "!", "~", "?", ":", ",",
            "(", ")",
        ]

        init(bytes: [UInt8]) { self.bytes = bytes }

        var atEnd: Bool {
            mutating get {
                skipBlanks()
                return index == bytes.count
            }
        }

        mutating func skipBlanks() {
            while index < bytes.count, bytes[index].isBlank || bytes[index] == .newline { index += 1 }
        }

        mutating func peek() -> String? {
            skipBlanks()
            return Reader.operators.first { bytes[index...].starts(with: $0.utf8) }
        }

        mutating func take(_ wanted: String) -> Bool {
            guard peek() == wanted else { return false }
            index += wanted.utf8.count
            return true
        }

        mutating func expression(_ level: Int, depth: Int) -> Arithmetic? {
            guard depth < 64, var left = operand(depth) else { return nil }
            while let symbol = peek() {
                if symbol == "?" {
                    guard level <= 3 else { break }
                    index += 1
                    guard let yes = expression(1, depth: depth + 1), take(":"),
                        let no = expression(3, depth: depth + 1)
                    else { return nil }
                    left = .conditional(left, yes, no)
                    continue
                }
                if symbol.last == "=", !["==", "!=", "<=", ">="].contains(symbol) {
                    guard case .variable(let name) = left else { return nil }
                    index += symbol.utf8.count
                    guard let value = expression(2, depth: depth + 1) else { return nil }
                    left = .assignment(name, String(symbol.dropLast()), value)
                    continue
                }
                guard let own = Reader.levels[symbol], own >= level else { break }
                index += symbol.utf8.count
                // `**` takes its right side first, the others their left.
                guard let right = expression(symbol == "**" ? own : own + 1, depth: depth + 1) else {
                    return nil
                }
                left = .binary(symbol, left, right)
            }
            return left
        }

        private mutating func operand(_ depth: Int) -> Arithmetic? {
            guard depth < 64 else { return nil }
            if let symbol = peek() {
                index += symbol.utf8.count
                switch symbol {
                case "(":
                    guard let inner = expression(0, depth: depth + 1), take(")") else { return nil }
                    return inner
                case "+", "-", "!", "~":
                    guard let value = expression(15, depth: depth + 1) else { return nil }
                    return .unary(symbol, value)
                case "++", "--":
                    guard let name = name() else { return nil }
                    return .step(name, symbol == "++" ? 1 : -1, isPostfix: false)
                default: return nil
                }
            }
            guard index < bytes.count else { return nil }
            if bytes[index].isDigit { return number() }
            guard let name = name(), index == bytes.count || bytes[index] != UInt8(ascii: "[") else {
                return nil
            }
            if take("++") { return .step(name, 1, isPostfix: true) }
            if take("--") { return .step(name, -1, isPostfix: true) }
            return .variable(name)
        }

        private mutating func name() -> ByteString? {
            skipBlanks()
            guard index < bytes.count, bytes[index].isNameStart else { return nil }
            let start = index
            while index < bytes.count, bytes[index].isNameByte { index += 1 }
            return ByteString(bytes[start..<index])
        }

        /// Decimal, `0x…`, octal with a leading zero, and `BASE#DIGITS` up to base 36.
        private mutating func number() -> Arithmetic? {
            let start = index
            while index < bytes.count, bytes[index].isNameByte || bytes[index] == UInt8(ascii: "#") {
                index += 1
            }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            let value: Int?
            if let mark = text.firstIndex(of: "#") {
                guard let base = Int(text[..<mark]), (2...36).contains(base) else { return nil }
                value = Int(text[text.index(after: mark)...], radix: base)
            } else if text.hasPrefix("0x") || text.hasPrefix("0X") {
                value = Int(text.dropFirst(2), radix: 16)
            } else {
                value = text.hasPrefix("0") && text.count > 1 ? Int(text, radix: 8) : Int(text)
            }
            return value.map { .number($0) }
        }
    }
}
