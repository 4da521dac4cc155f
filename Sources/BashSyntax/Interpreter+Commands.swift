import ByteStrings

/// Lists, pipelines, simple commands and calls.
extension Interpreter {
    mutating func execute(_ node: SyntaxNode) -> Flow {
        steps += 1
        if steps > Interpreter.mostSteps {
            if steps == Interpreter.mostSteps + 1 { taint(dynamic(.tooLarge, node)) }
            return .exit
        }
        guard commandDepth < Interpreter.deepestCommands else {
            taint(dynamic(.tooLarge, node))
            return .normal
        }
        commandDepth += 1
        defer { commandDepth -= 1 }
        switch node.kind {
        case .list: return executeList(node)
        case .andOr: return executeAndOr(node)
        case .pipeline: return executePipeline(node)
        case .simpleCommand: return executeSimple(node)
        case .group, .redirectedCommand:
            return node.parts.first { !$0.kind.isLeaf }.map { execute($0) } ?? .normal
        case .subshell: return inSubshell { $0.executeParts(node) }
        case .functionDefinition: return define(node)
        case .ifClause: return executeIf(ArraySlice(node.parts))
        case .loop: return executeLoop(node)
        case .forClause: return executeFor(node)
        case .forArithmetic: return executeForArithmetic(node)
        case .selectClause: return executeSelect(node)
        case .caseClause: return executeCase(node)
        case .conditional: return executeConditional(node)
        case .arithmeticCommand: return executeArithmetic(node)
        case .coprocess, .hereDocument: return .normal
        default:
            // `.unknown` text: bash would have refused the file.
            taint(dynamic(.unsupported(node.text), node))
            return .normal
        }
    }

    private mutating func executeParts(_ node: SyntaxNode) -> Flow {
        for part in node.parts where !part.kind.isLeaf {
            let flow = execute(part)
            if flow != .normal { return flow }
        }
        return .normal
    }

    private mutating func executeList(_ node: SyntaxNode) -> Flow {
        let parts = node.parts
        for (index, part) in parts.enumerated() where part.kind != .operator {
            if index + 1 < parts.count, parts[index + 1].kind == .operator, parts[index + 1].text == "&" {
                state.status = .known(0)
                continue
            }
            let flow = execute(part)
            if flow != .normal { return flow }
        }
        return .normal
    }

    /// What a subshell sets is lost; only its status comes out.
    private mutating func inSubshell(_ body: (inout Interpreter) -> Flow) -> Flow {
        let outer = state
        _ = body(&self)
        let status = state.status
        state = outer
        state.status = status
        return .normal
    }

    private mutating func executeAndOr(_ node: SyntaxNode) -> Flow {
        var continuation: ByteString?
        for part in node.parts {
            if part.kind == .operator {
                continuation = part.text
                continue
            }
            var flow = Flow.normal
            switch (continuation, state.status) {
            case (nil, _): flow = execute(part)
            case ("&&", .known(let status)): if status == 0 { flow = execute(part) }
            case (_, .known(let status)): if status != 0 { flow = execute(part) }
            case (_, .unknown(let reason)):
                flow = branch(because: reason, [{ _ in .normal }, { $0.execute(part) }])
            }
            if flow != .normal { return flow }
        }
        return .normal
    }

    private mutating func executePipeline(_ node: SyntaxNode) -> Flow {
        let commands = node.parts.filter { !$0.kind.isLeaf }
        var flow = Flow.normal
        if commands.count == 1 {
            flow = execute(commands[0])
        } else if let last = commands.last {
            _ = inSubshell { $0.execute(last) }
            // The last command reads what nobody here has written.
            state.status = .unknown(dynamic(.condition(node.text), node))
        }
        let negations = node.parts.filter { $0.kind == .keyword && $0.text == "!" }.count
        if negations % 2 == 1, case .known(let status) = state.status {
            state.status = .known(status == 0 ? 1 : 0)
        }
        return flow
    }

