import ByteStrings
import Files
import History
import HostSpec
import Placement
import Testing

@testable import Coordinator

@Suite struct ToolchainsTests {
    private static let now: Duration = .seconds(1_700_000_000)
    private static let day: Duration = .seconds(24 * 3600)
    private static let file = ToolchainRecord.CompilerFile(
        device: 1, inode: 2, modified: .seconds(3), buildIdentifier: "0abc")
    private static let gcc = Toolchains.Compiler(file: LocalCompiler(path: "/usr/bin/gcc"), name: "gcc")

    private static func record(
        _ host: String, _ grade: ToolchainVerdict.Grade = .identical, age: Duration = .zero
    ) -> ToolchainRecord {
        ToolchainRecord(
            key: ToolchainRecord.Key(host: host, compiler: "/usr/bin/gcc", name: "gcc"), file: file,
            remoteName: "gcc-12", grade: grade.rawValue, difference: grade == .identical ? "" : "words",
            signature: "GCC: (Debian) 12.2.0", checked: now - age)
    }

    private func book(
        _ hosts: ByteString, accepted: Set<ByteString> = [], _ remembered: [ToolchainRecord] = []
    ) throws -> Toolchains {
        Toolchains(
            hosts: try HostList(parsing: hosts).hosts, accepted: accepted, remembered: remembered,
            now: Self.now)
    }

    private func isAsking(_ turn: Toolchains.Turn) -> Bool {
        if case .asking = turn { true } else { false }
    }

    private func known(_ turn: Toolchains.Turn) -> ToolchainVerdict? {
        if case .known(let verdict) = turn { verdict } else { nil }
    }

    @Test(
        arguments: [
            ("of this very file", Self.record("red"), Self.file, true),
            ("six days old", Self.record("red", age: Self.day * 6), Self.file, true),
            ("eight days old", Self.record("red", age: Self.day * 8), Self.file, false),
            ("from the future", Self.record("red", age: Self.day * -1), Self.file, false),
            ("of another host", Self.record("red:1234"), Self.file, false),
            ("that said no", Self.record("red", .different), Self.file, false),
            ("that said nearly", Self.record("red", .compatible), Self.file, true),
            ("of an older file", Self.record("red"), Self.changed { $0.modified = .seconds(4) }, false),
            ("of another build", Self.record("red"), Self.changed { $0.buildIdentifier = "1" }, false),
            ("of another inode", Self.record("red"), Self.changed { $0.inode = 9 }, false),
            ("of a file that is gone", Self.record("red"), nil, false),
        ] as [(String, ToolchainRecord, ToolchainRecord.CompilerFile?, Bool)])
    func `a verdict of history is believed`(
        what: String, record: ToolchainRecord, file: ToolchainRecord.CompilerFile?, isBelieved: Bool
    ) throws {
        let book = try book("red blue", [record])
        #expect(!book.isOpen(Self.gcc))
        #expect(book.open(Self.gcc, file: file) == (isBelieved ? [0: "gcc-12"] : [:]))
        #expect(book.isOpen(Self.gcc))
        #expect(isAsking(book.turn(Self.gcc, on: 0)) == !isBelieved)
        #expect((book.unconfirmedSignature(Self.gcc, on: 0) != nil) == isBelieved)
        #expect(isAsking(book.turn(Self.gcc, on: 1)))
    }

