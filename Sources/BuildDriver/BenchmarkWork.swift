import Analysis
import ByteStrings
import Makepkg

/// What a benchmark builds again and again, and how: always by this distmake itself, in a process of its own.
struct BenchmarkWork: Sendable {
    enum Kind: Sendable {
        /// makepkg, with everything that it makes below `scratch`.
        case package(configuration: ConfigurationFiles, scratch: ByteString)
        /// `clean` is a line for sh.
        case command([ByteString], clean: ByteString)
    }

    var kind: Kind
    /// For makepkg and distmake, from the command line; none for a command.
    var options: [ByteString] = []
    /// Where it runs.
    var directory: ByteString
    /// The package's name in history.
    var name: ByteString
    /// Empty for a command, and where the PKGBUILD computes it.
    var version: ByteString
    /// Another text is another thing to build.
    var subject: ByteString
    var environment: ProcessEnvironment

    var isPackage: Bool { if case .package = kind { true } else { false } }

    /// For people: `lua 5.4.6-1`, `make Image`.
    var title: ByteString {
        switch kind {
        case .package: version.isEmpty ? name : name + " " + version
        case .command(let words, _): words.joined(separator: " ")
        }
    }

    /// The directory that history has for its builds.
    var recordedDirectory: ByteString {
        switch kind {
        case .package(_, let scratch):
            let build = scratch.appending(path: "build")
            return (WorkingDirectory.resolve(build) ?? build).appending(path: name + "/src")
        case .command:
            return directory
        }
    }

    /// The command line of history for its builds; `nil` where `recordedDirectory` says enough.
    var recordedCommand: ByteString? {
        if case .command(let words, _) = kind { words.joined(separator: " ") } else { nil }
    }

    /// What every makepkg of a benchmark is told. check() and the package are not what is measured; sources are fetched
    /// and verified once, before the first run.
    static let makepkgOptions: [ByteString] = [
        "-f", "-C", "--nocheck", "--noarchive", "--holdver", "--skipinteg", "--noconfirm", "--noprogressbar",
    ]

    /// The words for distmake that build it under one set-up.
    func words(_ setup: BenchmarkSetup) -> [ByteString] {
        let local: [ByteString] = setup.hosts.isEmpty ? ["--local"] : []
        switch kind {
        case .package(_, let scratch):
            return ["build"] + Self.makepkgOptions + options + local
                + ["--config", Self.configurationPath(in: scratch)] + Self.assignments(setup)
        case .command(let words, _):
            return ["run"] + local + ["--"] + words
        }
    }

    /// The words for distmake that fetch and verify the sources.
    func fetchingWords(scratch: ByteString) -> [ByteString] {
        ["build", "--verifysource", "--holdver", "--noconfirm", "--noprogressbar"] + options
            + ["--config", Self.configurationPath(in: scratch)]
    }

    /// For makepkg's command line, where they beat makepkg.conf and the environment.
    static func assignments(_ setup: BenchmarkSetup) -> [ByteString] {
        // Of several -j make obeys the last one; what else stands in MAKEFLAGS stays.
        (setup.hosts.isEmpty ? [] : ["DISTCC_HOSTS=" + ByteString(setup.hosts)])
            + (setup.jobLimit.map { ["MAKEFLAGS+= -j\($0)"] } ?? [])
    }

    func environment(_ setup: BenchmarkSetup) -> ProcessEnvironment {
        var inner = environment
        // ccache then hands each compile on, whether makepkg, PATH or CC brought it in.
        inner["CCACHE_DISABLE"] = "1"
        switch kind {
        case .package(_, let scratch):
            for (name, place) in Self.places {
                inner[name] = scratch.appending(path: place)
            }
        case .command:
            inner["DISTCC_HOSTS"] = ByteString(setup.hosts)
            if let limit = setup.jobLimit {
                inner["MAKEFLAGS"] = (environment.text("MAKEFLAGS").map { $0 + " " } ?? "") + "-j\(limit)"
            }
        }
        return inner
    }

    /// makepkg's directories, each below scratch. SRCDEST is not among them: sources that are there are not fetched
    /// again.
    static let places: [(variable: ByteString, directory: ByteString)] = [
        ("BUILDDIR", "build"), ("PKGDEST", "packages"), ("SRCPKGDEST", "packages"), ("LOGDEST", "packages"),
    ]

    static func configurationPath(in scratch: ByteString) -> ByteString {
        scratch.appending(path: "makepkg.conf")
    }

    /// A makepkg.conf that reads those of the user, without ccache.
    static func configurationText(_ files: ConfigurationFiles) -> ByteString {
        (files.paths.map { "source " + $0.shellQuoted } + ["BUILDENV+=('!ccache')", ""]).joined(
            separator: "\n")
    }
}
