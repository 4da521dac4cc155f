import ByteStrings
import CompilerCommand
import IncludeClosure

/// Texts ended by zero bytes are the files `/w/a.c`, `/w/b.h` and `/w/c.h`; asked twice, the answer is the same, and
/// a known closure holds the source.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = Array(UnsafeBufferPointer(start: start, count: count))
    var tree = ThreeFiles()
    for (name, text) in zip(
        ["a.c", "b.h", "c.h"], bytes.split(separator: 0, omittingEmptySubsequences: false))
    {
        tree.files[ByteString("/w/" + name)] = Array(text)
    }
    let request = ClosureRequest(
        command: CompilerCommand(parsing: ["gcc", "-c", "a.c", "-I.", "-DM=<b.h>"]), workingDirectory: "/w",
        builtin: BuiltinDirectories(directories: []), now: 1 << 60)
    var cache = IncludeCache()
    let first = cache.closure(of: request, reader: tree)
    precondition(cache.closure(of: request, reader: tree) == first, "a warm cache answers as a cold one")
    if case .known(let closure) = first {
        precondition(closure.files.first?.path == "/w/a.c", "the source comes first")
    }
    return 0
}

private struct ThreeFiles: FileReader {
    var files: [ByteString: [UInt8]] = [:]

    func status(of path: CanonicalPath) -> FileStatus? {
        if let bytes = files[path.byteString] {
            return FileStatus(
                kind: .file, device: 1, inode: 3, size: Int64(bytes.count), modified: 0, changed: 0)
        }
        guard path.byteString == "/" || path.byteString == "/w" else { return nil }
        return FileStatus(kind: .directory, device: 1, inode: 1, size: 0, modified: 0, changed: 0)
    }

    func target(of path: CanonicalPath) -> ByteString? { nil }

    func contents(of path: CanonicalPath) -> (status: FileStatus, bytes: [UInt8])? {
        guard let bytes = files[path.byteString], let status = status(of: path) else { return nil }
        return (status, bytes)
    }

    func names(in directory: CanonicalPath) -> [UInt8]? {
        directory.byteString == "/w"
            ? files.keys.flatMap { $0.lastPathComponent.bytes + [0] } : [UInt8]("w\0".utf8)
    }
}
