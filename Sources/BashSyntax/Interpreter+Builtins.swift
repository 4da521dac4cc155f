import ByteStrings

/// The builtins that matter to variables. What they do to files, they do not do here.
extension Interpreter {
    /// - Returns: `nil` if `command` is no builtin known here.
    mutating func runBuiltin(
        _ command: ByteString, _ given: [ByteString], _ arguments: [SyntaxNode], _ node: SyntaxNode
    ) -> Flow? {
        switch command {
        case "declare", "typeset", "local", "export", "readonly":
            declare(command, arguments)
            return .normal
        case "let":
            for word in arguments { computeLet(word, node) }
            return .normal
        default:
            break
        }
        let words: [ByteString]
        do throws(Dynamic) {
            printsDefinitions = command == "eval"
            hasPrintedDefinition = false
            defer { printsDefinitions = false }
            var fields = given
            for argument in arguments { fields += try expandFields(argument) }
            words = fields
        } catch {
            if command == "unset", let names = unsetNames(arguments) {
                for name in names { assignDynamic(name, error, at: node) }
                return .normal
            }
            return runBuiltin(command, unknownArguments: error)
        }
        return runBuiltin(command, words, node)
    }

    /// One expression of `let`; its status is that of the last one.
    private mutating func computeLet(_ word: SyntaxNode, _ node: SyntaxNode) {
        let reason = dynamic(.command("let"), node)
        do throws(Dynamic) {
            // Without quotes, a word with `*` is a pattern for files first.
            let isPlain = !word.text.bytes.contains { UInt8(ascii: "*") == $0 || $0.isSpecialInWord }
            guard let text = isPlain ? word.text : word.quotedText else { throw reason }
            state.status = .known(try arithmetic(text, at: word) == 0 ? 1 : 0)
        } catch {
            forgetArithmetic(word, reason)
            state.status = .unknown(reason)
        }
    }

    /// The variables that `unset x[1]` is about, though without quotes it may be the name of a file; `nil` if
    /// something else is among the arguments.
    private func unsetNames(_ arguments: [SyntaxNode]) -> [ByteString]? {
        var names: [ByteString] = []
        for argument in arguments where argument.text != "-v" {
            let name = ByteString(argument.text.bytes.prefix { $0 != UInt8(ascii: "[") })
            guard name.isName else { return nil }
            names.append(name)
        }
        return names
    }

    private mutating func runBuiltin(_ command: ByteString, unknownArguments reason: Dynamic) -> Flow? {
        switch command {
        case ":", "true", "echo", "printf": state.status = .known(0)
        case "eval", "source", ".", "unset", "read", "mapfile", "readarray", "command", "builtin", "getopts":
            taint(reason)
        case "set", "shift": state.arguments = nil
        case "test", "[", "cd", "shopt": state.status = .unknown(reason)
        case "return": return .return
        case "exit", "exec": return .exit
        default: return nil
        }
        return .normal
    }

    private mutating func runBuiltin(_ command: ByteString, _ words: [ByteString], _ node: SyntaxNode)
        -> Flow?
    {
        state.status = .known(0)
        let setByInput = dynamic(.command(command), node)
        switch command {
        case ":", "true", "echo", "alias", "umask", "ulimit", "trap", "hash", "enable": break
        case "false": state.status = .known(1)
        case "cd", "pushd", "popd", "wait", "type", "jobs": state.status = .unknown(setByInput)
        case "printf":
            if words.first == "-v", words.count > 1 { assignDynamic(words[1], setByInput, at: node) }
        case "read", "getopts":
            for name in words where name.isName { assignDynamic(name, setByInput, at: node) }
            if command == "read" { assignDynamic("REPLY", setByInput, at: node) }
            state.status = .unknown(setByInput)
        case "mapfile", "readarray":
            let name = words.last { $0.isName } ?? "MAPFILE"
            assignDynamic(name, setByInput, at: node)
            state.variables[name]?.attributes.insert(.array)
        case "unset": unset(words, node)
        case "shopt": setOptions(words, node)
        case "set":
            if words.first == "--" { state.arguments = Array(words.dropFirst()) }
        case "shift":
            let count = words.first.flatMap { Int($0.string) } ?? 1
            state.arguments = state.arguments.map { Array($0.dropFirst(count)) }
        case "test", "[": test(command == "[" ? words.dropLast() : words[...], node)
        case "command", "builtin":
            guard let name = words.first(where: { !$0.hasPrefix("-") }) else { break }
            if words.contains("-v") || words.contains("-V") {
                state.status = .unknown(dynamic(.condition(node.text), node))
                break
            }
            let rest = Array(words.drop { $0 != name }.dropFirst())
            if let flow = runBuiltin(name, rest, node) { return flow }
            state.status = .unknown(dynamic(.condition(node.text), node))
        case "eval": return evaluate(words.joined(separator: " "), node)
        case "source", ".": return source(words, node)
        case "return":
            setStatus(words)
            return .return
        case "exit": return .exit
        case "exec": return words.isEmpty ? .normal : .exit
        case "break": return .break(levels(words))
        case "continue": return .continue(levels(words))
        default: return nil
        }
        return .normal
    }

