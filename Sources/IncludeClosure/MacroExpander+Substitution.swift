internal import ByteStrings

extension MacroExpander {
    /// What a parameter stands for: as it was written, for `#` and `##`, and expanded.
    struct Argument {
        var plain: [MacroToken]
        var expanded: [MacroToken]
    }

    /// The body of a macro with its parameters replaced (C17 6.10.3.1 to 6.10.3.3).
    func substitute(
        _ body: [MacroToken], _ arguments: [ByteString: Argument], hidden: Set<ByteString>
    ) -> [MacroToken] {
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
                piece = [Self.stringified(argument.plain, hasSpaceBefore: token.hasSpaceBefore)]
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

    private static func stringified(_ tokens: [MacroToken], hasSpaceBefore: Bool) -> MacroToken {
        var text: [UInt8] = [UInt8(ascii: "\"")]
        for (index, token) in tokens.enumerated() {
            if index > 0, token.hasSpaceBefore { text.append(0x20) }
            for byte in token.text.bytes {
                if token.kind == .string, byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                    text.append(UInt8(ascii: "\\"))
                }
                text.append(byte)
            }
        }
        text.append(UInt8(ascii: "\""))
        return MacroToken(kind: .string, text: ByteString(text), hasSpaceBefore: hasSpaceBefore)
    }
}
