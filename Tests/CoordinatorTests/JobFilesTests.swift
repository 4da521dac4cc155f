import ByteStrings
import Files
import Glibc
import Testing

@testable import Coordinator

@Suite struct JobFilesTests {
    private let scratch = Scratch()

    private func files() throws -> JobFiles {
        try JobFiles(process: getpid(), workingDirectory: scratch.path)
    }

    @Test func `an output appears whole, with the umask of its job, and no temporary file stays`() throws {
        let files = try files()
        try files.write([1, 2, 3], to: "a.o", umask: 0o027, unique: 7)
        #expect(files.read("a.o", limit: 100) == [1, 2, 3])
        #expect(scratch.path.directoryEntries == ["a.o"])
        var status = stat()
        _ = unsafe scratch.path.appending(path: "a.o").withCString { unsafe stat($0, &status) }
        #expect(status.st_mode & 0o027 == 0)
    }

    @Test func `an existing output is replaced, not written into`() throws {
        let files = try files()
        scratch.write([9], to: "a.o")
        let before = files.identity(of: "a.o")
        try files.write([1], to: "a.o", umask: 0, unique: 1)
        #expect(files.read("a.o", limit: 10) == [1])
        #expect(files.identity(of: "a.o") != before)
    }

    @Test func `a missing directory is an error and leaves nothing`() throws {
        let files = try files()
        #expect(throws: JobFileError(path: scratch.path + "/no", systemError: ENOENT)) {
            try files.write([1], to: "no/a.o", umask: 0, unique: 1)
        }
        #expect(scratch.path.directoryEntries == [])
    }

    @Test func `links and devices are told from regular files`() throws {
        let files = try files()
        scratch.write([], to: "file")
        _ = unsafe scratch.path.appending(path: "link").withCString { unsafe symlink("file", $0) }
        #expect(files.kind(of: "file") == .regular)
        #expect(files.kind(of: "link") == .other)
        #expect(files.kind(of: "/dev/null") == .other)
        #expect(files.kind(of: "nothing") == .missing)
    }

    @Test func `a file above the limit is not read`() throws {
        scratch.write([1, 2, 3, 4], to: "long")
        #expect(try files().read("long", limit: 3) == nil)
        #expect(try files().read("long", limit: 4) == [1, 2, 3, 4])
    }

    @Test func `a process that has gone has no files`() {
        #expect(throws: JobFileError.self) {
            try JobFiles(process: 0x3FFF_FFFF, workingDirectory: "/")
        }
    }
}
