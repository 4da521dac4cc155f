internal import ByteStrings
internal import CompilerCommand

/// Finds the files that translation units can read, and remembers what it saw of the disk.
///
/// One value serves all jobs of a build. It belongs to one thread at a time: the caller keeps it in a lock or an
/// actor, and a call with a warm cache takes well under a millisecond (`docs/include-closure.md`).
///
/// What is known of a file is valid while its lstat says the same, of a search while the searched directories do,
/// so a call asks for the status of each file of the closure and of each searched directory once, and reads and
/// lists only what has changed.
///
/// Jobs of different roots get right answers from one value, but each undoes what the other has cached: a root of its
/// own is worth a cache of its own.
public struct IncludeCache: Sendable {
    var tree = FileTree()
    var paths = SpelledPaths()
    var store = ContentStore()
    var expansions = ComputedIncludes()
    private var contexts: [SearchPath: SearchContext] = [:]
    private var nodeCount = 0

    /// Nodes over all search paths beyond which those that were not used lately are forgotten: 100 MB.
    static let nodeLimit = 400_000
    /// Files of one closure.
    static let fileLimit = 50_000

    public init() {}

    /// The closure of one translation unit, or the reason why it is not certain.
    public mutating func closure(of request: ClosureRequest, reader: some FileReader) -> ClosureAnswer {
        do throws(Unsure) {
            let plan = try ClosurePlan(request)
            tree.beginJob(now: request.now)
            // Taken out while it changes, so that nothing is copied.
            var context = contexts.removeValue(forKey: plan.path)
            if let old = context, try !old.isValid(&paths, &tree, reader) { context = nil }
            var current: SearchContext
            if let context {
                current = context
            } else {
                current = try SearchContext(plan.path, &paths, &tree, reader)
            }
            context = nil
            let before = current.nodes.count
            current.lastUsed = tree.job
            var walk = ClosureWalk(plan)
            do throws(Unsure) {
                try run(&walk, &current, reader)
            } catch {
                keep(current, plan.path, grownFrom: before)
                throw error
            }
            let closure = assemble(walk, current)
            keep(current, plan.path, grownFrom: before)
            return .known(closure)
        } catch {
            return .unsure(error)
        }
    }

    private mutating func keep(_ context: consuming SearchContext, _ path: SearchPath, grownFrom before: Int)
    {
        nodeCount += context.nodes.count - before
        contexts[path] = context
        guard nodeCount > Self.nodeLimit else { return }
        let threshold = contexts.values.map(\.lastUsed).sorted()[contexts.count / 2]
        contexts = contexts.filter { $0.value.lastUsed > threshold }
        nodeCount = contexts.values.reduce(0) { $0 + $1.nodes.count }
    }
}

/// The state of one walk over the graph.
struct ClosureWalk {
    let plan: ClosurePlan
    /// Visited nodes in order.
    var order: [SearchContext.NodeID] = []
    var next = 0
    var sourceNode: SearchContext.NodeID = 0
    /// Nodes with computed includes.
    var computed: [SearchContext.NodeID] = []
    var wrappers: Set<UInt32> = []
    var mentions: [MacroMention] = []

    init(_ plan: ClosurePlan) {
        self.plan = plan
    }
}

extension IncludeCache {
    private mutating func run(
        _ walk: inout ClosureWalk, _ context: inout SearchContext, _ reader: some FileReader
    ) throws(Unsure) {
        for word in walk.plan.path.missing {
            let directory = paths.directory(word, from: context.workingDirectory, &tree)
            if try paths.entry(of: directory, &tree, reader) != nil {
                throw Unsure(.builtinDirectories, detail: word)
            }
        }
        let source = walk.plan.source
        let place = paths.directory(source.directoryPath, from: context.workingDirectory, &tree)
        var trail = Trail()
        guard
            let file = try paths.file(tree.intern(source.lastPathComponent), in: place, &trail, &tree, reader)
        else { throw Unsure(.unreadableFile, detail: source) }
        walk.sourceNode = context.node(of: file)
        try enter(walk.sourceNode, isLeaf: false, &walk, &context, reader)
        try refusePrecompiled(includedBy: walk.sourceNode, &context, reader)
        for word in walk.plan.commandIncludes {
            try enter(commandInclude: word, &walk, &context, reader)
        }
        // gcc reads <stdc-predef.h> before everything else where it exists.
        for file in try find(
            store.names.intern("stdc-predef.h", &tree), .angle, isNext: false, from: place, context, &trail,
            reader)
        {
            try enter(context.node(of: file), isLeaf: false, &walk, &context, reader)
        }
        for path in walk.plan.furtherFiles {
            let name = store.names.intern(path, &tree)
            guard let file = try findAll(name, in: [], &trail, reader).first else {
                throw Unsure(.changing, detail: path)
            }
            try enter(context.node(of: file), isLeaf: true, &walk, &context, reader)
        }
        repeat {
            while walk.next < walk.order.count {
                let node = walk.order[walk.next]
                walk.next += 1
                try follow(node, &walk, &context, reader)
            }
        } while try expandComputed(&walk, &context, reader)
        try refuseWrappedHasInclude(walk, context)
        walk.mentions = try mentions(walk, context, reader)
    }

