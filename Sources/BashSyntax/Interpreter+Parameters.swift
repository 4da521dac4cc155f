import ByteStrings

/// `$x` and `${…}`.
extension Interpreter {
    /// What stands before the operator in `${…}`.
    private struct Reference {
        enum Index {
            case all(joins: Bool)
            case at(ByteString)
        }

        var name: ByteString
        var index: Index?
    }

    /// What a reference gives.
    private enum Subject {
        /// `nil` if unset.
        case scalar(ByteString?)
        /// With indices, which slices go by. `joins` for `*`.
        case list([(index: Int, value: ByteString)], joins: Bool)

        var isUnset: Bool {
            switch self {
            case .scalar(let text): text == nil
            case .list(let elements, _): elements.isEmpty
            }
        }

        var isEmpty: Bool {
            switch self {
            case .scalar(let text): text?.isEmpty ?? true
            case .list(let elements, _): elements.allSatisfy { $0.value.isEmpty } && elements.count < 2
            }
        }
    }

    /// `$name`, without braces.
    mutating func expand(_ name: ByteString, _ node: SyntaxNode, quoted: Bool) throws(Dynamic) -> Segment {
        let subject = try subject(Reference(name: name, index: nil), node)
        return try segment(subject, node, quoted: quoted)
    }

    mutating func expandParameter(_ node: SyntaxNode, quoted: Bool) throws(Dynamic) -> [Segment] {
        let parts = node.parts
        guard let name = node.first(.name)?.text, parts.last?.text == "}",
            !parts.contains(where: { $0.kind == .unknown })
        else { throw dynamic(.unsupported(node.text), node) }
        let prefix = parts.count > 1 && parts[1].kind == .operator ? parts[1].text : nil
        let rest = parts.drop { $0.kind != .name }.dropFirst().drop { $0.kind == .subscript }.dropLast()
        let modifier = rest.first?.text
        let operands = rest.filter { $0.kind == .operand }

        var reference = Reference(name: name, index: try index(node.first(.subscript)))
        switch prefix {
        case "#":
            guard modifier == nil else { throw dynamic(.unsupported(node.text), node) }
            let count = ByteString(String(try length(reference, node)))
            return [.text(count.bytes, quoted: quoted, splits: !quoted)]
        case "!":
            if case .all(let joins)? = reference.index {
                return [try segment(try keys(name, node, joins: joins), node, quoted: quoted)]
            }
            reference = try indirect(reference, node)
            if modifier == "@" || modifier == "*" { throw dynamic(.unsupported(node.text), node) }
        default: break
        }
        return try modify(reference, modifier, operands, node, quoted: quoted)
    }

    private mutating func index(_ node: SyntaxNode?) throws(Dynamic) -> Reference.Index? {
        guard let node else { return nil }
        switch node.text {
        case "[@]": return .all(joins: false)
        case "[*]": return .all(joins: true)
        default: return .at(try subscriptText(node))
        }
    }

    /// `${!x}`: what x holds is the name, which may carry an index of its own.
    private mutating func indirect(_ reference: Reference, _ node: SyntaxNode) throws(Dynamic) -> Reference {
        guard case .scalar(let text?) = try subject(reference, node) else {
            throw dynamic(.unsupported(node.text), node)
        }
        if text.isName { return Reference(name: text, index: nil) }
        guard let bracket = text.firstRange(of: "[")?.lowerBound, text.hasSuffix("]") else {
            throw dynamic(.unsupported(node.text), node)
        }
        let name = ByteString(text.bytes[..<bracket])
        let inner = ByteString(text.bytes[(bracket + 1)...].dropLast())
        guard name.isName else { throw dynamic(.unsupported(node.text), node) }
        switch inner {
        case "@": return Reference(name: name, index: .all(joins: false))
        case "*": return Reference(name: name, index: .all(joins: true))
        default: return Reference(name: name, index: .at(inner))
        }
    }

    /// `-v NAME` or `-v NAME[INDEX]`: whether it has a value.
    mutating func isSet(_ text: ByteString, _ node: SyntaxNode) throws(Dynamic) -> Bool {
        var reference = Reference(name: text, index: nil)
        if let bracket = text.firstRange(of: "[")?.lowerBound, text.hasSuffix("]") {
            let key = ByteString(text.bytes[(bracket + 1)...].dropLast())
            // Bash expands the index once more; `@` means a key, all elements or any, as the version has it.
            guard key != "@", key != "*", key.bytes.allSatisfy({ !$0.isSpecialInWord }) else {
                throw dynamic(.unsupported(node.text), node)
            }
            reference = Reference(name: ByteString(text.bytes[..<bracket]), index: .at(key))
        }
        guard reference.name.isName, case .scalar(let value) = try subject(reference, node) else {
            throw dynamic(.unsupported(node.text), node)
        }
        return value != nil
    }

    // MARK: Subjects

