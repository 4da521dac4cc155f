import ByteStrings
import Files
import Glibc
import Testing

/// A directory of its own for one test, removed at the end by what is tested here.
private final class Place {
    let path: ByteString

    init() {
        var template = Array("/tmp/distmake-files-XXXXXX".utf8CString)
        precondition(unsafe mkdtemp(&template) != nil, "a temporary directory can be made")
        path = ByteString(template.dropLast().map { UInt8(bitPattern: $0) })
    }

    deinit {
        OwnDirectory.remove(path)
    }

    func write(_ text: ByteString, to name: ByteString) -> ByteString {
        let file = path.appending(path: name)
        let failure = Descriptor(opening: file, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o600)?.writeAll(
            text.bytes)
        precondition(failure == nil, "a file can be written")
        return file
    }

    func makeDirectory(_ name: ByteString) {
        let status = unsafe path.appending(path: name).withCString { unsafe mkdir($0, 0o700) }
        precondition(status == 0, "a directory can be made")
    }
}

@Test(arguments: [0, 1, 4095, 4096, 100_000])
func `a file is read to its end, and not beyond the limit`(count: Int) throws {
    let place = Place()
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 / 7) }
    let file = place.write(ByteString(bytes), to: "file")
    #expect(Descriptor(opening: file, O_RDONLY)?.readAll(limit: count) == bytes)
    if count > 0 { #expect(Descriptor(opening: file, O_RDONLY)?.readAll(limit: count - 1) == nil) }
    let middle = try #require(Descriptor(opening: file, O_RDONLY))
    #expect(middle.read(at: count / 2, count: count - count / 2) == Array(bytes[(count / 2)...]))
    #expect(middle.read(at: count / 2, count: count + 1) == nil)
}

/// proc(5): the size of such a file is 0 until it has been read.
@Test func `a file without a size is read whole`() throws {
    let file = try #require(Descriptor(opening: "/proc/self/status", O_RDONLY))
    let text = ByteString(try #require(file.readAll(limit: 1 << 20)))
    #expect(text.hasPrefix("Name:") && text.hasSuffix("\n"))
    #expect(Descriptor(opening: "/proc/self/status", O_RDONLY)?.readAll(limit: 10) == nil)
}

@Test func `a name leads to one file or to none`() throws {
    let place = Place()
    let file = place.write("x", to: "file")
    let link = place.path.appending(path: "link")
    #expect(
        unsafe "file".withCString { target in unsafe link.withCString { unsafe symlink(target, $0) } } == 0)

    let attributes = try #require(FileAttributes(file))
    #expect(attributes.isRegularFile && !attributes.isDirectory && attributes.size == 1)
    #expect(FileAttributes(link)?.identity == attributes.identity)
    #expect(FileAttributes(link, followingLinks: false)?.isRegularFile == false)
    #expect(FileAttributes(place.path)?.isDirectory == true)
    #expect(FileAttributes(file + "x") == nil)
    #expect(link.linkTarget == "file" && file.linkTarget == nil)
    #expect(link.realPath == file.realPath && (file + "x").realPath == nil)
    #expect(!file.isExecutableFile && ByteString("/bin/sh").isExecutableFile)
    #expect(!ByteString("/").isExecutableFile)
}

@Test func `a directory names what is in it, and goes with it`() {
    let place = Place()
    #expect(place.path.directoryEntries == [])
    let file = place.write("x", to: ".hidden")
    place.makeDirectory("pp")
    _ = place.write("y", to: "pp/1.i")
    #expect(place.path.directoryEntries?.sorted() == [".hidden", "pp"])
    guard var stream = DirectoryStream(place.path) else {
        Issue.record("a directory can be opened")
        return
    }
    var types: [ByteString: Int] = [:]
    while let entry = stream.next() { types[entry.name] = entry.type }
    #expect(types == [".hidden": Int(DT_REG), "pp": Int(DT_DIR)])
    #expect(file.directoryEntries == nil)

    OwnDirectory.remove(place.path)
    #expect(FileAttributes(place.path) == nil)
}

@Test func `a file gets another's name, or the reason why not`() throws {
    let place = Place()
    let file = place.write("new", to: "file.new")
    let target = place.write("old", to: "file")
    #expect(file.rename(to: target) == nil)
    #expect(place.path.directoryEntries == ["file"])
    #expect(Descriptor(opening: target, O_RDONLY)?.readAll(limit: 10) == Array("new".utf8))
    #expect(file.rename(to: target) == ENOENT)
    #expect(target.rename(to: place.path.appending(path: "missing/file")) == ENOENT)
}
