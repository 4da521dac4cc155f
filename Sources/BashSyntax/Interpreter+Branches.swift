import ByteStrings

/// Following more than one way and keeping what they agree on.
extension Interpreter {
    /// Runs each alternative from the current state; afterwards a variable is known only if all of them that go on
    /// give it the same value.
    mutating func branch(
        because reason: Dynamic, _ alternatives: [(inout Interpreter) -> Flow]
    ) -> Flow {
        let start = state
        var merged: State?
        var flows: [Flow] = []
        for alternative in alternatives {
            state = start
            let flow = alternative(&self)
            // A way that ends the shell leaves nothing behind to agree with.
            if flow == .exit { continue }
            flows.append(flow)
            merged = merged.map { Interpreter.merge($0, state, because: reason) } ?? state
        }
        guard var merged, let first = flows.first else {
            state = start
            return .exit
        }
        defer { state = merged }
        if flows.allSatisfy({ $0 == first }) { return first }
        let leavesFunction = flows.contains(.return)
        if merged.doubt == nil || leavesFunction {
            merged.doubt = Doubt(reason: reason, isInLoop: !leavesFunction)
        }
        return .normal
    }

    /// Runs the body of a loop that turns an unknown number of times, until nothing more becomes unknown.
    mutating func repeatUnknown(because reason: Dynamic, _ body: @escaping (inout Interpreter) -> Flow) {
        for _ in 0..<8 {
            let before = state
            var flow = Flow.normal
            _ = branch(
                because: reason,
                [
                    { _ in .normal },
                    { interpreter in
                        flow = body(&interpreter)
                        return flow == .return || flow == .exit ? flow : .normal
                    },
                ])
            if state.variables.mapValues(\.value) == before.variables.mapValues(\.value) { break }
        }
        state.status = .unknown(reason)
    }

    private static func merge(_ left: State, _ right: State, because reason: Dynamic) -> State {
        var merged = left
        for name in Set(left.variables.keys).union(right.variables.keys) {
            let one = left.variables[name]
            let other = right.variables[name]
            guard one?.value != other?.value else { continue }
            guard var kept = other ?? one else { continue }
            kept.value = .dynamic(one?.value.dynamic ?? other?.value.dynamic ?? reason)
            kept.attributes.formUnion(one?.attributes ?? [])
            if one?.value.isArray == true || other?.value.isArray == true { kept.attributes.insert(.array) }
            merged.variables[name] = kept
        }
        merged.unset.formIntersection(right.unset)
        for name in left.unset.symmetricDifference(right.unset) where merged.variables[name] == nil {
            merged.variables[name] = Variable(.dynamic(reason))
        }
        for (name, function) in right.functions where left.functions[name]?.place != function.place {
            merged.functions[name] = function
            merged.functions[name]?.isConditional = true
        }
        for name in left.functions.keys where right.functions[name] == nil {
            merged.functions[name]?.isConditional = true
        }
        if merged.taint == nil { merged.taint = right.taint }
        if merged.doubt == nil { merged.doubt = right.doubt }
        for (depth, frame) in right.frames.enumerated() where depth < merged.frames.count {
            merged.frames[depth].merge(frame) { kept, _ in kept }
        }
        merged.dropsPatterns = left.dropsPatterns || right.dropsPatterns
        if left.extendedPatterns != right.extendedPatterns, merged.doubt == nil {
            merged.doubt = Doubt(reason: reason, isInLoop: false)
        }
        if left.status != right.status { merged.status = .unknown(reason) }
        return merged
    }
}

extension Value {
    var isArray: Bool {
        if case .array = self { true } else { false }
    }
}