    private mutating func subject(_ reference: Reference, _ node: SyntaxNode) throws(Dynamic) -> Subject {
        let name = reference.name
        guard name.isName else { return try special(name, node) }
        let value = try lookUp(name, at: node)
        switch reference.index {
        case nil:
            if case .associative(let elements)? = value { return .scalar(elements["0"]) }
            return .scalar(value?.text)
        case .all(let joins):
            switch value {
            case nil: return .list([], joins: joins)
            case .associative(let elements)?:
                // The order is that of bash's hash table.
                guard elements.count < 2 else { throw dynamic(.unsupported(node.text), node) }
                return .list(elements.values.map { (0, $0) }, joins: joins)
            case .array(let elements)?:
                let sorted = elements.sorted { $0.key < $1.key }
                return .list(sorted.map { ($0.key, $0.value) }, joins: joins)
            case let value?: return .list([(0, value.text ?? "")], joins: joins)
            }
        case .at(let key):
            switch value {
            case .associative(let elements)?: return .scalar(elements[key])
            case .array(let elements)?:
                var index = try arithmetic(key, at: node)
                if index < 0 { index += (elements.keys.max() ?? -1) + 1 }
                return .scalar(elements[index])
            default:
                let index = try arithmetic(key, at: node)
                return .scalar(index == 0 || index == -1 ? value?.text : nil)
            }
        }
    }

    private func special(_ name: ByteString, _ node: SyntaxNode) throws(Dynamic) -> Subject {
        if name == "?" {
            guard case .known(let status) = state.status else { throw dynamic(.unknownVariable(name), node) }
            return .scalar(ByteString(String(status)))
        }
        guard let arguments = state.arguments else { throw dynamic(.unknownVariable(name), node) }
        switch name {
        case "@", "*":
            return .list(arguments.enumerated().map { ($0.offset + 1, $0.element) }, joins: name == "*")
        case "#": return .scalar(ByteString(String(arguments.count)))
        default:
            guard let number = Int(name.string), number > 0 else {
                throw dynamic(.unknownVariable(name), node)
            }
            return .scalar(number <= arguments.count ? arguments[number - 1] : nil)
        }
    }

    private mutating func keys(_ name: ByteString, _ node: SyntaxNode, joins: Bool) throws(Dynamic) -> Subject
    {
        switch try lookUp(name, at: node) {
        case nil: return .list([], joins: joins)
        case .array(let elements)?:
            return .list(elements.keys.sorted().map { ($0, ByteString(String($0))) }, joins: joins)
        case .associative(let elements)?:
            guard elements.count < 2 else { throw dynamic(.unsupported(node.text), node) }
            return .list(elements.keys.map { (0, $0) }, joins: joins)
        case _?: return .list([(0, "0")], joins: joins)
        }
    }

    private mutating func length(_ reference: Reference, _ node: SyntaxNode) throws(Dynamic) -> Int {
        if case .all = reference.index, reference.name.isName,
            case .associative(let elements)? = try lookUp(reference.name, at: node)
        {
            return elements.count
        }
        switch try subject(reference, node) {
        case .list(let elements, _): return elements.count
        case .scalar(let text):
            guard text?.isASCII ?? true else { throw dynamic(.unsupported(node.text), node) }
            return text?.count ?? 0
        }
    }

    private func segment(_ subject: Subject, _ node: SyntaxNode, quoted: Bool) throws(Dynamic) -> Segment {
        switch subject {
        case .scalar(let text): return .text(text?.bytes ?? [], quoted: quoted, splits: !quoted)
        case .list(let elements, let joins):
            let values = elements.map(\.value)
            guard joins, quoted else { return .list(values, quoted: quoted) }
            var separator: ByteString = " "
            if state.variables["IFS"] != nil {
                separator = ByteString(try lookUp("IFS", at: node)?.text?.bytes.prefix(1) ?? [0x20])
            }
            return .text(values.joined(separator: separator).bytes, quoted: true, splits: false)
        }
    }

    // MARK: Operators

    private mutating func modify(
        _ reference: Reference, _ modifier: ByteString?, _ operands: [SyntaxNode], _ node: SyntaxNode,
        quoted: Bool
    ) throws(Dynamic) -> [Segment] {
        let subject = try subject(reference, node)
        guard let modifier else { return [try segment(subject, node, quoted: quoted)] }
        switch modifier {
        case "-", ":-", "=", ":=", "+", ":+", "?", ":?":
            let isMissing = modifier.count == 2 ? subject.isEmpty : subject.isUnset
            let isAlternative = modifier.hasSuffix("+")
            if isMissing == isAlternative {
                return isAlternative ? [] : [try segment(subject, node, quoted: quoted)]
            }
            guard !modifier.hasSuffix("?") else { throw dynamic(.unsupported(node.text), node) }
            let segments = try operandSegments(operands.first, quoted: quoted)
            if modifier.hasSuffix("=") {
                guard reference.index == nil, reference.name.isName else {
                    throw dynamic(.unsupported(node.text), node)
                }
                try assign(reference.name, nil, .scalar(joined(segments)), appends: false, at: node)
            }
            return segments
        case ":":
            return [try segment(try slice(subject, reference, operands, node), node, quoted: quoted)]
        default:
            let change = try change(modifier, operands, node)
            var changed = subject
            switch subject {
            case .scalar(let text):
                changed = .scalar(try text.map { (text: ByteString) throws(Dynamic) in try change(text) })
            case .list(let elements, let joins):
                var result: [(index: Int, value: ByteString)] = []
                for element in elements { result.append((element.index, try change(element.value))) }
                changed = .list(result, joins: joins)
            }
            return [try segment(changed, node, quoted: quoted)]
        }
    }

