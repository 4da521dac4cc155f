internal import ByteStrings

extension IncludeCache {
    /// The files that an `#include` can mean: one as a rule.
    ///
    /// For `#include_next` every match counts: which of them is next depends on how the including file was found,
    /// and mostly all are in the closure anyway.
    mutating func find(
        _ name: Int32, _ form: SourceScan.Reference.Form, isNext: Bool,
        from directory: SpelledPaths.DirectoryID,
        _ context: SearchContext, _ trail: inout Trail, _ reader: some FileReader
    ) throws(Unsure) -> [SpelledPaths.FileID] {
        if store.names[name].isAbsolute {
            return try look(for: name, in: SpelledPaths.root, &trail, reader).map { [$0] } ?? []
        }
        if isNext {
            return try findAll(name, in: [directory] + context.quote + context.bracket, &trail, reader)
        }
        if form == .quote {
            if let file = try look(for: name, in: directory, &trail, reader) { return [file] }
            for directory in context.quote {
                if let file = try look(for: name, in: directory, &trail, reader) { return [file] }
            }
        }
        for directory in context.bracket {
            if let file = try look(for: name, in: directory, &trail, reader) { return [file] }
        }
        return []
    }

    mutating func findAll(
        _ name: Int32, in directories: [SpelledPaths.DirectoryID], _ trail: inout Trail,
        _ reader: some FileReader
    ) throws(Unsure) -> [SpelledPaths.FileID] {
        let isAbsolute = store.names[name].isAbsolute
        var found: [SpelledPaths.FileID] = []
        for directory in isAbsolute ? [SpelledPaths.root] : directories {
            if let file = try look(for: name, in: directory, &trail, reader), !found.contains(file) {
                found.append(file)
            }
        }
        return found
    }

    /// A name in one directory.
    private mutating func look(
        for name: Int32, in directory: SpelledPaths.DirectoryID, _ trail: inout Trail,
        _ reader: some FileReader
    ) throws(Unsure) -> SpelledPaths.FileID? {
        let place = try place(of: name, in: directory)
        return try paths.file(store.names[name].last, in: place, &trail, &tree, reader)
    }

    private mutating func place(
        of name: Int32, in directory: SpelledPaths.DirectoryID
    ) throws(Unsure) -> SpelledPaths.DirectoryID {
        var place = directory
        let isAbsolute = store.names[name].isAbsolute
        for index in store.names[name].directories.indices {
            place = paths.directory(store.names[name].directories[index], in: place, isListed: !isAbsolute)
        }
        return place
    }

    /// `-include` and `-imacros`: beside the working directory first, whatever the source's.
    mutating func enter(
        commandInclude word: ByteString, _ walk: inout ClosureWalk, _ context: inout SearchContext,
        _ reader: some FileReader
    ) throws(Unsure) {
        let name = store.names.intern(word, &tree)
        try refusePrecompiled(name, .quote, from: context.workingDirectory, context, reader)
        var trail = Trail()
        let found = try find(
            name, .quote, isNext: false, from: context.workingDirectory, context, &trail, reader)
        for file in found {
            try enter(context.node(of: file), isLeaf: false, &walk, &context, reader)
        }
    }

    /// gcc takes `x.h.gch`, a file or a directory of them, in place of an `x.h` that is the first to be included.
    mutating func refusePrecompiled(
        includedBy node: SearchContext.NodeID, _ context: inout SearchContext, _ reader: some FileReader
    ) throws(Unsure) {
        let file = context.nodes[Int(node)].file
        let content = try store.content(of: paths.files[Int(file)].entry, &tree, reader)
        for reference in store.contents[Int(content)].references where reference.purpose == .include {
            try refusePrecompiled(
                reference.name, reference.form, from: paths.files[Int(file)].directory, context, reader)
        }
    }

    private mutating func refusePrecompiled(
        _ name: Int32, _ form: SourceScan.Reference.Form, from directory: SpelledPaths.DirectoryID,
        _ context: SearchContext, _ reader: some FileReader
    ) throws(Unsure) {
        let precompiled = store.names.precompiled(name, &tree)
        let isAbsolute = store.names[name].isAbsolute
        let directories =
            isAbsolute
            ? [SpelledPaths.root] : (form == .quote ? [directory] + context.quote : []) + context.bracket
        var trail = Trail()
        for directory in directories {
            let place = try place(of: name, in: directory)
            guard let entry = try paths.entry(of: place, &tree, reader) else { continue }
            for candidate in precompiled where try tree.holds(entry, candidate, reader) {
                throw Unsure(
                    .precompiledHeader,
                    detail: tree.entries[Int(entry)].path.appending(tree.names[Int(candidate)].bytes)
                        .byteString)
            }
            if try paths.file(store.names[name].last, in: place, &trail, &tree, reader) != nil { return }
        }
    }

    /// A macro around `__has_include` that is called with something other than a literal.
    func refuseWrappedHasInclude(_ walk: ClosureWalk, _ context: SearchContext) throws(Unsure) {
        guard !walk.wrappers.isEmpty else { return }
        for node in walk.order {
            let content = context.nodes[Int(node)].content
            guard content >= 0 else { continue }
            for call in store.contents[Int(content)].conditionCalls where walk.wrappers.contains(call) {
                let entry = paths.files[Int(context.nodes[Int(node)].file)].entry
                throw Unsure(.computedHasInclude, file: tree.entries[Int(entry)].path.byteString)
            }
        }
    }
}
