import ByteStrings

/// `declare`, `local`, `export`, `readonly`.
extension Interpreter {
    private struct Declaration {
        var attributes: Variable.Attributes = []
        var removed: Variable.Attributes = []
        var isIndexed = false
        var isAssociative = false
        var isExported = false
        var isReadOnly = false
        var isGlobal = false
        var isAboutFunctions = false
    }

    mutating func declare(_ command: ByteString, _ arguments: [SyntaxNode]) {
        state.status = .known(0)
        var declaration = Declaration()
        declaration.isExported = command == "export"
        declaration.isReadOnly = command == "readonly"
        // `export` and `readonly` act on the variable that is visible; the others make a local one.
        let makesLocal = command != "export" && command != "readonly"
        for argument in arguments {
            if argument.kind == .assignment {
                guard let name = argument.first(.name)?.text else { continue }
                prepare(name, declaration, makesLocal)
                // `declare` succeeds whatever a substitution in the value did.
                assign(argument)
                finish(name, declaration)
                continue
            }
            do throws(Dynamic) {
                for word in try expandFields(argument) { declare(word, &declaration, makesLocal, argument) }
            } catch {
                // Which name is declared is not known.
                taint(error)
            }
        }
    }

    private mutating func declare(
        _ word: ByteString, _ declaration: inout Declaration, _ makesLocal: Bool, _ node: SyntaxNode
    ) {
        if let letters = word.dropping(prefix: "-"), !letters.isEmpty {
            for letter in letters.bytes { note(letter, &declaration) }
        } else if let letters = word.dropping(prefix: "+"), !letters.isEmpty {
            if letters.contains(UInt8(ascii: "x")) { declaration.isExported = false }
        } else if declaration.isAboutFunctions {
            return
        } else if let equals = word.firstRange(of: "=")?.lowerBound {
            // The whole `name=value` came out of an expansion.
            let name = ByteString(word.bytes[..<equals])
            guard name.isName else { return taint(dynamic(.unsupported(word), node)) }
            prepare(name, declaration, makesLocal)
            let value = ByteString(word.bytes[(equals + 1)...])
            do throws(Dynamic) {
                try assign(name, nil, .scalar(value), appends: false, at: node)
            } catch {
                assignDynamic(name, error, at: node)
            }
            finish(name, declaration)
        } else if word.isName {
            prepare(word, declaration, makesLocal)
            finish(word, declaration)
        }
    }

    private func note(_ letter: UInt8, _ declaration: inout Declaration) {
        switch letter {
        case UInt8(ascii: "a"): declaration.isIndexed = true
        case UInt8(ascii: "A"): declaration.isAssociative = true
        case UInt8(ascii: "x"): declaration.isExported = true
        case UInt8(ascii: "r"): declaration.isReadOnly = true
        case UInt8(ascii: "g"): declaration.isGlobal = true
        case UInt8(ascii: "i"): declaration.attributes.insert(.integer)
        case UInt8(ascii: "l"): declaration.attributes.insert(.lowercase)
        case UInt8(ascii: "u"): declaration.attributes.insert(.uppercase)
        case UInt8(ascii: "n"): declaration.attributes.insert(.reference)
        case UInt8(ascii: "f"), UInt8(ascii: "F"): declaration.isAboutFunctions = true
        default: break
        }
    }

    /// Before the value is assigned: scope and kind.
    private mutating func prepare(_ name: ByteString, _ declaration: Declaration, _ makesLocal: Bool) {
        if makesLocal, !declaration.isGlobal { makeLocal(name) }
        if declaration.attributes.contains(.reference), state.variables[name] == nil {
            state.variables[name] = Variable(.scalar(""))
            state.unset.remove(name)
        }
        if declaration.isAssociative, state.variables[name] == nil {
            state.variables[name] = Variable(.associative([:]))
            state.unset.remove(name)
        }
        if declaration.isIndexed, state.unset.contains(name) {
            state.variables[name] = Variable(.array([:]))
            state.unset.remove(name)
        }
        if !declaration.attributes.isEmpty, !declaration.attributes.contains(.reference) {
            if state.variables[name] == nil {
                state.variables[name] = Variable(.scalar(""))
                state.unset.remove(name)
            }
            state.variables[name]?.attributes.formUnion(declaration.attributes)
        }
    }

    /// After it: what would stand in its way.
    private mutating func finish(_ name: ByteString, _ declaration: Declaration) {
        if declaration.isExported { state.variables[name]?.isExported = true }
        if declaration.isReadOnly { state.variables[name]?.isReadOnly = true }
        if declaration.attributes.contains(.reference) {
            state.variables[name]?.attributes.insert(.reference)
        }
    }
}
