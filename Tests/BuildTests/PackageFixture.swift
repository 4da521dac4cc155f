import ByteStrings
import Glibc
import History
import Processes
import SystemPackage
import Testing

/// A package to build and somebody's home to build it from: every file that makepkg or distmake writes is below
/// `root`, which is removed with this value.
final class PackageFixture: Sendable {
    let root: ByteString
    /// makepkg's startdir.
    var start: ByteString { root.appending(path: "package") }
    var state: ByteString { root.appending(path: "home/.local/state/distmake") }
    private let installation: Installation

    /// - Parameters:
    ///   - files: what lies beside the PKGBUILD, by name.
    ///   - configuration: makepkg.conf.
    init(
        _ recipe: ByteString, files: [(name: ByteString, text: ByteString)] = [],
        configuration: MakepkgConfiguration = MakepkgConfiguration()
    ) async throws {
        installation = try await Installation.shared.value
        root = try makeTemporaryDirectory("distmake-build")
        for name: ByteString in [
            "home", "home/.local", "home/.local/state", "home/.local/state/distmake", "package", "bin", "tmp",
            "runtime",
        ] {
            try makeDirectory(name)
        }
        // What systemd gives: no other user's.
        _ = unsafe root.appending(path: "runtime").withCString { unsafe chmod($0, 0o700) }
        try write(configuration.text, as: "makepkg.conf")
        // A pacman that has every package installed.
        try write("#!/bin/sh\nexit 0\n", as: "bin/pacman", mode: 0o755)
        try write(recipe, as: "package/PKGBUILD")
        for file in files { try write(file.text, as: "package/" + file.name) }
    }

    deinit {
        removeTree(root)
    }

    // MARK: Files

    func makeDirectory(_ name: ByteString) throws {
        let path = root.appending(path: name)
        guard unsafe path.withCString({ unsafe mkdir($0, 0o755) }) == 0 else {
            throw SetupError(failed: path)
        }
        BuildUser.own(path)
    }

    /// - Parameter name: below `root`.
    func write(_ text: ByteString, as name: ByteString, mode: mode_t = 0o644) throws {
        let path = root.appending(path: name)
        try BuildTests.write(text, to: path, mode: mode)
        BuildUser.own(path)
    }

    func contents(_ name: ByteString) -> ByteString? {
        BuildTests.contents(root.appending(path: name))
    }

    func exists(_ name: ByteString) -> Bool {
        unsafe root.appending(path: name).withCString { unsafe access($0, F_OK) } == 0
    }

    /// The names below a directory, sorted, without those beginning with a dot that only say what they are.
    func names(in directory: ByteString) async throws -> [ByteString] {
        let text = try await shell(
            "cd \"$1\" && find . -mindepth 1 | sort", [root.appending(path: directory)])
        return text.split("\n").map { $0.dropping(prefix: "./") ?? $0 }
    }

    /// Puts what a build has made under `name` in `root`, so that the next one, in the same directories, begins
    /// afresh.
    func keep(as name: ByteString) async throws {
        try await shell(
            """
            mkdir "$1/$2"
            cd "$1/package"
            for file in src pkg *.pkg.tar* *.log; do
                if [[ -e $file ]]; then mv "$file" "$1/$2/"; fi
            done
            """, [root, name])
    }

    // MARK: Running

    private func environment(_ extra: [ByteString]) -> [ByteString] {
        let own: [(ByteString, ByteString)] = [
            ("PATH", installation.directory + ":/usr/bin:/bin"), ("HOME", root.appending(path: "home")),
            ("TMPDIR", root.appending(path: "tmp")), ("XDG_RUNTIME_DIR", root.appending(path: "runtime")),
            ("MAKEPKG_CONF", root.appending(path: "makepkg.conf")),
            ("PACMAN", root.appending(path: "bin/pacman")), ("PACKAGER", "A <a@example.invalid>"),
            ("SOURCE_DATE_EPOCH", "1700000000"), ("LC_ALL", "C"), ("TERM", "dumb"),
        ]
        return own.map { $0 + "=" + $1 }.filter { entry in
            !extra.contains { $0.split("=").first == entry.split("=").first }
        } + extra
    }

    /// Runs `command` as the user in startdir, or in `directory` below `root`.
    ///
    /// - Parameter asTester: not as the user, but as who runs the tests.
    func run(
        _ command: [ByteString], environment extra: [ByteString] = [], in directory: ByteString = "package",
        asTester: Bool = false
    ) async throws -> BuildResult {
        let words = (asTester ? [] : Self.launcher(extra)) + command
        let begin = ContinuousClock.now
        let result = try await capture(
            words[0], arguments: Array(words.dropFirst()), environment: environment(extra),
            workingDirectory: root.appending(path: directory))
        return BuildResult(
            status: result.waitStatus, output: ByteString(result.standardOutput),
            errors: ByteString(result.standardError), wall: ContinuousClock.now - begin)
    }

