import ByteStrings

/// Assignments.
extension Interpreter {
    /// What stands on the right of `=`.
    enum Assigned {
        case scalar(ByteString)
        /// The elements of `(…)`, in order; those written `[key]=value` carry their key.
        case list([(key: SyntaxNode?, appends: Bool, value: ByteString)])
    }

    /// Carries out an `.assignment` node.
    ///
    /// - Parameter target: another name than the one that is written there.
    /// - Returns: the reason if the value is not known; it has been assigned as dynamic then.
    @discardableResult
    mutating func assign(_ node: SyntaxNode, to target: ByteString? = nil) -> Dynamic? {
        guard let name = target ?? node.first(.name)?.text else { return nil }
        let appends = node.first(.operator)?.text == "+="
        do throws(Dynamic) {
            let value = try assignedValue(node)
            try assign(name, node.first(.subscript), value, appends: appends, at: node)
            return nil
        } catch {
            assignDynamic(name, error, appends: appends, at: node)
            return error
        }
    }

    private mutating func assignedValue(_ node: SyntaxNode) throws(Dynamic) -> Assigned {
        guard let array = node.first(.array) else {
            return .scalar(try assignmentText(node.first(.word)))
        }
        var elements: [(key: SyntaxNode?, appends: Bool, value: ByteString)] = []
        for child in array.children {
            switch child.kind {
            case .word:
                for field in try expandFields(child) { elements.append((nil, false, field)) }
            case .arrayElement:
                let value = try assignmentText(child.first(.word))
                elements.append((child.first(.subscript), child.first(.operator)?.text == "+=", value))
            case .unknown:
                throw dynamic(.unsupported(child.text), child)
            default:
                continue
            }
        }
        return .list(elements)
    }

    mutating func assign(
        _ written: ByteString, _ index: SyntaxNode?, _ assigned: Assigned, appends: Bool, at node: SyntaxNode
    ) throws(Dynamic) {
        let name = resolve(written)
        var variable = state.variables[name] ?? Variable(.scalar(""))
        if variable.isReadOnly { return }
        // Appending to what is unknown gives nothing known; so does setting one element of it.
        let old: Value? = appends || index != nil ? try lookUp(name, at: node) : nil
        if let doubt = state.doubt { throw doubt.reason }

        switch assigned {
        case .scalar(let text):
            if let index {
                variable.value = try setting(index, in: old, to: text, appends: appends, variable.attributes)
            } else if appends, let old, case .array(var elements) = old {
                elements[0] = (elements[0] ?? "") + text
                variable.value = .array(elements)
            } else if !appends, case .array(var elements)? = state.variables[name]?.value {
                // `x=y` on an array sets its element 0.
                elements[0] = text
                variable.value = .array(elements)
            } else if case .associative? = state.variables[name]?.value {
                throw dynamic(.unsupported(node.text), node)
            } else if case .dynamic(let reason)? = state.variables[name]?.value,
                variable.attributes.contains(.array)
            {
                throw reason
            } else if variable.attributes.contains(.integer) {
                let sum = appends ? (old?.text ?? "0") + "+(" + text + ")" : text
                variable.value = .scalar(ByteString(String(try arithmetic(sum, at: node))))
            } else {
                variable.value = .scalar(cased((appends ? old?.text ?? "" : "") + text, variable.attributes))
            }
        case .list(let elements):
            variable.value = try listing(elements, onto: old, current: variable.value, at: node)
        }
        note(&variable, appends: appends || index != nil, at: node)
        state.variables[name] = variable
        state.unset.remove(name)
    }

    /// Records that something unknown was assigned.
    mutating func assignDynamic(
        _ written: ByteString, _ reason: Dynamic, appends: Bool = false, at node: SyntaxNode
    ) {
        let name = resolve(written)
        var variable = state.variables[name] ?? Variable(.scalar(""))
        if variable.isReadOnly { return }
        variable.value = .dynamic(reason)
        if node.first(.array) != nil { variable.attributes.insert(.array) }
        note(&variable, appends: appends, at: node)
        state.variables[name] = variable
        state.unset.remove(name)
    }

    private func note(_ variable: inout Variable, appends: Bool, at node: SyntaxNode) {
        if appends {
            variable.appendedAt.append(place(of: node))
        } else {
            variable.assignedAt = place(of: node)
            variable.appendedAt = []
        }
    }

    private func cased(_ text: ByteString, _ attributes: Variable.Attributes) -> ByteString {
        if attributes.contains(.lowercase) { return text.asciiLowercased }
        return attributes.contains(.uppercase) ? text.asciiUppercased : text
    }

    /// `name[index]=text`
    private mutating func setting(
        _ index: SyntaxNode, in old: Value?, to text: ByteString, appends: Bool,
        _ attributes: Variable.Attributes
    ) throws(Dynamic) -> Value {
        guard !attributes.contains(.integer) else { throw dynamic(.unsupported(index.text), index) }
        switch old {
        case .associative(var elements):
            let key = try subscriptText(index)
            elements[key] = (appends ? elements[key] ?? "" : "") + text
            return .associative(elements)
        case .array(var elements):
            let key = try elementIndex(index, in: elements)
            elements[key] = (appends ? elements[key] ?? "" : "") + text
            return .array(elements)
        case .scalar(let first):
            var elements = [0: first]
            let key = try elementIndex(index, in: elements)
            elements[key] = (appends ? elements[key] ?? "" : "") + text
            return .array(elements)
        case nil:
            return .array([try elementIndex(index, in: [:]): text])
        case .dynamic(let reason):
            throw reason
        }
    }

    /// `name=(…)` and `name+=(…)`
    private mutating func listing(
        _ new: [(key: SyntaxNode?, appends: Bool, value: ByteString)], onto old: Value?, current: Value,
        at node: SyntaxNode
    ) throws(Dynamic) -> Value {
        if case .associative = current {
            var elements: [ByteString: ByteString] = [:]
            if case .associative(let kept)? = old { elements = kept }
            for element in new {
                // `(key value …)` without brackets came with bash 5.1 and pairs the words.
                guard let key = element.key else { throw dynamic(.unsupported(node.text), node) }
                let text = try subscriptText(key)
                elements[text] = (element.appends ? elements[text] ?? "" : "") + element.value
            }
            return .associative(elements)
        }
        var elements: [Int: ByteString] = [:]
        switch old {
        case .array(let kept)?: elements = kept
        case .scalar(let text)?: elements = [0: text]
        default: break
        }
        var next = (elements.keys.max() ?? -1) + 1
        for element in new {
            if let key = element.key { next = try elementIndex(key, in: elements) }
            elements[next] = (element.appends ? elements[next] ?? "" : "") + element.value
            next += 1
        }
        return .array(elements)
    }

    /// The number in `[…]`; negative ones count from the end.
    mutating func elementIndex(_ node: SyntaxNode, in elements: [Int: ByteString]) throws(Dynamic) -> Int {
        let index = try arithmetic(try subscriptText(node), at: node)
        if index >= 0 { return index }
        let fromEnd = (elements.keys.max() ?? -1) + 1 + index
        guard fromEnd >= 0 else { throw dynamic(.unsupported(node.text), node) }
        return fromEnd
    }
}
