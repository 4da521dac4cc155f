import ByteStrings
import History
import Processes
import Testing

/// The quirk of kernels with GCC plugins on a real kernel, over two stock distccd; `make kernel` runs it.
@Suite(
    .serialized, .timeLimit(.minutes(45)),
    .enabled(if: TestLength.isLong, "builds a kernel several times: make kernel"))
struct KernelTests {
    @Test func `with the quirk the compiles of a kernel leave, and its objects are makepkg's`() async throws {
        let fixture = try await TinyKernel.fixture(package: "linux-tiny")
        let recipe = TinyKernel.recipe(package: "linux-tiny")
        let images: [ByteString] = ["vmlinux", "arch/x86/boot/bzImage", ".config", "version"]

        // Plain makepkg gets what distmake says it would give it.
        let diff = try await fixture.distmake(["quirks", "diff"])
        #expect(diff.output.contains("+  sed -i '/HAVE_GCC_PLUGINS/d' arch/x86/Kconfig\n"), "\(diff.output)")
        try fixture.write(diff.output, as: "quirks.diff")
        try await shell("patch -s \"$1/package/PKGBUILD\" \"$1/quirks.diff\"", [fixture.root])
        try #require(fixture.contents("package/PKGBUILD") != recipe)
        let plain = try await fixture.makepkg(environment: ["MAKEFLAGS=-j2"])
        try #require(plain.status.isSuccess, "\(plain.errors)")
        try await fixture.keep(as: "plain")
        try fixture.write(recipe, as: "package/PKGBUILD")

        let ours = try await StockVolunteers.with { try await fixture.distmake(hosts: $0.hosts) }
        try #require(ours.status.isSuccess, "\(ours.errors)")
        #expect(ours.summary.contains("linux-gcc-plugins"), "\(ours.summary)")
        #expect(fixture.contents("package/PKGBUILD") == recipe)

        let jobs = try #require(try fixture.history().first).jobs
        BuildFigures(name: "kernel", jobs: jobs, plain: plain.wall, distmake: ours.wall).show()
        let compiles = jobs.filter { $0.kind == .compile }
        #expect(compiles.count >= 400)
        #expect(BuildFigures.unexpected(compiles, mayStay: Self.mayStay) == [])

        let left = fixture.root.appending(path: "plain/src")
        let right = fixture.start.appending(path: "src")
        // Its start and its tools are compiled with -g, whose columns differ after preprocessing here.
        let objects = try await FileComparison(["*.o"], preparation: "strip -g object")
            .differences(left, right)
        #expect(objects == [])
        // kbuild's .cmd files hold each command with the files that its depfile names.
        let commands = try await FileComparison([".*.o.cmd"]).differences(left, right)
        #expect(commands == [])
        let others = try await FileComparison(images.map(\.lastPathComponent)).differences(left, right)
        #expect(others == [])
        #expect(try await fixture.leftovers() == [])
    }

    @Test func `without the quirk the compiles with a plugin stay here`() async throws {
        let fixture = try await TinyKernel.fixture(package: "linux-tiny")
        let ours = try await StockVolunteers.with { volunteers in
            try await fixture.distmake(
                ["-f", "--no-quirk", TinyKernel.quirk], hosts: volunteers.hosts)
        }
        try #require(ours.status.isSuccess, "\(ours.errors)")
        #expect(ours.summary.contains("gcc-plugin"), "\(ours.summary)")
        let kept = try await shell("cat \"$1\"/package/src/linux-*/.config", [fixture.root])
        #expect(kept.contains("CONFIG_GCC_PLUGIN_STACKLEAK=y\n"))

        let jobs = try #require(try fixture.history().first).jobs
        BuildFigures(name: "kernel, --no-quirk", jobs: jobs, plain: nil, distmake: ours.wall).show()
        let compiles = jobs.filter { $0.kind == .compile }
        #expect(compiles.filter { $0.localReason == "gcc-plugin" }.count >= 400)
        #expect(BuildFigures.unexpected(compiles, mayStay: Self.mayStay + ["gcc-plugin"]) == [])
    }

    @Test func `a hardened kernel keeps its plugins until it is asked to do without`() async throws {
        let fixture = try await TinyKernel.fixture(package: "linux-tiny-hardened", target: "init/")
        try await StockVolunteers.with(1) { volunteers in
            let kept = try await fixture.distmake(hosts: volunteers.hosts)
            try #require(kept.status.isSuccess, "\(kept.errors)")
            #expect(kept.summary.contains("--quirk linux-gcc-plugins would apply here"), "\(kept.summary)")
            #expect(kept.summary.contains("LATENT_ENTROPY"), "what would be lost: \(kept.summary)")
            let staying = try fixture.compiles().filter { $0.localReason == "gcc-plugin" }
            #expect(staying.contains { $0.file.hasSuffix("init/main.c") }, "\(kept.summary)")

            try await fixture.keep(as: "kept")
            let asked = try await fixture.distmake(
                ["-f", "--quirk", TinyKernel.quirk], hosts: volunteers.hosts)
            try #require(asked.status.isSuccess, "\(asked.errors)")
            let compiles = try fixture.compiles()
            let main = try #require(compiles.first { $0.file.hasSuffix("init/main.c") })
            #expect(main.mode == .plain)
            #expect(BuildFigures.unexpected(compiles, mayStay: Self.mayStay) == [])
        }
        #expect(
            fixture.contents("package/PKGBUILD")
                == TinyKernel.recipe(package: "linux-tiny-hardened", target: "init/"))
    }

    /// The local reasons of a kernel's compiles that no volunteer can help with: assembly; the quirk linux-incbin;
    /// three files of offsets, compiled with -S -fverbose-asm, which writes the options into the text.
    private static let mayStay = ["assembler-source", "quirk", "records-command-line"]
}
