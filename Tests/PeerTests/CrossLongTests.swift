import ByteStrings
import Glibc
import History
import Processes
import Testing

/// A small ARM machine with x86_64 volunteers, whose cross compilers are another build of its own compiler: the
/// machine's gcc runs here by qemu, what `scripts/fetch-cross` has put together. `make cross` runs them.
@Suite(
    .serialized, .timeLimit(.minutes(5)),
    .enabled(if: TestLength.isLong, "needs whole toolchains: make cross"))
struct CrossLongTests {
    struct Machine: Sendable, CustomTestStringConvertible {
        var testDescription: String
        /// Debian's name.
        var directory: ByteString
        var triple: ByteString
        /// By the ArchWiki.
        var port: Int
        /// e_machine of its objects.
        var number: UInt8
        /// Whether the volunteer's cross compiler is installed.
        var isInstalled: Bool
        /// What comes between address and end in the host list.
        var place: ByteString

        static let aarch64 = Machine(
            testDescription: "aarch64, ADDRESS:PORT/LIMIT", directory: "arm64", triple: "aarch64-linux-gnu",
            port: 3636, number: 183, isInstalled: true, place: ":3636/4")
        static let armv7h = Machine(
            testDescription: "armv7h, ADDRESS/LIMIT:PORT", directory: "armhf", triple: "arm-linux-gnueabihf",
            port: 3635, number: 40, isInstalled: false, place: "/4:3635")
    }

    private static let count = 6
    private let place: Workplace
    private let cache: ByteString

    init() throws {
        place = try Workplace()
        let home = unsafe getenv("XDG_CACHE_HOME").map { unsafe ByteString(cString: $0) }
        let user = unsafe getenv("HOME").map { unsafe ByteString(cString: $0) } ?? "/root"
        cache = (home ?? user.appending(path: ".cache")).appending(path: "distmake-tests/cross")
        try #require(
            Files.names(in: cache).contains("tools"), "scripts/fetch-cross makes \(cache)")
        for number in 0..<Self.count {
            try place.write(["f\(number).c": "int f\(number)(int x) { return x / \(number + 3); }\n"])
        }
    }

    /// A distccd with the cross compiler. Its user may look into no home, so what was fetched is bound elsewhere.
    private func withVolunteer(
        of machine: Machine, at address: ByteString, byPlainName plainName: Bool,
        _ body: () async throws -> Void
    ) async throws {
        let tools: ByteString = machine.isInstalled ? "/usr/bin" : "/mnt/usr/bin"
        let launcher: [ByteString] =
            machine.isInstalled
            ? []
            : [
                "/usr/bin/bwrap", "--dev-bind", "/", "/", "--bind", cache.appending(path: "tools"), "/mnt",
                "--",
            ]
        var path = tools + ":/usr/bin:/bin"
        var options: [ByteString] = []
        if plainName {
            // As the ArchWiki has it for ARM: a directory with the plain names of the cross compiler.
            path = place("bin-" + machine.directory)
            try Files.makeDirectories(path)
            let script: ByteString = "#!/bin/sh\nexec " + tools + "/" + machine.triple + "-gcc \"$@\"\n"
            try Files.write(path.appending(path: "gcc"), script.bytes, mode: 0o755)
            for directory in [place.path, place.work, path] {
                try #require(unsafe directory.withCString { unsafe chmod($0, 0o755) } == 0)
            }
        } else if !machine.isInstalled {
            // Its name is in no list of what distccd allows.
            options = ["--enable-tcp-insecure"]
        }
        let environment = ["PATH=" + path, "LD_LIBRARY_PATH=/mnt/usr/lib/x86_64-linux-gnu"]
        try await StockDistccd.with(
            at: (address, machine.port), daemonOptions: options, environment: environment, launcher: launcher
        ) { _ in try await body() }
    }

    /// Compiles each source, all at once.
    private func command(_ flags: ByteString, suffix: ByteString) -> ByteString {
        (0..<Self.count).map { "gcc -O2 " + flags + " -c f\($0).c -o f\($0)" + suffix + " &" }
            .joined(separator: " ") + " wait"
    }

    @Test(arguments: [Machine.aarch64, .armv7h], [false, true])
    func `another build of the machine's compiler is used, but not for intermediate code`(
        machine: Machine, plainName: Bool
    ) async throws {
        let address: ByteString = "127.96.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        let path = "PATH=" + cache.appending(path: machine.directory + "/bin") + ":/usr/bin:/bin"
        // -fno-ident: the one difference between such builds is what they say of themselves.
        try await place.plain(command("-fno-ident", suffix: ".plain"), [path]).mustSucceed()
        try await withVolunteer(of: machine, at: address, byPlainName: plainName) {
            let result = try await place.build(
                command("-fno-ident", suffix: ".o") + "; " + command("", suffix: ".said.o") + "; "
                    + "gcc -O2 -flto -c f0.c -o lto.o",
                hosts: address + machine.place, [path]
            ).mustSucceed()
            let said = ByteString(result.standardError).split("\n").filter {
                $0.contains("another build of the same version")
            }
            #expect(
                said.count == 1 && said[0].contains("not for -flto"), "\(ByteString(result.standardError))")
        }
        let fates = try place.jobs().map(\.fate)
        #expect(fates.count { $0 == "remote" } == 2 * Self.count, "\(fates)")
        #expect(fates.filter { $0 != "remote" } == ["toolchain-build"])
        for number in 0..<Self.count {
            let object = try #require(Files.read(place("f\(number).o")))
            #expect(object[18] == machine.number)
            #expect(object == Files.read(place("f\(number).plain")))
        }
    }

    /// One list for both kinds of machine: the volunteers of the other kind are found out by the probe.
    @Test(arguments: [Machine.aarch64, .armv7h])
    func `of volunteers for both architectures each machine uses its own`(machine: Machine) async throws {
        let addresses = (0..<2).map { _ -> ByteString in
            "127.96.\(Int.random(in: 0...255)).\(Int.random(in: 1...254))"
        }
        let machines = [Machine.aarch64, .armv7h]
        let path = "PATH=" + cache.appending(path: machine.directory + "/bin") + ":/usr/bin:/bin"
        try await withVolunteer(of: .aarch64, at: addresses[0], byPlainName: true) {
            try await withVolunteer(of: .armv7h, at: addresses[1], byPlainName: true) {
                let hosts = zip(addresses, machines).map { $0 + $1.place }.joined(separator: " ")
                try await place.build(command("", suffix: ".o"), hosts: hosts, [path]).mustSucceed()
            }
        }
        let jobs = try place.jobs()
        #expect(jobs.map(\.fate) == (0..<Self.count).map { _ in "remote" })
        let own = try #require(machines.firstIndex { $0.port == machine.port })
        #expect(
            jobs.allSatisfy { $0.host?.hasPrefix(addresses[own].string) == true },
            "\(jobs.compactMap(\.host))")
        #expect(Files.read(place("f0.o"))?[18] == machine.number)
    }
}
