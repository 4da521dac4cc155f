internal import ByteStrings

/// One search path on the disk as it is, and the part of the include graph that was seen through it.
///
/// Commands with the same path and working directory share it, so the second source of a directory finds the
/// graph of its headers complete: what is left to do is to compare times.
struct SearchContext {
    typealias NodeID = Int32

    /// A file by its spelling, and what it includes.
    struct Node {
        var file: SpelledPaths.FileID
        /// What `edges` were made from; -1 before.
        var content: Int32 = -1
        /// The tree's stamp when they were made.
        var stamp: Int32 = -1
        var visitedBy: Int32 = 0
        var isPresenceOnly = false
        var edges: [Edge] = []
        /// An index into `watchLists`.
        var watched: Int32 = 0
        var unsure: Unsure?
    }

    /// Entries that several searches have looked at; most files of a path share a few lists.
    struct WatchList {
        var entries: [FileTree.EntryID]
        var checkedBy: Int32 = -1
        /// The highest of their versions when they were checked.
        var version: Int32 = 0
    }

    struct Edge {
        var node: NodeID
        /// Whether the file is only looked at, not included.
        var isLeaf: Bool
    }

    var workingDirectory: SpelledPaths.DirectoryID
    /// Existing directories in order, duplicates dropped as the compiler drops them.
    var quote: [SpelledPaths.DirectoryID] = []
    var bracket: [SpelledPaths.DirectoryID] = []
    var embed: [SpelledPaths.DirectoryID] = []
    /// Every directory that was named, and where it led to.
    var named: [(directory: SpelledPaths.DirectoryID, entry: FileTree.EntryID?)] = []
    var nodes: [Node] = []
    var nodeIDs: [SpelledPaths.FileID: NodeID] = [:]
    var lastUsed: Int32 = 0
    /// Where the headers of computed includes were found, by node, directive and answer.
    var computed: [ComputedKey: ComputedEdges] = [:]

    struct ComputedKey: Hashable {
        var node: NodeID
        var directive: Int
        var headers: [Int32]
    }

    struct ComputedEdges {
        var stamp: Int32
        var edges: [Edge]
        var watched: Int32
    }

    var watchLists: [WatchList] = []
    private var watchListIDs: [[FileTree.EntryID]: Int32] = [:]

    mutating func watchList(of trail: Trail) -> Int32 {
        let entries = Set(trail.watched).sorted()
        if let id = watchListIDs[entries] { return id }
        let id = Int32(watchLists.count)
        watchLists.append(WatchList(entries: entries))
        watchListIDs[entries] = id
        return id
    }

    /// Whether nothing that was looked at has changed since the tree had this stamp.
    mutating func isUnchanged(
        _ list: Int32, since stamp: Int32, _ tree: inout FileTree, _ reader: some FileReader
    ) -> Bool {
        let index = Int(list)
        if watchLists[index].checkedBy != tree.job {
            var version: Int32 = 0
            for entry in watchLists[index].entries {
                tree.check(entry, reader)
                version = max(version, tree.entries[Int(entry)].version)
            }
            watchLists[index].version = version
            watchLists[index].checkedBy = tree.job
        }
        return watchLists[index].version <= stamp
    }

    mutating func node(of file: SpelledPaths.FileID) -> NodeID {
        if let id = nodeIDs[file] { return id }
        let id = NodeID(nodes.count)
        nodes.append(Node(file: file))
        nodeIDs[file] = id
        return id
    }
}

extension SearchContext {
    /// Looks the directories of a path up.
    ///
    /// gcc (incpath.cc, `merge_include_chains`): system and after are one chain; a directory counts once, by device
    /// and inode; one of `-I` that is also in the system chain is dropped there, and one of `-iquote` that is in
    /// the system chain likewise. clang keeps the latter (InitHeaderSearch.cpp, `RemoveDuplicates`).
    init(
        _ path: SearchPath, _ paths: inout SpelledPaths, _ tree: inout FileTree, _ reader: some FileReader
    ) throws(Unsure) {
        workingDirectory = paths.directory(path.workingDirectory, from: SpelledPaths.root, &tree)
        var known: [SpelledPaths.DirectoryID: FileTree.EntryID?] = [:]
        func existing(_ words: [ByteString]) throws(Unsure) -> [SpelledPaths.DirectoryID] {
            var found: [SpelledPaths.DirectoryID] = []
            for word in words {
                let directory = paths.directory(word, from: workingDirectory, &tree)
                let entry = try paths.entry(of: directory, &tree, reader)
                if known.updateValue(entry, forKey: directory) == nil { named.append((directory, entry)) }
                if entry != nil { found.append(directory) }
            }
            return found
        }
        func identity(_ directory: SpelledPaths.DirectoryID) -> Identity {
            let status = paths.directories[Int(directory)].entry.flatMap { tree.entries[Int($0)].status }
            return Identity(device: status?.device ?? 0, inode: status?.inode ?? 0)
        }
        func unique(
            _ directories: [SpelledPaths.DirectoryID], without others: Set<Identity>
        ) -> [SpelledPaths.DirectoryID] {
            var seen = others
            return directories.filter { seen.insert(identity($0)).inserted }
        }
        _ = try existing(["."])
        let system = unique(try existing(path.system + path.after), without: [])
        let systemIdentities = Set(system.map(identity))
        bracket = unique(try existing(path.bracket), without: systemIdentities) + system
        quote = unique(try existing(path.quote), without: path.isClang ? [] : systemIdentities)
        embed = try existing(path.embed)
    }

    private struct Identity: Hashable {
        var device: UInt64
        var inode: UInt64
    }

    /// Whether every directory still leads where it did.
    func isValid(
        _ paths: inout SpelledPaths, _ tree: inout FileTree, _ reader: some FileReader
    ) throws(Unsure) -> Bool {
        for (directory, entry) in named where try paths.entry(of: directory, &tree, reader) != entry {
            return false
        }
        return true
    }
}
