import ByteStrings

/// `if`, loops, `case`, `[[` and `((`.
extension Interpreter {
    /// What stands behind `if` or `elif`: list, `then`, list, and the rest.
    mutating func executeIf(_ parts: ArraySlice<SyntaxNode>) -> Flow {
        let clauses = parts.drop { $0.kind != .list }
        guard let condition = clauses.first else { return .normal }
        let flow = execute(condition)
        if flow != .normal { return flow }
        let afterCondition = clauses.dropFirst()
        let body = afterCondition.first { $0.kind == .list }
        let rest = afterCondition.drop { $0.kind != .list }.dropFirst()
        let otherwise: (inout Interpreter) -> Flow = { interpreter in
            switch rest.first?.text {
            case "elif": return interpreter.executeIf(rest)
            case "else": return rest.first { $0.kind == .list }.map { interpreter.execute($0) } ?? .normal
            default:
                interpreter.state.status = .known(0)
                return .normal
            }
        }
        let then: (inout Interpreter) -> Flow = { interpreter in
            body.map { interpreter.execute($0) } ?? .normal
        }
        switch state.status {
        case .known(0): return then(&self)
        case .known: return otherwise(&self)
        case .unknown(let reason): return branch(because: reason, [then, otherwise])
        }
    }

    // MARK: Loops

    /// Runs one turn. `nil` means go on; otherwise the loop ends and leaves with this flow.
    private mutating func turn(_ body: SyntaxNode) -> Flow? {
        switch execute(body) {
        case .normal, .continue(1): nil
        case .break(let levels): levels > 1 ? .break(levels - 1) : .normal
        case .continue(let levels): .continue(levels - 1)
        case .return: .return
        case .exit: .exit
        }
    }

    /// A doubt that only `break` and `continue` raised ends with the loop.
    private mutating func inLoop(_ body: (inout Interpreter) -> Flow) -> Flow {
        let outer = state.doubt
        let flow = body(&self)
        if state.doubt?.isInLoop == true { state.doubt = outer }
        return flow
    }

    private func loopBody(_ node: SyntaxNode) -> SyntaxNode? {
        node.parts.last { $0.kind == .list || $0.kind == .group }
    }

    mutating func executeLoop(_ node: SyntaxNode) -> Flow {
        guard let condition = node.first(.list), let body = loopBody(node) else { return .normal }
        let isUntil = node.first(.keyword)?.text == "until"
        return inLoop { interpreter in
            while true {
                let flow = interpreter.execute(condition)
                if flow != .normal { return flow }
                guard let succeeded = interpreter.state.status.succeeded else {
                    let reason = interpreter.state.status.reason(at: interpreter.place(of: condition))
                    interpreter.repeatUnknown(because: reason) { interpreter in
                        _ = interpreter.execute(body)
                        return interpreter.execute(condition)
                    }
                    return .normal
                }
                if succeeded == isUntil { break }
                if let end = interpreter.turn(body) { return end }
            }
            interpreter.state.status = .known(0)
            return .normal
        }
    }

    mutating func executeFor(_ node: SyntaxNode) -> Flow {
        guard let name = node.first(.name)?.text, let body = loopBody(node) else { return .normal }
        do throws(Dynamic) {
            var values: [ByteString] = []
            if node.all(.keyword).contains(where: { $0.text == "in" }) {
                for word in node.all(.word) { values += try expandFields(word) }
            } else if let arguments = state.arguments {
                values = arguments
            } else {
                throw dynamic(.unknownVariable("@"), node)
            }
            state.status = .known(0)
            return inLoop { interpreter in
                for value in values {
                    if let doubt = interpreter.state.doubt {
                        interpreter.assignDynamic(name, doubt.reason, at: node)
                    } else {
                        var variable = Variable(.scalar(value))
                        variable.assignedAt = interpreter.place(of: node)
                        interpreter.set(name, variable)
                    }
                    if let end = interpreter.turn(body) { return end }
                }
                return .normal
            }
        } catch {
            repeatWithUnknown(name, error, body, node)
            return .normal
        }
    }

    private mutating func set(_ name: ByteString, _ variable: Variable) {
        state.variables[name] = variable
        state.unset.remove(name)
    }

    private mutating func repeatWithUnknown(
        _ name: ByteString, _ reason: Dynamic, _ body: SyntaxNode, _ node: SyntaxNode
    ) {
        _ = inLoop { interpreter in
            interpreter.repeatUnknown(because: reason) { interpreter in
                interpreter.assignDynamic(name, reason, at: node)
                return interpreter.execute(body)
            }
            return .normal
        }
    }

