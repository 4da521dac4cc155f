import ByteStrings
import Glibc
import History
import Processes
import Testing

/// Other things that stand before the compiler: ccache, a recorded CC, fakeroot, an absolute path.
@Suite(.serialized, .timeLimit(.minutes(2))) struct CompilerSetupTests {
    @Test func `with ccache the first build goes out and the second one hits`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(), files: SmallPackage.files(),
            configuration: MakepkgConfiguration(
                environment: "!distcc color ccache check !sign",
                // Debian's ccache has its links in another directory than makepkg knows.
                more: "[[ -d /usr/lib/ccache/bin ]] || export PATH=\"/usr/lib/ccache:$PATH\""))
        let statistics: @Sendable () async throws -> ByteString = {
            let result = try await fixture.run(["/usr/bin/ccache", "--print-stats"])
            return result.output
        }
        try await StockVolunteers.with(1) { volunteers in
            let first = try await fixture.distmake(hosts: volunteers.hosts)
            try #require(first.status.isSuccess, "\(first.errors)")
            let compiles = try fixture.compiles()
            #expect(compiles.count == SmallPackage.fileCount)
            #expect(compiles.allSatisfy { $0.mode == .plain }, "\(first.summary)")
            #expect(Self.count("cache_miss", in: try await statistics()) == SmallPackage.fileCount)

            try await fixture.keep(as: "first")
            let second = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(second.status.isSuccess, "\(second.errors)")
            let text = try await statistics()
            let hits =
                Self.count("direct_cache_hit", in: text) + Self.count("preprocessed_cache_hit", in: text)
            #expect(hits == SmallPackage.fileCount, "\(text)")
            #expect(try fixture.compiles().isEmpty)
        }
        #expect(
            fixture.contents("first/" + SmallPackage.package)
                == fixture.contents("package/" + SmallPackage.package))
        let comparison = fixture.contents("package/" + SmallPackage.package)
        try await fixture.keep(as: "second")
        #expect(try await fixture.makepkg().status.isSuccess)
        #expect(fixture.contents("package/" + SmallPackage.package) == comparison)
    }

    private static func count(_ name: ByteString, in statistics: ByteString) -> Int {
        for line in statistics.split("\n") {
            let words = line.split("\t")
            if words.first == name, words.count == 2 { return Int(words[1].string) ?? -1 }
        }
        return -1
    }

    /// Like a configure script: it writes the path of the compiler that it finds into a file that later builds read.
    private static let configure: ByteString = """
        #!/bin/sh
        for directory in $(echo "$PATH" | tr : ' '); do
            if [ -x "$directory/gcc" ]; then echo "CC = $directory/gcc" >config.mk; exit 0; fi
        done
        exit 1

        """

    @Test func `a recorded compiler works with and without distmake`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(
                build:
                    "[[ -e config.mk ]] || sh \"$startdir/configure\"; make CC=\"$(sed 's/CC = //' config.mk)\""
            ),
            files: SmallPackage.files() + [("configure", Self.configure)])
        try await StockVolunteers.with(1) { volunteers in
            let first = try await fixture.distmake(hosts: volunteers.hosts)
            try #require(first.status.isSuccess, "\(first.errors)")
            #expect(fixture.contents("package/src/config.mk")?.contains("/.cache/distmake/bin/") == true)
            #expect(try fixture.compiles().allSatisfy { $0.mode == .plain })
            let package = fixture.contents("package/" + SmallPackage.package)

            // Plain make, outside of any build: the recorded path still is a compiler.
            try await shell("rm \"$1\"/src/*.o \"$1/src/program\"", [fixture.start])
            let plain = try await fixture.run(
                ["/bin/sh", "-c", "cd src && make CC=\"$(sed 's/CC = //' config.mk)\""])
            #expect(plain.status.isSuccess, "\(plain.errors)")
            #expect(fixture.exists("package/src/part0.o"))

            // And again with -e, in another build with another coordinator.
            try await shell("rm \"$1\"/src/*.o \"$1/src/program\"", [fixture.start])
            let again = try await fixture.distmake(["-ef"], hosts: volunteers.hosts)
            #expect(again.status.isSuccess, "\(again.errors)")
            #expect(try fixture.compiles().count == SmallPackage.fileCount)
            #expect(try fixture.compiles().allSatisfy { $0.mode == .plain })
            #expect(fixture.contents("package/" + SmallPackage.package) == package)
        }
    }

    @Test func `a compiler under fakeroot stays here and works`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(
                rest: """
                    package() {
                        gcc $CFLAGS -c part1.c -o packaged.o
                        install -Dm755 program "$pkgdir/usr/bin/program"
                        install -Dm644 packaged.o "$pkgdir/usr/lib/packaged.o"
                        chown 12:34 "$pkgdir/usr/lib/packaged.o"
                    }
                    """), files: SmallPackage.files())
        let plain = try await fixture.makepkg()
        #expect(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try await StockVolunteers.with(1) { volunteers in
            let ours = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(ours.status.isSuccess, "\(ours.errors)")
        }
        let compiles = try fixture.compiles()
        let packaged = try #require(compiles.first { $0.output == "packaged.o" })
        #expect(packaged.mode == .local)
        #expect(packaged.localReason?.contains("fakeroot") == true, "\(packaged)")
        #expect(compiles.filter { $0.mode == .plain }.count == SmallPackage.fileCount)
        #expect(
            fixture.contents("package/" + SmallPackage.package)
                == fixture.contents("plain/" + SmallPackage.package))
    }

    @Test func `objects that passed us by are named with the line that did it`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(build: "make\n    /usr/bin/gcc -O2 -c part1.c -o bypassed.o"),
            files: SmallPackage.files())
        try await StockVolunteers.with(1) { volunteers in
            let result = try await fixture.distmake(hosts: volunteers.hosts)
            #expect(result.status.isSuccess, "\(result.errors)")
            let line = try #require(result.summary.split("\n").first { $0.contains("bypassed") })
            #expect(line.contains("1 object compiled without distmake"), "\(line)")
            #expect(line.contains("bypassed.o"))
            #expect(line.contains("GCC"))
            #expect(line.contains("PKGBUILD:9"), "\(line)")
        }
        #expect(try fixture.history().first?.build.build.bypassedObjects == 1)
    }

    @Test func `a package that records its compiler is named`() async throws {
        let fixture = try await PackageFixture(
            SmallPackage.recipe(
                rest: """
                    package() { mkdir -p "$pkgdir/usr/lib"; type -P gcc >"$pkgdir/usr/lib/config"; }
                    """), files: SmallPackage.files())
        let result = try await fixture.distmake()
        #expect(result.status.isSuccess, "\(result.errors)")
        #expect(result.summary.contains("usr/lib/config contains the masquerade"), "\(result.summary)")
        let recorded = try #require(try fixture.history().first)
        #expect(recorded.build.build.identifier.count == 8)
    }
}
