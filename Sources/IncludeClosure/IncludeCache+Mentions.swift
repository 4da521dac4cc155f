internal import ByteStrings

extension IncludeCache {
    /// The first file that names each of the macros whose value depends on time, place or order, where a compiler that
    /// is gcc or clang may read it.
    mutating func mentions(
        _ walk: ClosureWalk, _ context: SearchContext, _ reader: some FileReader
    ) throws(Unsure) -> [MacroMention] {
        var found: [MacroMention] = []
        // Most closures have none: the round is begun when it is needed.
        var begun: ComputedRound?
        for node in walk.order where !context.nodes[Int(node)].isPresenceOnly {
            let entry = paths.files[Int(context.nodes[Int(node)].file)].entry
            let content = tree.entries[Int(entry)].content
            for mention in store.contents[Int(content)].mentions
            where !found.contains(where: { $0.macro == mention.macro }) {
                var round = begun ?? newRound(walk.plan)
                if try mayHold(content, Int(mention.offset), &round, reader) {
                    found.append(
                        MacroMention(macro: mention.macro, file: tree.entries[Int(entry)].path.byteString))
                }
                begun = round
            }
        }
        if let begun { expansions.end(begun, store, tree) }
        for macro in PlaceMacro.allCases where !found.contains(where: { $0.macro == macro }) {
            if walk.plan.definitions.contains(where: { $0.contains(macro.name) }) {
                found.append(MacroMention(macro: macro, file: ""))
            }
        }
        return found
    }
}
