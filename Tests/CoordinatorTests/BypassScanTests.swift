import ByteStrings
import Files
import Glibc
import Testing

@testable import Coordinator

@Suite struct BypassScanTests {
    private let scratch = Scratch()

    private func compile(_ name: ByteString) {
        let variable = name.lastPathComponent.withoutPathExtension
        let command = "cd " + scratch.path + " && echo 'int " + variable + ";' | gcc -c -x c - -o " + name
        #expect(unsafe command.withCString { unsafe system($0) } == 0)
    }

    private func scan(since: UInt64 = 0, known: Set<FileIdentity> = []) -> BypassScan.Finding {
        BypassScan(directory: scratch.path, since: since) { known.contains($0) }.run()
    }

    @Test func `an object that no job made is found with its compiler`() throws {
        _ = unsafe scratch.path.appending(path: "deep").withCString { unsafe mkdir($0, 0o700) }
        compile("deep/a.o")
        let finding = scan()
        #expect(finding.count == 1)
        #expect(finding.examples == ["deep/a.o"])
        #expect(finding.compilers.contains { $0.hasPrefix("GCC: ") })
    }

    @Test func `a job's object is known again under another name`() throws {
        compile("a.o")
        let files = try JobFiles(process: getpid(), workingDirectory: scratch.path)
        let identity = try #require(files.identity(of: "a.o"))
        let from = scratch.path.appending(path: "a.o")
        let to = scratch.path.appending(path: "b.o")
        _ = unsafe from.withCString { from in unsafe to.withCString { unsafe rename(from, $0) } }
        #expect(scan(known: [identity]).count == 0)
    }

    @Test func `older objects, partial links and other files do not count`() {
        compile("a.o")
        compile("b.o")
        let command = "cd " + scratch.path + " && ld -r -o c.o a.o b.o && rm a.o b.o && echo text > d.o"
        #expect(unsafe command.withCString { unsafe system($0) } == 0)
        #expect(scan().count == 0)
        compile("e.o")
        #expect(scan(since: UInt64(time(nil)) + 3600).count == 0)
    }
}
