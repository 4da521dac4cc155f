internal import ByteStrings

extension IncludeCache {
    /// Existing files that one directive may mean.
    static let alternativeLimit = 100

    /// Enters what the computed includes of the walk may mean.
    ///
    /// - Returns: whether anything new was entered: then its files may define more.
    mutating func expandComputed(
        _ walk: inout ClosureWalk, _ context: inout SearchContext, _ reader: some FileReader
    ) throws(Unsure) -> Bool {
        guard !walk.computed.isEmpty else { return false }
        let before = walk.order.count
        // Good for this round: the files that it adds may define more.
        var round = ComputedRound(own: commandDefinitions(walk.plan))
        for node in walk.computed {
            let content = context.nodes[Int(node)].content
            let file = context.nodes[Int(node)].file
            for index in store.contents[Int(content)].computed.indices {
                let computed = store.contents[Int(content)].computed[index]
                // The file itself.
                if computed.text == "__FILE__" { continue }
                switch try headers(computed.text, content, index, &round, reader) {
                case .failure(var unsure):
                    unsure.file = tree.entries[Int(paths.files[Int(file)].entry)].path.byteString
                    unsure.line = Int(computed.reference.line)
                    throw unsure
                case .success(let headers):
                    let key = SearchContext.ComputedKey(
                        node: node, directive: index,
                        headers: headers.map { $0.name * 2 + ($0.isAngled ? 1 : 0) })
                    for edge in try edges(headers, computed.reference, from: file, key, &context, reader) {
                        try enter(edge.node, isLeaf: edge.isLeaf, &walk, &context, reader)
                    }
                }
            }
        }
        return walk.order.count > before
    }

    /// Definitions that were looked up in one round.
    struct ComputedRound {
        /// Those of the command line.
        let own: [ByteString: [Int32]]
        var known: [ByteString: [Int32]] = [:]
    }

    private mutating func edges(
        _ headers: [ComputedIncludes.Header], _ reference: ContentStore.Reference,
        from file: SpelledPaths.FileID,
        _ key: SearchContext.ComputedKey, _ context: inout SearchContext, _ reader: some FileReader
    ) throws(Unsure) -> [SearchContext.Edge] {
        if let known = context.computed[key],
            context.isUnchanged(known.watched, since: known.stamp, &tree, reader),
            allExist(known.edges, context, reader)
        {
            return known.edges
        }
        let directory = paths.files[Int(file)].directory
        var trail = Trail()
        var edges: [SearchContext.Edge] = []
        for header in headers {
            let found =
                reference.purpose == .embed
                ? try findAll(
                    header.name, in: [directory, context.workingDirectory] + context.embed + context.bracket,
                    &trail,
                    reader)
                : try find(
                    header.name, header.isAngled ? .angle : .quote, isNext: reference.isNext, from: directory,
                    context, &trail, reader)
            for file in found {
                edges.append(.init(node: context.node(of: file), isLeaf: reference.purpose != .include))
            }
        }
        // Each of them would travel with each unit; preprocessing here is cheaper then.
        guard edges.count <= Self.alternativeLimit else { throw Unsure(.computedAlternatives) }
        context.computed[key] = .init(stamp: tree.stamp, edges: edges, watched: context.watchList(of: trail))
        return edges
    }

    private mutating func headers(
        _ text: ByteString, _ content: Int32, _ index: Int, _ round: inout ComputedRound,
        _ reader: some FileReader
    ) throws(Unsure) -> Result<[ComputedIncludes.Header], Unsure> {
        for answer in expansions.answers(content, index) {
            var matches = true
            for (name, definitions) in answer.consulted where matches {
                try lookUp(name, &round, reader)
                matches = round.known[name] == definitions
            }
            if matches { return answer.headers }
        }
        while true {
            let known = round.known.mapValues { $0.map { expansions.definitions[Int($0)] } }
            var expander = MacroExpander(known: known)
            let result: Result<[ComputedIncludes.Header], Unsure>
            do throws(Unsure) {
                let headers = try expander.headers(text)
                guard expander.wanted.isEmpty, let headers else {
                    for name in expander.wanted { try lookUp(name, &round, reader) }
                    continue
                }
                var numbered: [ComputedIncludes.Header] = []
                for header in headers {
                    numbered.append(
                        .init(isAngled: header.isAngled, name: store.names.intern(header.name, &tree)))
                }
                result = .success(numbered)
            } catch {
                guard error.code == .computedInclude || error.code == .computedAlternatives else {
                    throw error
                }
                result = .failure(error)
            }
            let consulted = expander.consulted.map { (name: $0, definitions: round.known[$0] ?? []) }
            expansions.keep(.init(consulted: consulted, headers: result), content, index)
            return result
        }
    }

    private mutating func lookUp(
        _ name: ByteString, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) {
        guard round.known[name] == nil else { return }
        let found = try expansions.definitions(of: name, store, tree, reader)
        let own = round.own[name] ?? []
        round.known[name] = own.isEmpty ? found : Set(found + own).sorted()
    }

    /// `-D NAME=text`: `-DNAME` is 1.
    private mutating func commandDefinitions(_ plan: ClosurePlan) -> [ByteString: [Int32]] {
        var found: [ByteString: [Int32]] = [:]
        for text in plan.definitions {
            var bytes = text.bytes
            if let equals = bytes.firstIndex(of: UInt8(ascii: "=")) {
                bytes[equals] = 0x20
            } else {
                bytes += Array(" 1".utf8)
            }
            if let (name, definition) = MacroTokenizer.definition(bytes) {
                found[name, default: []].append(expansions.number(of: definition))
            }
        }
        return found
    }
}