    private mutating func define(_ node: SyntaxNode) -> Flow {
        guard let word = node.first(.word) else { return .normal }
        let name = word.text
        state.functions[name] = FunctionDefinition(
            name: name, node: node, place: place(of: node), isConditional: state.doubt != nil,
            isGenerated: evalPlace != nil)
        state.status = .known(0)
        return .normal
    }

    // MARK: Simple commands

    private mutating func executeSimple(_ node: SyntaxNode) -> Flow {
        let parts = node.parts
        if let assignment = textWithParentheses(parts) {
            assignDynamic(
                assignment.first(.name)?.text ?? "", dynamic(.unsupported(node.text), node), at: node)
            return .normal
        }
        guard let first = parts.first(where: { $0.kind == .word }) else {
            state.status = .known(0)
            for part in parts where part.kind == .assignment {
                if let reason = assign(part) { noteStatus(of: part, reason) }
            }
            return .normal
        }
        let before = parts.prefix { $0.range.lowerBound < first.range.lowerBound }.filter {
            $0.kind == .assignment
        }
        let arguments = parts.filter { part in
            part.range.lowerBound > first.range.lowerBound && (part.kind == .word || part.kind == .assignment)
        }
        let name: [ByteString]
        do throws(Dynamic) {
            name = try expandFields(first)
        } catch {
            // An unknown command may be a function or `eval`.
            taint(error)
            return .normal
        }
        guard let command = name.first else {
            state.status = .known(0)
            return .normal
        }
        let outer = before.compactMap { $0.first(.name)?.text }.map { ($0, saved($0)) }
        for assignment in before { assign(assignment) }
        let flow = invoke(command, Array(name.dropFirst()), arguments, node)
        for (name, saved) in outer.reversed() { restore(name, saved) }
        return flow
    }

    /// `x=(a)b` is no array and no command `b`: the value is the text `(a)b`. A carriage return does that, too.
    private func textWithParentheses(_ parts: [SyntaxNode]) -> SyntaxNode? {
        zip(parts, parts.dropFirst()).first { assignment, word in
            assignment.kind == .assignment && assignment.first(.array) != nil && word.kind == .word
                && assignment.range.upperBound == word.range.lowerBound
        }?.0
    }

    /// The status of an assignment is that of the last command substitution in it.
    private mutating func noteStatus(of assignment: SyntaxNode, _ reason: Dynamic) {
        let hasCommand = assignment.descendants.contains {
            $0.kind == .commandSubstitution || $0.kind == .backquoted
        }
        if hasCommand { state.status = .unknown(reason) }
    }

    /// - Parameter given: words that the command's own word gave besides its name.
    private mutating func invoke(
        _ command: ByteString, _ given: [ByteString], _ arguments: [SyntaxNode], _ node: SyntaxNode
    ) -> Flow {
        if let function = state.functions[command] {
            return call(function, given, arguments, node)
        }
        if let flow = runBuiltin(command, given, arguments, node) { return flow }
        // A program changes no variable, but `${x:=y}` among its arguments does.
        for argument in arguments where argument.kind == .word { _ = try? expandFields(argument) }
        state.status = .unknown(dynamic(.condition(node.text), node))
        return .normal
    }

    private mutating func call(
        _ function: FunctionDefinition, _ given: [ByteString], _ words: [SyntaxNode], _ node: SyntaxNode
    ) -> Flow {
        guard callDepth < Interpreter.deepestCalls else {
            taint(dynamic(.tooLarge, node))
            return .normal
        }
        if function.isConditional {
            // Which body runs is not known.
            taint(dynamic(.condition(node.text), node))
            return .normal
        }
        var arguments: [ByteString]? = given
        do throws(Dynamic) {
            for word in words { arguments?.append(contentsOf: try expandFields(word)) }
        } catch {
            arguments = nil
        }
        let outer = (state.arguments, state.doubt, file)
        state.arguments = arguments
        state.frames.append([:])
        callDepth += 1
        file = function.place.file
        let flow = function.body.map { execute($0) } ?? .normal
        callDepth -= 1
        popFrame()
        (state.arguments, state.doubt, file) = outer
        return flow == .exit ? .exit : .normal
    }
}
