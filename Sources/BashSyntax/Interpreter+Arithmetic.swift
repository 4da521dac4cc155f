import ByteStrings

/// Computing arithmetic expressions, assignments included.
extension Interpreter {
    mutating func arithmetic(_ node: SyntaxNode) throws(Dynamic) -> Int {
        let text = joined(try segments(node.parts, quoted: true))
        return try arithmetic(text, at: node)
    }

    mutating func arithmetic(_ text: ByteString, at node: SyntaxNode) throws(Dynamic) -> Int {
        try arithmetic(text, at: node, depth: 0)
    }

    private mutating func arithmetic(
        _ text: ByteString, at node: SyntaxNode, depth: Int
    ) throws(Dynamic) -> Int {
        guard depth < 16, let expression = Arithmetic.parse(text) else {
            throw dynamic(.unsupported(text), node)
        }
        return try compute(expression, at: node, depth: depth)
    }

    private mutating func compute(
        _ expression: Arithmetic, at node: SyntaxNode, depth: Int
    ) throws(Dynamic) -> Int {
        switch expression {
        case .number(let number):
            return number
        case .variable(let name):
            return try number(name, at: node, depth: depth)
        case .unary(let symbol, let operand):
            let value = try compute(operand, at: node, depth: depth)
            switch symbol {
            case "-": return 0 &- value
            case "!": return value == 0 ? 1 : 0
            case "~": return ~value
            default: return value
            }
        case .binary("&&", let left, let right):
            guard try compute(left, at: node, depth: depth) != 0 else { return 0 }
            return try compute(right, at: node, depth: depth) != 0 ? 1 : 0
        case .binary("||", let left, let right):
            if try compute(left, at: node, depth: depth) != 0 { return 1 }
            return try compute(right, at: node, depth: depth) != 0 ? 1 : 0
        case .binary(let symbol, let left, let right):
            let one = try compute(left, at: node, depth: depth)
            let other = try compute(right, at: node, depth: depth)
            return try apply(symbol, one, other, at: node)
        case .conditional(let condition, let yes, let no):
            let isTrue = try compute(condition, at: node, depth: depth) != 0
            return try compute(isTrue ? yes : no, at: node, depth: depth)
        case .assignment(let name, let symbol, let value):
            var result = try compute(value, at: node, depth: depth)
            if !symbol.isEmpty {
                result = try apply(symbol, try number(name, at: node, depth: depth), result, at: node)
            }
            try assign(name, nil, .scalar(ByteString(String(result))), appends: false, at: node)
            return result
        case .step(let name, let difference, let isPostfix):
            let old = try number(name, at: node, depth: depth)
            let new = old &+ difference
            try assign(name, nil, .scalar(ByteString(String(new))), appends: false, at: node)
            return isPostfix ? old : new
        }
    }

    /// A variable's text is itself an expression.
    private mutating func number(_ name: ByteString, at node: SyntaxNode, depth: Int) throws(Dynamic) -> Int {
        guard let text = try lookUp(name, at: node)?.text, !text.trimmed.isEmpty else { return 0 }
        return try arithmetic(text, at: node, depth: depth + 1)
    }

    /// 64 bits, wrapping, as bash computes; what bash calls an error is dynamic.
    private func apply(_ symbol: String, _ left: Int, _ right: Int, at node: SyntaxNode) throws(Dynamic)
        -> Int
    {
        switch symbol {
        case ",": return right
        case "|": return left | right
        case "^": return left ^ right
        case "&": return left & right
        case "==": return left == right ? 1 : 0
        case "!=": return left != right ? 1 : 0
        case "<": return left < right ? 1 : 0
        case ">": return left > right ? 1 : 0
        case "<=": return left <= right ? 1 : 0
        case ">=": return left >= right ? 1 : 0
        case "+": return left &+ right
        case "-": return left &- right
        case "*": return left &* right
        case "<<" where (0..<64).contains(right): return left << right
        case ">>" where (0..<64).contains(right): return left >> right
        case "/" where right != 0 && !(left == .min && right == -1): return left / right
        case "%" where right != 0 && !(left == .min && right == -1): return left % right
        case "**" where (0..<64).contains(right):
            return (0..<right).reduce(1) { power, _ in power &* left }
        default: throw dynamic(.unsupported(node.text), node)
        }
    }
}