    private mutating func setOptions(_ words: [ByteString], _ node: SyntaxNode) {
        guard words.count > 1, words[0] == "-s" || words[0] == "-u" else {
            state.status = .unknown(dynamic(.condition(node.text), node))
            return
        }
        if words.contains("extglob") { state.extendedPatterns = words[0] == "-s" }
        if words.contains("nullglob") || words.contains("failglob") { state.dropsPatterns = words[0] == "-s" }
        // Comparisons without regard to case, and the like, are not computed.
        let changesValues = words.contains {
            ["nocasematch", "expand_aliases", "localvar_inherit"].contains($0)
        }
        if changesValues { taint(dynamic(.unsupported(node.text), node)) }
    }

    private func levels(_ words: [ByteString]) -> Int {
        max(1, words.first.flatMap { Int($0.string) } ?? 1)
    }

    private mutating func setStatus(_ words: [ByteString]) {
        if let status = words.first.flatMap({ Int($0.string) }) { state.status = .known(status) }
    }

    private mutating func unset(_ words: [ByteString], _ node: SyntaxNode) {
        for word in words where !word.hasPrefix("-") {
            if words.first == "-f" {
                state.functions[word] = nil
            } else if word.isName {
                if let doubt = state.doubt {
                    assignDynamic(word, doubt.reason, at: node)
                    continue
                }
                if state.variables[word]?.isReadOnly == true { continue }
                // `unset f` without -v also unsets a function when no variable has the name.
                if state.variables[word] == nil, words.first != "-v" { state.functions[word] = nil }
                state.variables[word] = nil
                state.unset.insert(word)
            } else if let bracket = word.firstRange(of: "[")?.lowerBound {
                unsetElement(ByteString(word.bytes[..<bracket]), word, node)
            }
        }
    }

    private mutating func unsetElement(_ name: ByteString, _ word: ByteString, _ node: SyntaxNode) {
        let key = ByteString(word.bytes.dropFirst(name.count + 1).dropLast())
        if state.doubt == nil, case .array(var elements)? = state.variables[name]?.value,
            let index = Int(key.string), index >= 0
        {
            elements[index] = nil
            state.variables[name]?.value = .array(elements)
        } else {
            assignDynamic(name, dynamic(.unsupported(word), node), at: node)
        }
    }

    // MARK: Other texts

    private mutating func evaluate(_ text: ByteString, _ node: SyntaxNode) -> Flow {
        guard callDepth < Interpreter.deepestCalls else {
            taint(dynamic(.tooLarge, node))
            return .normal
        }
        let tree = SyntaxTree(parsing: text, extendedPatterns: state.extendedPatterns)
        if hasPrintedDefinition {
            hasPrintedDefinition = false
            let commands = tree.root.first(.list)?.parts.filter { !$0.kind.isLeaf } ?? []
            guard commands.allSatisfy({ $0.kind == .functionDefinition }) else {
                taint(dynamic(.unsupported(node.text), node))
                return .normal
            }
        }
        callDepth += 1
        let outer = evalPlace
        evalPlace = place(of: node)
        let flow = runScript(tree)
        evalPlace = outer
        callDepth -= 1
        return flow
    }

    /// The text of the function in `$(declare -f NAME)`; `nil` for any other command, or if there is no such
    /// function. Arch's kernels and many split packages build their package functions from it.
    mutating func printedDefinition(_ substitution: SyntaxNode) throws(Dynamic) -> ByteString? {
        let commands = substitution.first(.list)?.parts ?? []
        guard commands.count == 1, let words = commands.first?.parts, words.count == 3,
            commands.first?.kind == .simpleCommand, words.allSatisfy({ $0.kind == .word }),
            words[0].text == "declare" || words[0].text == "typeset", words[1].text == "-f",
            let function = state.functions[try text(of: words[2])], !function.isConditional
        else { return nil }
        hasPrintedDefinition = true
        return function.node.text
    }

    private mutating func source(_ words: [ByteString], _ node: SyntaxNode) -> Flow {
        guard let name = words.first, callDepth < Interpreter.deepestCalls, let text = sourceFile(name) else {
            taint(dynamic(.unreadable(words.first ?? ""), node))
            return .normal
        }
        let outer = (file, evalPlace, state.doubt)
        callDepth += 1
        (file, evalPlace) = (name, nil)
        let flow = runScript(SyntaxTree(parsing: text, extendedPatterns: state.extendedPatterns))
        (file, evalPlace, state.doubt) = outer
        callDepth -= 1
        return flow == .return ? .normal : flow
    }
}

extension ByteString {
    /// A letter or `_`, then letters, digits and `_`.
    var isName: Bool {
        bytes.first?.isNameStart == true && bytes.allSatisfy { $0.isNameByte }
    }
}
