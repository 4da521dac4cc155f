internal import ByteStrings

extension IncludeCache {
    /// The answer: files, and what has to exist around them.
    mutating func assemble(_ walk: ClosureWalk, _ context: SearchContext) -> IncludeClosure {
        var files: [ClosureFile] = []
        files.reserveCapacity(walk.order.count)
        var links: [FileTree.EntryID] = []
        var left: [FileTree.EntryID] = []
        var places: [Int32: Int] = [:]
        places.reserveCapacity(walk.order.count)
        var spelled = Set<SpelledPaths.DirectoryID>()
        for node in walk.order {
            let file = Int(context.nodes[Int(node)].file)
            let entry = paths.files[file].entry
            if !paths.files[file].links.isEmpty {
                links += paths.files[file].links
                left += paths.files[file].left
            }
            spelled.insert(paths.files[file].directory)
            let isPresenceOnly = context.nodes[Int(node)].isPresenceOnly
            if let known = places[entry] {
                if !isPresenceOnly { files[known].isPresenceOnly = false }
                continue
            }
            guard let status = tree.entries[Int(entry)].status else { continue }
            places[entry] = files.count
            let content = tree.entries[Int(entry)].content
            files.append(
                ClosureFile(
                    location: tree.entries[Int(entry)].path, status: status, content: Int(content),
                    isPresenceOnly: isPresenceOnly))
        }
        for (directory, entry) in context.named where entry != nil { spelled.insert(directory) }
        let directories = directories(spelled, and: left, without: places.keys, &links)
        return IncludeClosure(
            files: files, directories: directories, links: closureLinks(links),
            mentions: walk.mentions)
    }

    /// Directories on the way that hold none of the files.
    private func directories(
        _ spelled: Set<SpelledPaths.DirectoryID>, and left: [FileTree.EntryID],
        without files: some Sequence<FileTree.EntryID>, _ links: inout [FileTree.EntryID]
    ) -> [ByteString] {
        var implied = Set<FileTree.EntryID>()
        func imply(_ entry: FileTree.EntryID) {
            var entry = tree.entries[Int(entry)].parent
            while implied.insert(entry).inserted, entry != FileTree.root {
                entry = tree.entries[Int(entry)].parent
            }
        }
        for file in files { imply(file) }
        var seen = Set<SpelledPaths.DirectoryID>()
        var wanted = Set(left)
        for start in spelled {
            var id = start
            while id != SpelledPaths.root, seen.insert(id).inserted {
                links += paths.directories[Int(id)].trail.links
                wanted.formUnion(paths.directories[Int(id)].trail.left)
                if let entry = paths.directories[Int(id)].entry { wanted.insert(entry) }
                id = paths.directories[Int(id)].parent
            }
        }
        for link in links { wanted.insert(tree.entries[Int(link)].parent) }
        // The deepest ones are enough.
        for entry in wanted { imply(entry) }
        return wanted.subtracting(implied).map { tree.entries[Int($0)].path.byteString }.sorted()
    }

    private func closureLinks(_ links: [FileTree.EntryID]) -> [ClosureLink] {
        var seen = Set<FileTree.EntryID>()
        return links.filter { seen.insert($0).inserted }.compactMap { link in
            tree.entries[Int(link)].target.map {
                ClosureLink(path: tree.entries[Int(link)].path.byteString, target: $0)
            }
        }
    }
}