    mutating func executeSelect(_ node: SyntaxNode) -> Flow {
        guard let name = node.first(.name)?.text, let body = loopBody(node) else { return .normal }
        repeatWithUnknown(name, dynamic(.command("select"), node), body, node)
        return .normal
    }

    mutating func executeForArithmetic(_ node: SyntaxNode) -> Flow {
        let parts = node.all(.arithmetic)
        guard parts.count == 3, let body = loopBody(node) else { return .normal }
        return inLoop { interpreter in
            do throws(Dynamic) {
                _ = try interpreter.arithmetic(parts[0])
                while true {
                    let isEndless = parts[1].parts.isEmpty
                    if !isEndless, try interpreter.arithmetic(parts[1]) == 0 { break }
                    if let end = interpreter.turn(body) { return end }
                    _ = try interpreter.arithmetic(parts[2])
                }
            } catch {
                interpreter.repeatUnknown(because: error) { interpreter in
                    let flow = interpreter.execute(body)
                    _ = try? interpreter.arithmetic(parts[2])
                    return flow
                }
            }
            return .normal
        }
    }

    // MARK: case

    mutating func executeCase(_ node: SyntaxNode) -> Flow {
        let items = ArraySlice(node.all(.caseItem))
        state.status = .known(0)
        guard let word = node.first(.word) else { return .normal }
        do throws(Dynamic) {
            let subject = try text(of: word)
            return executeItems(items, subject)
        } catch {
            return executeItems(items, unknown: error)
        }
    }

    private mutating func executeItems(_ items: ArraySlice<SyntaxNode>, _ subject: ByteString) -> Flow {
        guard let item = items.first else { return .normal }
        do throws(Dynamic) {
            for word in item.all(.word) {
                guard try matches(subject, word, extended: state.extendedPatterns) else { continue }
                return executeItem(items) { interpreter in
                    interpreter.executeItems(items.dropFirst(), subject)
                }
            }
            return executeItems(items.dropFirst(), subject)
        } catch {
            return executeItems(items, unknown: error)
        }
    }

    /// Whether the first item matches is not known, nor any later one.
    private mutating func executeItems(_ items: ArraySlice<SyntaxNode>, unknown reason: Dynamic) -> Flow {
        guard let item = items.first else { return .normal }
        let taken: (inout Interpreter) -> Flow = { interpreter in
            interpreter.executeItem(items) { $0.executeItems(items.dropFirst(), unknown: reason) }
        }
        // `*)` takes what is left, whatever it is.
        let takesAll = item.all(.word).contains { $0.text == "*" }
        if takesAll { return taken(&self) }
        return branch(
            because: reason, [taken, { $0.executeItems(items.dropFirst(), unknown: reason) }])
    }

    /// Runs the first item's commands, then what its terminator asks for.
    private mutating func executeItem(
        _ items: ArraySlice<SyntaxNode>, testingOn: (inout Interpreter) -> Flow
    ) -> Flow {
        var items = items
        while let item = items.first {
            if let list = item.first(.list) {
                let flow = execute(list)
                if flow != .normal { return flow }
            }
            items = items.dropFirst()
            switch item.parts.last?.text {
            case ";&": continue
            case ";;&": return testingOn(&self)
            default: return .normal
            }
        }
        return .normal
    }

    // MARK: Conditions

    mutating func executeConditional(_ node: SyntaxNode) -> Flow {
        do throws(Dynamic) {
            guard let expression = node.parts.first(where: { !$0.kind.isLeaf }) else {
                throw dynamic(.unsupported(node.text), node)
            }
            state.status = .known(try holds(expression) ? 0 : 1)
        } catch {
            state.status = .unknown(error)
        }
        return .normal
    }

    mutating func executeArithmetic(_ node: SyntaxNode) -> Flow {
        guard let expression = node.first(.arithmetic) else { return .normal }
        do throws(Dynamic) {
            state.status = .known(try arithmetic(expression) != 0 ? 0 : 1)
        } catch {
            forgetArithmetic(expression, error)
            state.status = .unknown(error)
        }
        return .normal
    }

    /// An expression that could not be computed may have assigned to any name in it.
    mutating func forgetArithmetic(_ node: SyntaxNode, _ reason: Dynamic) {
        let assigns = node.text.contains("=") || node.text.contains("++") || node.text.contains("--")
        guard assigns else { return }
        for word in node.text.bytes.split(whereSeparator: { !$0.isNameByte })
        where word.first?.isNameStart == true {
            assignDynamic(ByteString(word), reason, at: node)
        }
    }
}
