internal import ByteStrings

extension IncludeCache {
    /// Existing files that one directive may mean.
    static let alternativeLimit = 400

    /// Enters what the computed includes of the walk may mean.
    ///
    /// - Returns: whether anything new was entered: then its files may define more.
    mutating func expandComputed(
        _ walk: inout ClosureWalk, _ context: inout SearchContext, _ reader: some FileReader
    ) throws(Unsure) -> Bool {
        guard !walk.computed.isEmpty else { return false }
        let before = walk.order.count
        // Good for this round: the files that it adds may define more.
        var round = newRound(walk.plan)
        for node in walk.computed {
            let content = context.nodes[Int(node)].content
            let file = context.nodes[Int(node)].file
            for index in store.contents[Int(content)].computed.indices {
                let computed = store.contents[Int(content)].computed[index]
                // The file itself.
                if computed.text == "__FILE__" { continue }
                switch try headers(computed.text, &round, reader) {
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
        expansions.end(round, store, tree)
        return walk.order.count > before
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
        _ text: ByteString, _ round: inout ComputedRound, _ reader: some FileReader
    ) throws(Unsure) -> ComputedIncludes.Headers {
        if let known = round.headers[text] { return known }
        if let before = try remembered(expansions.answers(to: text), &round, reader) {
            round.headers[text] = before
            return before
        }
        let (found, consulted) = try expanding(.includes, &round, reader) {
            expander throws(Unsure) in try expander.headers(text)
        }
        let result: ComputedIncludes.Headers
        switch found {
        case .success(let headers):
            result = .success(
                headers.map { .init(isAngled: $0.isAngled, name: store.names.intern($0.name, &tree)) })
        case .failure(let unsure):
            guard unsure.code == .computedInclude || unsure.code == .computedAlternatives else {
                throw unsure
            }
            result = .failure(unsure)
        }
        expansions.keep(.init(consulted: consulted, value: result), to: text)
        round.headers[text] = result
        return result
    }

    /// A round with what the command line defines.
    mutating func newRound(_ plan: ClosurePlan) -> ComputedRound {
        let round = ComputedRound(own: commandDefinitions(plan), rulesOut: !plan.mayPretend)
        return expansions.begin(round, store, tree)
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
