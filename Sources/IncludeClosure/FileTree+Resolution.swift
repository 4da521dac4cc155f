internal import ByteStrings

/// What was looked at while a path was resolved.
struct Trail {
    /// Entries whose change could make the path lead elsewhere.
    var watched: [FileTree.EntryID] = []
    /// Links that were followed.
    var links: [FileTree.EntryID] = []
    /// Directories that were left again by `..`.
    var left: [FileTree.EntryID] = []
}

extension FileTree {
    /// Where links lead to, from a name in a directory. The outcome is no link: a file, a directory or a missing
    /// name.
    ///
    /// - Parameter isListed: look into listings, so that a missing name costs no system call. Off for the ancestors
    ///   of searched directories, which may be large, or closed to this user.
    /// - Throws: `Unsure` `.unreadableDirectory`.
    mutating func resolve(
        _ name: NameID, in directory: EntryID, isListed: Bool, depth: Int = 0, _ trail: inout Trail,
        _ reader: some FileReader
    ) throws(Unsure) -> EntryID? {
        let bytes = names[Int(name)].bytes.bytes
        if bytes.isEmpty || bytes == [0x2E] { return directory }
        if bytes == [0x2E, 0x2E] { return entries[Int(directory)].parent }
        // A directory that is replaced by another, or by none, leads elsewhere.
        guard check(directory, reader) == .directory else {
            trail.watched.append(directory)
            return nil
        }
        if isListed, try !holds(directory, name, reader) {
            trail.watched.append(directory)
            return nil
        }
        let id = entry(name, in: directory)
        switch check(id, reader) {
        case nil:
            trail.watched.append(id)
            trail.watched.append(directory)
            _ = try holds(directory, name, reader)
            return nil
        case .link:
            trail.watched.append(id)
            trail.links.append(id)
            // As many as Linux follows (path_resolution(7)).
            guard depth < 40, let target = entries[Int(id)].target else { return nil }
            return try resolve(path: target, from: directory, depth: depth + 1, &trail, reader)
        default:
            return id
        }
    }

    /// Where a path leads to; a relative one from `directory`.
    mutating func resolve(
        path: ByteString, from directory: EntryID, depth: Int = 0, _ trail: inout Trail,
        _ reader: some FileReader
    ) throws(Unsure) -> EntryID? {
        var current = path.isAbsolutePath ? Self.root : directory
        for part in path.split("/") {
            guard
                let next = try resolve(
                    intern(part), in: current, isListed: false, depth: depth, &trail, reader)
            else { return nil }
            if part == ".." {
                trail.watched.append(current)
                trail.left.append(current)
            }
            current = next
        }
        return current
    }
}
