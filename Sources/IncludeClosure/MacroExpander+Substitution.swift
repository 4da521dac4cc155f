internal import ByteStrings

extension MacroExpander {
    /// What a parameter stands for: as it was written, for `#` and `##`, and expanded.
    struct Argument {
        var plain: [MacroToken]
        var expanded: [MacroToken]
    }

    /// The body of a macro with its parameters replaced (C17 6.10.3.1 to 6.10.3.3).
    mutating func substitute(
        _ body: [MacroToken], _ arguments: [ByteString: Argument], hidden: Set<ByteString>
    ) throws(Unsure) -> [MacroToken] {
        var output: [MacroToken] = []
        var index = 0
        var pastes = false
        while index < body.count {
            let token = body[index]
            index += 1
            if token.text == "##" {
                pastes = true
                continue
            }
            var piece: [MacroToken]
            if token.text == "#", index < body.count, let argument = arguments[body[index].text] {
                piece = [try stringified(argument.plain, hasSpaceBefore: token.hasSpaceBefore)]
                index += 1
            } else if let argument = arguments[token.text] {
                let isOperand = pastes || index < body.count && body[index].text == "##"
                piece = isOperand ? argument.plain : argument.expanded
                if !piece.isEmpty { piece[0].hasSpaceBefore = token.hasSpaceBefore }
            } else {
                piece = [token]
            }
            if pastes { Self.paste(piece, to: &output) } else { output += piece }
            pastes = false
            // An empty left operand: what follows `##` stands for itself, and is not expanded.
            if piece.isEmpty, index + 1 < body.count, body[index].text == "##" {
                output += arguments[body[index + 1].text]?.plain ?? [body[index + 1]]
                index += 2
            }
        }
        for index in output.indices where output[index].kind == .identifier {
            output[index].hidden.formUnion(hidden)
        }
        // Only names and parentheses are asked for what hides them.
        for index in output.indices where output[index].text == ")" { output[index].hidden.formUnion(hidden) }
        return output
    }

    private static func paste(_ right: [MacroToken], to output: inout [MacroToken]) {
        guard let first = right.first else { return }
        guard let left = output.popLast() else {
            output += right
            return
        }
        var joined = MacroTokenizer.tokens(left.text.bytes + first.text.bytes)
        for index in joined.indices { joined[index].hidden = left.hidden.intersection(first.hidden) }
        if !joined.isEmpty { joined[0].hasSpaceBefore = left.hasSpaceBefore }
        output += joined
        output += right.dropFirst()
    }

    private mutating func stringified(
        _ tokens: [MacroToken], hasSpaceBefore: Bool
    ) throws(Unsure) -> MacroToken {
        var texts: [[UInt8]] = [[UInt8(ascii: "\"")]]
        for (index, token) in tokens.enumerated() {
            let words = (token.choices.isEmpty ? [token.text] : token.choices).map {
                Self.spelling(of: $0, token.kind)
            }
            let blank: [UInt8] = index > 0 && token.hasSpaceBefore ? [0x20] : []
            try spend(texts.count * (words.count - 1), on: token.text)
            texts = texts.flatMap { before in words.map { before + blank + $0 } }
        }
        let strings = texts.map { ByteString($0 + [UInt8(ascii: "\"")]) }
        return MacroToken(
            kind: .string, text: strings[0], hasSpaceBefore: hasSpaceBefore,
            choices: strings.count > 1 ? strings : [])
    }

    private static func spelling(of text: ByteString, _ kind: MacroToken.Kind) -> [UInt8] {
        switch kind {
        case .header: return [UInt8(ascii: "<")] + text.bytes + [UInt8(ascii: ">")]
        case .string:
            return text.bytes.flatMap {
                $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") ? [UInt8(ascii: "\\"), $0] : [$0]
            }
        default: return text.bytes
        }
    }
}
