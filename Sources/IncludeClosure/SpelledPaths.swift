internal import ByteStrings

/// Directories and files by how they are spelled: `a/../b` is not `b` where quotes look beside the including file.
///
/// A spelled path is its parent and one more name, so `sys/types.h` in every searched directory costs a few numbers.
/// Where a directory leads to is kept until something that was looked at changes.
struct SpelledPaths {
    typealias DirectoryID = Int32
    typealias FileID = Int32

    struct Directory {
        var parent: DirectoryID
        var name: FileTree.NameID
        /// Whether it is named by an `#include`; the ancestors of searched directories are not listed.
        var isListed: Bool
        /// `nil` while it does not exist.
        var entry: FileTree.EntryID?
        var trail = Trail()
        var stamp: Int32 = -1
        var checkedBy: Int32 = 0
    }

    struct File {
        var directory: DirectoryID
        var name: FileTree.NameID
        /// Where it leads to: a regular file when it was found.
        var entry: FileTree.EntryID
        var links: [FileTree.EntryID]
        /// Directories that a link's target leaves again by `..`.
        var left: [FileTree.EntryID]
    }

    private(set) var directories: [Directory]
    private(set) var files: [File] = []
    private var directoryIDs: [UInt64: DirectoryID] = [:]
    private var fileIDs: [UInt64: FileID] = [:]

    static let root: DirectoryID = 0

    init() {
        directories = [Directory(parent: 0, name: 0, isListed: false, entry: FileTree.root)]
    }

    private static func key(_ directory: Int32, _ name: Int32) -> UInt64 {
        UInt64(UInt32(bitPattern: directory)) << 32 | UInt64(UInt32(bitPattern: name))
    }

    mutating func directory(
        _ name: FileTree.NameID, in parent: DirectoryID, isListed: Bool
    ) -> DirectoryID {
        let key = Self.key(parent, name)
        if let id = directoryIDs[key] { return id }
        let id = DirectoryID(directories.count)
        directories.append(Directory(parent: parent, name: name, isListed: isListed, entry: nil))
        directoryIDs[key] = id
        return id
    }

    /// The directory that a path names, seen from another.
    mutating func directory(
        _ path: ByteString, from base: DirectoryID, isListed: Bool = false, _ tree: inout FileTree
    ) -> DirectoryID {
        var current = path.isAbsolutePath ? Self.root : base
        for part in path.split("/") where part != "." {
            current = directory(tree.intern(part), in: current, isListed: isListed)
        }
        return current
    }

    /// Where a spelled directory leads to now; `nil` when there is no directory.
    mutating func entry(
        of id: DirectoryID, _ tree: inout FileTree, _ reader: some FileReader
    ) throws(Unsure) -> FileTree.EntryID? {
        let index = Int(id)
        if id == Self.root || directories[index].checkedBy == tree.job { return directories[index].entry }
        let parent = try entry(of: directories[index].parent, &tree, reader)
        var isValid = directories[index].stamp >= 0
        for watched in directories[index].trail.watched {
            tree.check(watched, reader)
            if tree.entries[Int(watched)].version > directories[index].stamp { isValid = false }
        }
        // The parent's links may lead elsewhere now.
        let parentStamp = directories[Int(directories[index].parent)].stamp
        if !isValid || parentStamp > directories[index].stamp {
            var trail = Trail()
            var found: FileTree.EntryID?
            if let parent {
                found = try tree.resolve(
                    directories[index].name, in: parent, isListed: directories[index].isListed, &trail, reader
                )
                if let entry = found, tree.check(entry, reader) != .directory {
                    trail.watched.append(entry)
                    found = nil
                }
            }
            directories[index].entry = found
            if let found { trail.watched.append(found) }
            directories[index].trail = trail
            directories[index].stamp = tree.stamp
        }
        directories[index].checkedBy = tree.job
        return directories[index].entry
    }

    /// A regular file in a directory, links followed; what was looked at in vain goes to `trail`.
    mutating func file(
        _ name: FileTree.NameID, in directory: DirectoryID, _ trail: inout Trail, _ tree: inout FileTree,
        _ reader: some FileReader
    ) throws(Unsure) -> FileID? {
        guard let parent = try entry(of: directory, &tree, reader) else {
            watch(directory, &trail)
            return nil
        }
        // Directories that commands name are looked at for each job; those of names in files, and links, are not.
        var place = directory
        while place != Self.root {
            if directories[Int(place)].isListed || !directories[Int(place)].trail.links.isEmpty {
                trail.watched += directories[Int(place)].trail.watched
            }
            place = directories[Int(place)].parent
        }
        var own = Trail()
        let entry = try tree.resolve(name, in: parent, isListed: true, &own, reader)
        trail.watched += own.watched
        guard let entry else { return nil }
        guard tree.check(entry, reader) == .file else {
            trail.watched.append(entry)
            return nil
        }
        let key = Self.key(directory, name)
        if let id = fileIDs[key] {
            files[Int(id)].entry = entry
            files[Int(id)].links = own.links
            files[Int(id)].left = own.left
            return id
        }
        let id = FileID(files.count)
        files.append(File(directory: directory, name: name, entry: entry, links: own.links, left: own.left))
        fileIDs[key] = id
        return id
    }

    /// Everything that decides where a spelled directory leads to.
    func watch(_ directory: DirectoryID, _ trail: inout Trail) {
        var id = directory
        while id != Self.root {
            trail.watched += directories[Int(id)].trail.watched
            id = directories[Int(id)].parent
        }
    }

    /// Absolute, as it is spelled.
    func path(of directory: DirectoryID, _ tree: FileTree) -> ByteString {
        var parts: [ByteString] = []
        var id = directory
        while id != Self.root {
            parts.append(tree.names[Int(directories[Int(id)].name)].bytes)
            id = directories[Int(id)].parent
        }
        return "/" + parts.reversed().joined(separator: "/")
    }
}
