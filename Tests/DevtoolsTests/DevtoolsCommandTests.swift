import ByteStrings
import Testing

@testable import Devtools

@Suite struct DevtoolsCommandTests {
    private func words(_ line: ByteString) -> [ByteString] { line.split(" ") }

    private let binds = [
        BindMount("/usr/lib/distmake/distmake-cc", at: "/run/distmake/distmake-cc", isWritable: false),
        BindMount("/run/user/1000/distmake/abcdefgh", at: "/run/distmake/build", isWritable: true),
    ]
    private let bound: ByteString =
        "-D /usr/lib/distmake/distmake-cc:/run/distmake/distmake-cc -d /run/user/1000/distmake/abcdefgh:/run/distmake/build"

    @Test(
        arguments: [
            ("makechrootpkg -c -r /c", "makechrootpkg -c -r /c", "", "/c"),
            ("/usr/bin/makechrootpkg -cr/c -- --nocheck", "/usr/bin/makechrootpkg -cr/c", "--nocheck", "/c"),
            (
                "makechrootpkg -T -u -r /c -l two -I a.pkg -- -e",
                "makechrootpkg -T -u -r /c -l two -I a.pkg", "-e", "/c"
            ),
            // The first word without a dash ends the options; so does a dash alone.
            ("makechrootpkg -r /c --nocheck", nil, "", ""),
            ("makechrootpkg -r /c foo -c", "makechrootpkg -r /c", "foo -c", "/c"),
            ("makechrootpkg -r /c - -c", "makechrootpkg -r /c", "- -c", "/c"),
            // An argument is one whatever it looks like.
            ("makechrootpkg -l -- -r /c", "makechrootpkg -l -- -r /c", "", "/c"),
            ("makechrootpkg -c", "makechrootpkg -c", "", ""),
            ("makechrootpkg -h -r /c", nil, "", ""), ("makechrootpkg -q", nil, "", ""),
            ("makechrootpkg -r", nil, "", ""),
            ("extra-x86_64-build", "extra-x86_64-build --", "", "/var/lib/archbuild/extra-x86_64"),
            ("extra-x86_64-build -c -r /d", "extra-x86_64-build -c -r /d --", "", "/d/extra-x86_64"),
            (
                "/usr/bin/extra-x86_64-build -- -I a.pkg -l me-1 -- --nocheck",
                "/usr/bin/extra-x86_64-build -- -I a.pkg -l me-1", "--nocheck",
                "/var/lib/archbuild/extra-x86_64"
            ),
            ("multilib-build -- -T", "multilib-build -- -T", "", "/var/lib/archbuild/multilib-x86_64"),
            (
                "multilib-testing-build", "multilib-testing-build --", "",
                "/var/lib/archbuild/multilib-testing-x86_64"
            ),
            (
                "core-testing-x86_64_v3-build", "core-testing-x86_64_v3-build --", "",
                "/var/lib/archbuild/core-testing-x86_64_v3"
            ),
            ("extra-x86_64-build -- -r /other", "extra-x86_64-build -- -r /other", "", "/other"),
            ("extra-x86_64-build -h", nil, "", ""), ("extra-x86_64-build -x", nil, "", ""),
            ("extra-x86_64-build -- -q", nil, "", ""),
        ] as [(ByteString, ByteString?, ByteString, ByteString)])
    func `binds go behind makechrootpkg's options, arguments to makepkg`(
        line: ByteString, head: ByteString?, inner: ByteString, chroots: ByteString
    ) {
        guard let head else {
            #expect(DevtoolsCommand(words(line)) == .noBuild)
            return
        }
        guard case .chroot(let command) = DevtoolsCommand(words(line)) else {
            Issue.record("no build: \(line)")
            return
        }
        #expect(command.chroots == chroots)
        #expect(command.makepkgArguments == words(inner))
        let changed = command.words(
            binding: binds, makepkgArguments: command.makepkgArguments + ["--config", "/x"])
        #expect(changed == words(head) + words(bound) + ["--"] + words(inner) + ["--config", "/x"])
        // Without anything of ours it is the same command.
        let same = DevtoolsCommand(command.words(binding: [], makepkgArguments: command.makepkgArguments))
        guard case .chroot(let again) = same else {
            Issue.record("no build: \(same)")
            return
        }
        #expect(again == command)
    }

