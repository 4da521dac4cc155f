import ByteStrings
import IncludeClosure

/// A file system in memory that counts what it is asked. Times are set by hand.
final class MemoryTree: FileReader {
    enum Object {
        case file([UInt8])
        case link(ByteString)
        case directory
        case unlistable
    }

    private struct Slot {
        var object: Object
        var inode: UInt64
        var changed: Int64
    }

    private var slots: [ByteString: Slot] = [:]
    private var nextInode: UInt64 = 2
    /// The time of what is written next, in seconds.
    var time: Int64 = 1000
    private(set) var statusCalls: [ByteString] = []
    private(set) var reads: [ByteString] = []
    private(set) var lists: [ByteString] = []

    /// Each entry is `path` and text; a text of `-> target` makes a link, a path that ends in `/` a directory.
    init(_ files: KeyValuePairs<ByteString, ByteString> = [:]) {
        slots["/"] = Slot(object: .directory, inode: 1, changed: 0)
        for (path, text) in files { write(path, text) }
    }

    func write(_ path: ByteString, _ text: ByteString) {
        if let directory = path.dropping(suffix: "/") {
            make(directory)
        } else if let target = text.dropping(prefix: "-> ") {
            put(path, .link(target))
        } else {
            put(path, .file(text.bytes))
        }
    }

    func make(_ directory: ByteString) {
        if slots[directory] == nil { put(directory, .directory) }
    }

    func close(_ directory: ByteString) {
        slots[directory]?.object = .unlistable
    }

    func remove(_ path: ByteString) {
        slots[path] = nil
        touch(path.directoryPath)
    }

    func clearCounts() {
        statusCalls = []
        reads = []
        lists = []
    }

    private func put(_ path: ByteString, _ object: Object) {
        if path != "/" { make(path.directoryPath) }
        if case .file = object, let old = slots[path], case .file = old.object {
            slots[path] = Slot(object: object, inode: old.inode, changed: time)
            return
        }
        slots[path] = Slot(object: object, inode: nextInode, changed: time)
        nextInode += 1
        touch(path.directoryPath)
    }

    private func touch(_ path: ByteString) {
        slots[path]?.changed = time
    }

    func status(of path: CanonicalPath) -> FileStatus? {
        statusCalls.append(path.byteString)
        return status(path.byteString)
    }

    private func status(_ path: ByteString) -> FileStatus? {
        guard let slot = slots[path] else { return nil }
        let kind: FileStatus.Kind
        var size: Int64 = 0
        switch slot.object {
        case .file(let bytes): (kind, size) = (.file, Int64(bytes.count))
        case .link: kind = .link
        case .directory, .unlistable: kind = .directory
        }
        let nanoseconds = slot.changed * 1_000_000_000
        return FileStatus(
            kind: kind, device: 1, inode: slot.inode, size: size, modified: nanoseconds, changed: nanoseconds)
    }

    func target(of path: CanonicalPath) -> ByteString? {
        guard case .link(let target) = slots[path.byteString]?.object else { return nil }
        return target
    }

    func contents(of path: CanonicalPath) -> (status: FileStatus, bytes: [UInt8])? {
        reads.append(path.byteString)
        guard case .file(let bytes) = slots[path.byteString]?.object, let status = status(path.byteString)
        else {
            return nil
        }
        return (status, bytes)
    }

    func names(in directory: CanonicalPath) -> [UInt8]? {
        lists.append(directory.byteString)
        guard case .directory = slots[directory.byteString]?.object else { return nil }
        return slots.keys.filter { $0 != "/" && $0.directoryPath == directory.byteString }
            .flatMap { $0.lastPathComponent.bytes + [0] }
    }
}