    /// Adds a node to the walk, unless it is there; its file is compared with the disk.
    mutating func enter(
        _ id: SearchContext.NodeID, isLeaf: Bool, _ walk: inout ClosureWalk, _ context: inout SearchContext,
        _ reader: some FileReader
    ) throws(Unsure) {
        let index = Int(id)
        if context.nodes[index].visitedBy == tree.job {
            guard context.nodes[index].isPresenceOnly, !isLeaf else { return }
            context.nodes[index].isPresenceOnly = false
            // Its own edges are still to be followed.
            walk.order.append(id)
            return
        }
        context.nodes[index].visitedBy = tree.job
        context.nodes[index].isPresenceOnly = isLeaf
        walk.order.append(id)
        guard walk.order.count <= Self.fileLimit else { throw Unsure(.tooManyFiles) }
    }

    /// Enters what a node includes, finding it anew if anything has changed.
    private mutating func follow(
        _ id: SearchContext.NodeID, _ walk: inout ClosureWalk, _ context: inout SearchContext,
        _ reader: some FileReader
    ) throws(Unsure) {
        let index = Int(id)
        let entry = paths.files[Int(context.nodes[index].file)].entry
        let content = try store.content(of: entry, &tree, reader)
        if context.nodes[index].isPresenceOnly { return }
        let isFresh =
            context.nodes[index].content == content
            && context.isUnchanged(
                context.nodes[index].watched, since: context.nodes[index].stamp, &tree, reader)
        if !isFresh { try connect(id, content, &context, reader) }
        var edges = context.nodes[index].edges
        if isFresh, !allExist(edges, context, reader) {
            try connect(id, content, &context, reader)
            edges = context.nodes[index].edges
        }
        guard allExist(edges, context, reader) else {
            throw Unsure(.changing, detail: tree.entries[Int(entry)].path.byteString)
        }
        if let unsure = context.nodes[index].unsure,
            unsure.code != .assemblerFile || walk.plan.furtherFiles.isEmpty
        {
            throw unsure
        }
        if store.contents[Int(content)].hasTrigraphs, walk.plan.hasTrigraphs {
            throw Unsure(.trigraphs, file: tree.entries[Int(entry)].path.byteString)
        }
        if store.contents[Int(content)].moduleLine > 0, walk.plan.language != .c,
            walk.plan.language != .assembler
        {
            throw Unsure(
                .modules, file: tree.entries[Int(entry)].path.byteString,
                line: Int(store.contents[Int(content)].moduleLine))
        }
        if !store.contents[Int(content)].computed.isEmpty { walk.computed.append(id) }
        if !store.contents[Int(content)].wrappers.isEmpty {
            walk.wrappers.formUnion(store.contents[Int(content)].wrappers)
        }
        for edge in edges { try enter(edge.node, isLeaf: edge.isLeaf, &walk, &context, reader) }
    }

    mutating func allExist(
        _ edges: [SearchContext.Edge], _ context: SearchContext, _ reader: some FileReader
    ) -> Bool {
        // What was entered already was there.
        for edge in edges where context.nodes[Int(edge.node)].visitedBy != tree.job {
            let entry = paths.files[Int(context.nodes[Int(edge.node)].file)].entry
            if tree.check(entry, reader) != .file { return false }
        }
        return true
    }

    /// Finds everything that a file includes.
    private mutating func connect(
        _ id: SearchContext.NodeID, _ content: Int32, _ context: inout SearchContext,
        _ reader: some FileReader
    ) throws(Unsure) {
        let file = context.nodes[Int(id)].file
        let directory = paths.files[Int(file)].directory
        var trail = Trail()
        var edges: [SearchContext.Edge] = []
        var unsure = store.contents[Int(content)].unsure
        unsure?.file = tree.entries[Int(paths.files[Int(file)].entry)].path.byteString
        for reference in store.contents[Int(content)].references {
            let found: [SpelledPaths.FileID]
            switch reference.purpose {
            case .include, .presence:
                found = try find(
                    reference.name, reference.form, isNext: reference.isNext, from: directory, context,
                    &trail, reader)
            case .embed:
                found = try findAll(
                    reference.name,
                    in: [directory, context.workingDirectory] + context.embed + context.bracket, &trail,
                    reader)
            case .assembler:
                found = try findAll(
                    reference.name, in: [context.workingDirectory, directory] + context.bracket, &trail,
                    reader)
                if found.isEmpty {
                    unsure = Unsure(
                        .assemblerFile, file: tree.entries[Int(paths.files[Int(file)].entry)].path.byteString,
                        line: Int(reference.line))
                }
            }
            for file in found {
                let isLeaf = reference.purpose == .presence || reference.purpose == .embed
                edges.append(.init(node: context.node(of: file), isLeaf: isLeaf))
            }
        }
        context.nodes[Int(id)].content = content
        context.nodes[Int(id)].edges = edges
        context.nodes[Int(id)].watched = context.watchList(of: trail)
        context.nodes[Int(id)].unsure = unsure
        context.nodes[Int(id)].stamp = tree.stamp
    }
}