    func makepkg(
        _ arguments: [ByteString] = ["-f"], environment: [ByteString] = []
    ) async throws -> BuildResult {
        try await run(["/usr/bin/makepkg"] + arguments, environment: environment)
    }

    /// - Parameter hosts: a host list; `nil` for none.
    func distmake(
        _ arguments: [ByteString] = ["-f"], hosts: ByteString? = nil, environment: [ByteString] = []
    ) async throws -> BuildResult {
        try await run(["distmake"] + arguments, environment: Self.hosts(hosts) + environment)
    }

    /// Starts distmake in a session of its own, so that a signal can be sent to its process group as a terminal does.
    func start(
        _ command: [ByteString] = ["distmake", "-f"], hosts: ByteString? = nil,
        environment extra: [ByteString] = [], in directory: ByteString = "package"
    ) throws -> RunningBuild {
        let words = Self.launcher(Self.hosts(hosts) + extra) + command
        let output = root.appending(path: "output")
        let null = unsafe open("/dev/null", O_RDONLY | O_CLOEXEC)
        let log = unsafe output.withCString {
            unsafe open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        }
        defer {
            close(null)
            close(log)
        }
        let process = try DetachedProcess.start(
            words[0], arguments: Array(words.dropFirst()),
            environment: environment(Self.hosts(hosts) + extra),
            workingDirectory: root.appending(path: directory), standardInput: null, output: log)
        return RunningBuild(process: process, output: output)
    }

    /// Starts a command at a terminal, which becomes the controlling one of a session of its own.
    func start(_ command: [ByteString], on terminal: Int32, environment extra: [ByteString]) throws
        -> DetachedProcess
    {
        let words = ["/usr/bin/setsid", "--ctty", "--wait"] + Self.launcher(extra) + command
        return try DetachedProcess.start(
            words[0], arguments: Array(words.dropFirst()), environment: environment(extra),
            workingDirectory: start, standardInput: terminal, output: terminal)
    }

    /// What goes before a command. Where the environment names no hosts, the system's own list is hidden: Debian's
    /// package distcc brings one.
    private static func launcher(_ environment: [ByteString]) -> [ByteString] {
        let isHidden =
            !environment.contains { $0.hasPrefix("DISTCC_HOSTS=") }
            && BuildTests.contents("/etc/distcc/hosts") != nil
        let hiding: [ByteString] = ["/usr/bin/bwrap", "--dev-bind", "/", "/", "--tmpfs", "/etc/distcc"]
        return (isHidden ? hiding + (geteuid() == 0 ? ["--cap-add", "ALL"] : []) + ["--"] : [])
            + BuildUser.launcher
    }

    private static func hosts(_ list: ByteString?) -> [ByteString] {
        list.map { ["DISTCC_HOSTS=" + $0] } ?? []
    }

    // MARK: Afterwards

    /// What a build leaves that it should not: in the runtime directory, in TMPDIR, beside the PKGBUILD.
    func leftovers() async throws -> [ByteString] {
        let runtime = try await names(in: "runtime").filter { name in
            // The user's own lock files and shared coordinators outlive a build; a build's directory does not.
            name.contains("/") && name.split("/")[1].count == 8
        }
        let temporary = try await names(in: "tmp").filter { !$0.hasPrefix("runtime-") }
        let recipes = try await names(in: "package").filter { $0.hasPrefix(".PKGBUILD") }
        return runtime + temporary + recipes
    }

    /// The builds in history, the newest first, with their jobs.
    func history() throws -> [(build: RecordedBuild, jobs: [JobRecord])] {
        let reader = try HistoryReader(path: FilePath(state.appending(path: "history.sqlite").string))
        return try reader.builds(limit: 20).map { ($0, try reader.jobs(of: $0.build.identifier)) }
    }

    /// The compiles of the newest build.
    func compiles() throws -> [JobRecord] {
        try #require(history().first).jobs.filter { $0.kind == .compile }
    }
}

struct BuildResult: Sendable {
    var status: WaitStatus
    var output: ByteString
    var errors: ByteString
    var wall: Duration

    /// The lines of standard output, but for those with the time of day in them. Sorted: jobs run side by side.
    var lines: [ByteString] {
        output.split("\n").filter {
            !$0.contains(" making: ") && !$0.contains("Making package: ") && !$0.contains(" created: ")
        }.sorted()
    }

    /// What distmake itself says after a build.
    var summary: ByteString {
        let lines = errors.split("\n", keepingEmpty: true)
        let start = lines.firstIndex { $0.hasPrefix("distmake: ") } ?? lines.count
        return lines[start...].joined(separator: "\n")
    }
}

struct RunningBuild: Sendable {
    let process: DetachedProcess
    let output: ByteString

    /// The leader of the session and of the process group.
    var leader: pid_t { process.processIdentifier }

    func wait() async -> WaitStatus {
        await process.wait().waitStatus
    }

    var text: ByteString { contents(output) ?? "" }
}