    /// Each build in a chroot may have a copy of it, where the same compiler is another file.
    @Test(
        arguments: [
            ("in another copy", Self.changed { ($0.device, $0.inode) = (7, 9) }, true),
            ("after an update", Self.changed { $0.modified = .seconds(4) }, false),
            ("without a build identifier", Self.changed { ($0.inode, $0.buildIdentifier) = (9, "") }, false),
        ] as [(String, ToolchainRecord.CompilerFile, Bool)])
    func `a verdict about a chroot's compiler is believed`(
        what: String, file: ToolchainRecord.CompilerFile, isBelieved: Bool
    ) throws {
        let root: ByteString = "/var/lib/archbuild/extra-x86_64/root"
        let hosts = try HostList(parsing: "red").hosts
        let first = Toolchains(
            hosts: hosts, recordedRoot: root, accepted: [], remembered: [], now: Self.now)
        _ = first.open(Self.gcc, file: Self.file)
        let kept = try #require(
            first.conclude(Self.gcc, on: 0, .verdict(ToolchainVerdict(.identical, difference: ""))))
        var record = Self.record("red")
        record.file = kept
        record.key = first.key(Self.gcc, on: 0)
        #expect(record.key.compiler == root + "/usr/bin/gcc")
        let second = Toolchains(
            hosts: hosts, recordedRoot: root, accepted: [], remembered: [record], now: Self.now)
        #expect(second.open(Self.gcc, file: file) == (isBelieved ? [0: "gcc-12"] : [:]))
        // The machine's own compiler of that name is another one.
        let outside = Toolchains(hosts: hosts, accepted: [], remembered: [record], now: Self.now)
        #expect(outside.open(Self.gcc, file: Self.file) == [:])
    }

    private static func changed(
        _ change: (inout ToolchainRecord.CompilerFile) -> Void
    ) -> ToolchainRecord.CompilerFile {
        var copy = file
        change(&copy)
        return copy
    }

    @Test func `who comes while another asks gets its answer`() async throws {
        let book = try book("red")
        _ = book.open(Self.gcc, file: Self.file)
        #expect(isAsking(book.turn(Self.gcc, on: 0)))
        guard case .waiting(let answers) = book.turn(Self.gcc, on: 0) else {
            Issue.record("the second was let through")
            return
        }
        #expect(book.conclude(Self.gcc, on: 0, .verdict(.compatible("words"))) == Self.file)
        var got: [ToolchainVerdict] = []
        for await answer in answers { if case .verdict(let verdict) = answer { got.append(verdict) } }
        #expect(got == [.compatible("words")])
        #expect(known(book.turn(Self.gcc, on: 0)) == .compatible("words"))
    }

    @Test func `without an answer the next one asks`() async throws {
        let book = try book("red")
        #expect(isAsking(book.turn(Self.gcc, on: 0)))
        _ = book.conclude(Self.gcc, on: 0, .none("stalled"))
        #expect(isAsking(book.turn(Self.gcc, on: 0)))
    }

    @Test func `a compiler of another root is asked for itself`() throws {
        let book = try book("red")
        let root = RootIdentity(
            root: FileIdentity(device: 1, inode: 2), mounts: FileIdentity(device: 3, inode: 4))
        let inside = Toolchains.Compiler(
            file: LocalCompiler(path: Self.gcc.path, root: root), name: Self.gcc.name)
        _ = book.turn(Self.gcc, on: 0)
        _ = book.conclude(Self.gcc, on: 0, .verdict(.different("clang")))
        #expect(isAsking(book.turn(inside, on: 0)))
        #expect(book.barred(to: inside, exactBuild: false) == [])
    }

    @Test func `hosts are barred by grade, and told of once`() throws {
        let book = try book("red blue green")
        let cxx = Toolchains.Compiler(file: LocalCompiler(path: "/usr/bin/g++"), name: "g++")
        for compiler in [Self.gcc, cxx] {
            let verdicts: [ToolchainVerdict] = [
                .different("clang"), .compatible("another build"), .identical,
            ]
            for (host, verdict) in verdicts.enumerated() {
                _ = book.turn(compiler, on: host)
                _ = book.conclude(compiler, on: host, .verdict(verdict))
            }
        }
        #expect(book.barred(to: Self.gcc, exactBuild: false) == [0])
        #expect(book.barred(to: Self.gcc, exactBuild: true) == [0, 1])
        #expect(
            book.notes == [
                "red (g++, gcc): clang; left out. DISTMAKE_ACCEPT_TOOLCHAIN=red uses it all the same",
                "blue (g++, gcc): another build; used, but not for -flto",
            ])
    }

    @Test func `only what an earlier build found is doubted`() throws {
        let book = try book("red blue", [Self.record("red")])
        _ = book.open(Self.gcc, file: Self.file)
        _ = book.turn(Self.gcc, on: 1)
        _ = book.conclude(Self.gcc, on: 1, .verdict(.identical))
        #expect(!book.doubt(Self.gcc, on: 1))
        #expect(book.doubt(Self.gcc, on: 0))
        #expect(!book.doubt(Self.gcc, on: 0))
        #expect(isAsking(book.turn(Self.gcc, on: 0)))
        let confirmed = try self.book("red", [Self.record("red")])
        _ = confirmed.open(Self.gcc, file: Self.file)
        confirmed.confirm(Self.gcc, on: 0)
        #expect(!confirmed.doubt(Self.gcc, on: 0))
    }

    @Test(
        arguments: [
            ("red/8,lzo", "red", true), ("red:3636/8", "red", true), ("red:3636/8", "red:3636", true),
            ("red:3636", "red:3637", false), ("user@red", "red", true), ("user@red", "user@red", true),
            ("[::1]/2", "[::1]", true), ("[::1]/2", "::1", true), ("redder", "red", false),
            ("localhost/2", "red", true),
        ] as [(ByteString, ByteString, Bool)])
    func `a host is accepted by name`(host: ByteString, word: ByteString, isAccepted: Bool) throws {
        #expect(try book(host, accepted: [word]).isAccepted(0) == isAccepted)
        #expect(try !book("blue", accepted: []).isAccepted(0))
    }
}
