internal import ByteStrings

/// The value of an `#if` expression whose macros are expanded (C17 6.10.1), as far as it is certain.
struct ConditionExpression {
    /// `nil` is unknown.
    typealias Value = Int64?

    private let tokens: [MacroToken]
    private var index = 0
    private var depth = 0
    /// Whether something is no expression at all.
    private var isBroken = false

    /// Names that are left count as undefined when `isUndefined` says so, and are unknown otherwise. Strings and
    /// characters are unknown.
    static func value(_ tokens: [MacroToken], isUndefined: (ByteString) -> Bool) -> Value {
        let settled = tokens.map { token in
            guard token.kind == .identifier || token.kind == .word else { return token }
            let values = (token.choices.isEmpty ? [token.text] : token.choices).map { word -> Value in
                word.bytes.first.map { $0 &- 0x30 < 10 } == true ? number(word) : isUndefined(word) ? 0 : nil
            }
            guard let first = values.first, let value = first, values.allSatisfy({ $0 == value }) else {
                return MacroToken(kind: .string, text: token.text, hasSpaceBefore: token.hasSpaceBefore)
            }
            return MacroToken(
                kind: .number, text: ByteString(String(value).utf8), hasSpaceBefore: token.hasSpaceBefore)
        }
        var reader = ConditionExpression(tokens: settled)
        let value = reader.conditional()
        return reader.isBroken || reader.index < settled.count ? nil : value
    }

    private init(tokens: [MacroToken]) { self.tokens = tokens }

    /// Deeper than any condition that somebody wrote.
    private static let depthLimit = 200

    private func peek(_ offset: Int = 0) -> UInt8 {
        guard index + offset < tokens.count, tokens[index + offset].kind == .other,
            tokens[index + offset].text.count == 1
        else { return 0 }
        return tokens[index + offset].text.bytes[0]
    }

    private mutating func take(_ byte: Character) -> Bool {
        guard peek() == byte.asciiValue else { return false }
        index += 1
        return true
    }

    private mutating func conditional() -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthLimit else {
            isBroken = true
            return nil
        }
        let condition = binary(0)
        guard take("?") else { return condition }
        let yes = conditional()
        guard take(":") else {
            isBroken = true
            return nil
        }
        let no = conditional()
        // An unsigned operand makes the other unsigned, whichever is chosen.
        guard let yes, let no else { return nil }
        if let condition { return condition != 0 ? yes : no }
        return yes == no ? yes : nil
    }

    /// Longer ones before those that they begin with.
    private static let operators: [(text: [UInt8], rank: Int)] = [
        ("||", 0), ("&&", 1), ("==", 5), ("!=", 5), ("<=", 6), (">=", 6), ("<<", 7), (">>", 7), ("|", 2),
        ("^", 3),
        ("&", 4), ("<", 6), (">", 6), ("+", 8), ("-", 8), ("*", 9), ("/", 9), ("%", 9),
    ].map { (Array($0.0.utf8), $0.1) }

    private mutating func binary(_ lowest: Int) -> Value {
        var left = unary()
        while !isBroken, let next = Self.operators.first(where: { isNext($0.text) }), next.rank >= lowest {
            index += next.text.count
            let right = binary(next.rank + 1)
            left = Self.apply(next.text, left, right)
        }
        return left
    }

    private func isNext(_ text: [UInt8]) -> Bool {
        text.indices.allSatisfy { peek($0) == text[$0] }
    }

    private mutating func unary() -> Value {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.depthLimit, index < tokens.count else {
            isBroken = true
            return nil
        }
        if take("!") { return unary().map { $0 == 0 ? 1 : 0 } }
        if take("~") { return unary().map { ~$0 } }
        if take("+") { return unary() }
        if take("-") { return unary().flatMap { $0 == .min ? nil : -$0 } }
        if take("(") {
            let value = conditional()
            if !take(")") { isBroken = true }
            return value
        }
        let token = tokens[index]
        index += 1
        switch token.kind {
        case .number: return Self.number(token.text)
        case .string:
            // What an unknown name is called with is unknown too.
            if peek() == UInt8(ascii: "(") { skipCall() }
            return nil
        default:
            // A character is one token in quotes; anything else is out of place.
            if token.text.bytes.first != UInt8(ascii: "'") { isBroken = true }
            return nil
        }
    }

    private mutating func skipCall() {
        var open = 0
        while index < tokens.count {
            let byte = peek()
            index += 1
            if byte == UInt8(ascii: "(") { open += 1 }
            if byte == UInt8(ascii: ")") { open -= 1 }
            if open == 0 { return }
        }
        isBroken = true
    }

    /// Signed integers only: what an unsigned operand does to the others is not gone into.
    private static func number(_ text: ByteString) -> Value {
        var digits = text.bytes
        while let last = digits.last, last | 0x20 == UInt8(ascii: "l") { digits.removeLast() }
        let word = String(decoding: digits, as: UTF8.self).lowercased()
        if word.hasPrefix("0x") { return Int64(word.dropFirst(2), radix: 16) }
        if word.hasPrefix("0b") { return Int64(word.dropFirst(2), radix: 2) }
        return word.count > 1 && word.hasPrefix("0") ? Int64(word.dropFirst(), radix: 8) : Int64(word)
    }

    private static func apply(_ operation: [UInt8], _ left: Value, _ right: Value) -> Value {
        let name = ByteString(operation)
        switch name {
        case "&&":
            if left == 0 || right == 0 { return 0 }
            return left == nil || right == nil ? nil : 1
        case "||":
            if let left, left != 0 { return 1 }
            if let right, right != 0 { return 1 }
            return left == nil || right == nil ? nil : 0
        case "&", "*":
            if left == 0 || right == 0 { return 0 }
        default: break
        }
        guard let left, let right else { return nil }
        switch name {
        case "==": return left == right ? 1 : 0
        case "!=": return left != right ? 1 : 0
        case "<=": return left <= right ? 1 : 0
        case ">=": return left >= right ? 1 : 0
        case "<": return left < right ? 1 : 0
        case ">": return left > right ? 1 : 0
        case "|": return left | right
        case "^": return left ^ right
        case "&": return left & right
        default: return arithmetic(name, left, right)
        }
    }

    /// `nil` where the value overflows, or is none.
    private static func arithmetic(_ name: ByteString, _ left: Int64, _ right: Int64) -> Value {
        let result: (partialValue: Int64, overflow: Bool)
        switch name {
        case "+": result = left.addingReportingOverflow(right)
        case "-": result = left.subtractingReportingOverflow(right)
        case "*": result = left.multipliedReportingOverflow(by: right)
        case "/": result = left.dividedReportingOverflow(by: right)
        case "%": result = left.remainderReportingOverflow(dividingBy: right)
        default:
            guard (0..<62).contains(right), left >= 0 else { return nil }
            if name == ">>" { return left >> right }
            return left >> (62 - right) == 0 ? left << right : nil
        }
        return result.overflow ? nil : result.partialValue
    }
}