    private mutating func operandSegments(_ operand: SyntaxNode?, quoted: Bool) throws(Dynamic) -> [Segment] {
        var result = try segments(operand?.parts ?? [], quoted: quoted)
        for index in result.indices {
            // Outside of quotes the operand is split as the value would be.
            if case .text(let text, false, false) = result[index] {
                result[index] = .text(text, quoted: false, splits: true)
            }
        }
        return result
    }

    private mutating func slice(
        _ subject: Subject, _ reference: Reference, _ operands: [SyntaxNode], _ node: SyntaxNode
    ) throws(Dynamic) -> Subject {
        guard let first = operands.first else { throw dynamic(.unsupported(node.text), node) }
        let offset = try arithmetic(first)
        let count: Int? = operands.count > 1 ? try arithmetic(operands[1]) : nil
        switch subject {
        case .scalar(nil): return subject
        case .scalar(let text?):
            guard text.isASCII else { throw dynamic(.unsupported(node.text), node) }
            let start = offset < 0 ? text.count + offset : offset
            guard start >= 0, start <= text.count else { return .scalar("") }
            var end = text.count
            if let count { end = count < 0 ? text.count + count : min(text.count, start + count) }
            guard end >= start else { throw dynamic(.unsupported(node.text), node) }
            return .scalar(ByteString(text.bytes[start..<end]))
        case .list(let elements, let joins):
            let last = elements.last?.index ?? -1
            let start = offset < 0 ? last + 1 + offset : offset
            // `${@:0}` begins with `$0`.
            guard start >= (reference.name.isName ? 0 : 1), count ?? 0 >= 0 else {
                throw dynamic(.unsupported(node.text), node)
            }
            let tail = elements.filter { $0.index >= start }
            return .list(Array(tail.prefix(count ?? tail.count)), joins: joins)
        }
    }

    /// The function that an operator stands for.
    private mutating func change(
        _ modifier: ByteString, _ operands: [SyntaxNode], _ node: SyntaxNode
    ) throws(Dynamic) -> (ByteString) throws(Dynamic) -> ByteString {
        let bytes = try patternBytes(operands.first?.parts ?? [])
        let interpreter = self
        switch modifier {
        case "#", "##", "%", "%%":
            let pattern = ShellPattern(bytes, extended: state.extendedPatterns)
            return { (text) throws(Dynamic) in
                try interpreter.checkBytes(pattern, text, node)
                return pattern.removing(modifier, from: text)
            }
        case "/", "//", "/#", "/%":
            let pattern = ShellPattern(bytes, extended: state.extendedPatterns)
            let replacement = try patternBytes(operands.dropFirst().first?.parts ?? [])
            return { (text) throws(Dynamic) in
                try interpreter.checkBytes(pattern, text, node)
                return pattern.replacing(modifier, in: text, by: replacement)
            }
        case "^", "^^", ",", ",,":
            let pattern = bytes.isEmpty ? nil : ShellPattern(bytes, extended: state.extendedPatterns)
            return { (text) throws(Dynamic) in
                guard text.isASCII else { throw interpreter.dynamic(.unsupported(node.text), node) }
                let isUpper = modifier.hasPrefix("^")
                let affected = modifier.count == 2 ? text.count : 1
                return ByteString(
                    text.bytes.enumerated().flatMap { index, byte -> [UInt8] in
                        guard index < affected, pattern?.matches([byte]) ?? true else { return [byte] }
                        let one = ByteString([byte])
                        return isUpper ? one.asciiUppercased.bytes : one.asciiLowercased.bytes
                    })
            }
        case "@":
            let letter = operands.first?.text ?? ""
            guard ["U", "u", "L"].contains(letter) else { throw dynamic(.unsupported(node.text), node) }
            return { (text) throws(Dynamic) in
                guard text.isASCII else { throw interpreter.dynamic(.unsupported(node.text), node) }
                switch letter {
                case "U": return text.asciiUppercased
                case "L": return text.asciiLowercased
                default:
                    return ByteString(text.bytes.prefix(1)).asciiUppercased
                        + ByteString(text.bytes.dropFirst())
                }
            }
        default:
            throw dynamic(.unsupported(node.text), node)
        }
    }
}