    @Test(
        arguments: [
            ("makechrootpkg -r /c", "anna", "/c/anna"), ("makechrootpkg -r /c", "root", "/c/copy"),
            ("makechrootpkg -r /c", "", "/c/copy"), ("makechrootpkg -r /c -l two", "anna", "/c/two"),
            ("makechrootpkg -r /c -l /elsewhere/two", "anna", "/elsewhere/two"),
            ("makechrootpkg -r /c -T -l two", "anna", nil), ("makechrootpkg", "anna", nil),
        ] as [(ByteString, ByteString, ByteString?)])
    func `the copy is found where it can be known`(line: ByteString, user: ByteString, copy: ByteString?) {
        guard case .chroot(let command) = DevtoolsCommand(words(line)) else {
            Issue.record("no build: \(line)")
            return
        }
        #expect(command.copyDirectory(user: user) == copy)
    }

    @Test func `a colon or backslash in a path is told from the one between them`() {
        #expect(
            BindMount(#"/a:b\c"#, at: "/d", isWritable: true).words == ["-d", #"/a\:b\\c:/d"#])
    }

    @Test(
        arguments: [
            ("pkgctl build", false), ("pkgctl build -o", true), ("pkgctl build --offload a b", true),
            // An option's argument is none, and neither is what follows a path.
            ("pkgctl build -m -o a", false), ("pkgctl build a -o", false),
            ("pkgctl build --repo extra -s a", false),
            ("pkgctl build -- -o", false),
        ] as [(ByteString, Bool)])
    func `pkgctl build is several builds`(line: ByteString, isOffloaded: Bool) {
        guard case .packages(let command) = DevtoolsCommand(words(line)) else {
            Issue.record("no builds: \(line)")
            return
        }
        #expect(command.isOffloaded == isOffloaded)
    }

    @Test(arguments: ["pkgctl", "pkgctl repo clone", "pkgctl build --help"] as [ByteString])
    func `other words of pkgctl build nothing`(line: ByteString) {
        #expect(DevtoolsCommand(words(line)) == .noBuild)
    }

    @Test(arguments: ["", "make -j4", "arch-nspawn /c true", "-build", "makepkg"] as [ByteString])
    func `other programs are not known`(line: ByteString) {
        #expect(DevtoolsCommand(words(line)) == .unknown)
    }

    @Test func `links to archbuild are told from other programs`() {
        #expect(DevtoolsCommand.isArchbuild("/usr/bin/extra-x86_64-build", target: "/usr/bin/archbuild"))
        #expect(!DevtoolsCommand.isArchbuild("/usr/bin/electron-build", target: "/usr/lib/electron-build.js"))
        #expect(!DevtoolsCommand.isArchbuild("/usr/bin/archbuild", target: "/usr/bin/archbuild"))
    }

    @Test func `the convenience begins with a fresh copy`() {
        let fresh = DevtoolsCommand.convenient(
            chroots: "/c", reusesTree: false, makepkgArguments: ["-f"])
        #expect(fresh == words("makechrootpkg -c -r /c -- -f"))
        #expect(
            DevtoolsCommand.convenient(chroots: "/c", reusesTree: true, makepkgArguments: ["-e"])
                == words("makechrootpkg -r /c -- -e"))
    }

    /// bash itself is not asked here; `PeerTests` does that. What holds for any words is that none is lost.
    @Test(arguments: 0..<200)
    func `no word is lost or invented`(seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        let pool: [ByteString] = [
            "-c", "-r", "/c", "--", "-", "", "-cT", "-l", "x", "-D", "/a:/b", "-uI", "-n", "--nocheck", "-q",
            "-h",
        ]
        for program: ByteString in ["makechrootpkg", "extra-x86_64-build"] {
            let line =
                [program]
                + (0..<Int.random(in: 0...8, using: &generator)).map { _ in
                    pool[Int.random(in: 0..<pool.count, using: &generator)]
                }
            guard case .chroot(let command) = DevtoolsCommand(line) else { continue }
            let back = command.words(binding: [], makepkgArguments: command.makepkgArguments)
            #expect(back.filter { $0 != "--" } == line.filter { $0 != "--" }, "\(line)")
        }
    }
}

/// The same numbers for the same seed: SplitMix64.
private struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ (bits >> 27)) &* 0x94D0_49BB_1331_11EB
        return bits ^ (bits >> 31)
    }
}
