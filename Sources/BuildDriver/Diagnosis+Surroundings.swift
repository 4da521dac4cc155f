import ByteStrings
import HostSpec
import Makepkg
import Placement
import Processes

extension Diagnosis {
    /// What is wrong around the configuration, or will surprise.
    ///
    /// - Parameter text: of a variable as a build has it: makepkg.conf's, else the environment's.
    mutating func judge(
        _ surroundings: Surroundings, _ environment: ProcessEnvironment, buildOptions: [ByteString],
        text: (ByteString) -> ByteString?
    ) {
        judgeSwitches(environment)
        judgeCompilerVariables(text)
        judgePath(text("PATH") ?? "")
        judgeCcache(surroundings, environment, buildOptions)
        judgeJobs(surroundings, makeflags: text("MAKEFLAGS") ?? "")
        for room in surroundings.rooms where room.freeBytes < room.neededBytes {
            problems.append(
                Problem(
                    .surroundings,
                    room.path + " has \(room.freeBytes >> 20) MiB left for " + room.purpose,
                    remedy: "make room; even a small package wants \(room.neededBytes >> 20) MiB"))
        }
        if surroundings.clockLag > .seconds(60) {
            hints.append(
                Hint(
                    "this machine's clock is behind the time of its own files by "
                        + "\(surroundings.clockLag.components.seconds) s: make rebuilds, or builds too little",
                    remedy: "timedatectl set-ntp true"))
        }
        if let directory = surroundings.distccDirectoryOnDisk {
            hints.append(
                Hint(
                    "DISTCC_DIR=" + directory
                        + " is on a disk: slots are locked and states written there for each job",
                    remedy: "leave it unset, or name a directory in $XDG_RUNTIME_DIR"))
        }
    }

    private mutating func judgeSwitches(_ environment: ProcessEnvironment) {
        if let variable = DisableVariable.set(in: environment) {
            problems.append(
                Problem(
                    .hosts, variable + " is set: everything is compiled here",
                    remedy: "unset " + (variable.split("=").first ?? variable)))
        } else if let found = EnvironmentReason.find(in: { environment.text($0) }) {
            problems.append(
                Problem(
                    .surroundings,
                    found.variable + "=" + (environment.text(found.variable) ?? "")
                        + " is set: everything is compiled here (" + ByteString(found.reason.rawValue) + ")",
                    remedy: "unset " + found.variable))
        }
        if environment["DISTCC_FALLBACK"] == "0" {
            hints.append(
                Hint(
                    "DISTCC_FALLBACK=0: a compile that no volunteer can do fails the build",
                    remedy: "unset DISTCC_FALLBACK, unless that is what you want"))
        }
    }

    /// Compilers that are named by their paths, or through distcc, are never looked up in the masquerade directory.
    private mutating func judgeCompilerVariables(_ text: (ByteString) -> ByteString?) {
        for variable: ByteString in ["CC", "CXX"] {
            let value = text(variable) ?? ""
            let words = value.split(" ")
            guard let first = words.first else { continue }
            let isLauncher = first.lastPathComponent == "distcc"
            guard isLauncher || first.contains(UInt8(ascii: "/")) else { continue }
            let compiler = isLauncher && words.count > 1 ? words[1] : first
            problems.append(
                Problem(
                    .surroundings, variable + "=" + value + " goes past distmake",
                    remedy: "write " + variable + "=" + compiler.lastPathComponent + ", or leave it unset"))
        }
    }

    private mutating func judgePath(_ path: ByteString) {
        let leftovers = path.split(":").filter { $0 == "/usr/lib/distcc" || $0 == "/usr/lib/distcc/bin" }
        guard let directory = leftovers.first else { return }
        hints.append(
            Hint(
                "PATH names " + directory
                    + ": outside of distmake's builds, compiles go through distcc's own client",
                remedy: "take it out; distmake needs no directory in PATH"))
    }

    private mutating func judgeCcache(
        _ surroundings: Surroundings, _ environment: ProcessEnvironment, _ buildOptions: [ByteString]
    ) {
        if EffectiveConfiguration.setting(of: "ccache", in: buildOptions) == true,
            surroundings.ccache == nil
        {
            problems.append(
                Problem(
                    .surroundings, "BUILDENV has ccache, which is not installed: makepkg refuses to build",
                    remedy: "pacman -S ccache, or write !ccache"))
        }
        if let prefix = environment.text("CCACHE_PREFIX") {
            hints.append(
                Hint(
                    "CCACHE_PREFIX=" + prefix + " is replaced by distmake's own while a build runs",
                    remedy: "unset CCACHE_PREFIX"))
        }
    }

    private mutating func judgeJobs(_ surroundings: Surroundings, makeflags: ByteString) {
        guard let limits = hosts?.list?.hosts.filter(\.isUsable).map(\.limit), !limits.isEmpty else { return }
        let suggested = JobCount.suggested(limits: limits)
        let slots = limits.reduce(0, +)
        if case .limited(let jobs)? = JobCount.inMakeflags(makeflags), jobs < slots {
            hints.append(
                Hint(
                    "MAKEFLAGS=" + makeflags
                        + " starts \(jobs) compiles at once, and the hosts have \(slots) slots",
                    remedy: "leave -j out (distmake takes -j\(suggested)), or write it"))
        }
        // A job that waits has its shim's socket and its root directory open, one that is sent a connection too.
        let needed = 64 + 3 * suggested
        if surroundings.descriptorLimit < needed {
            problems.append(
                Problem(
                    .surroundings,
                    "at most \(surroundings.descriptorLimit) open files: \(slots) slots need \(needed)",
                    remedy: "raise nofile in /etc/security/limits.conf (hard limit), then log in again"))
        }
    }

    /// Lists that the one in force hides, and that say something else.
    mutating func judgeHiddenLists(_ sources: [HostSource]) {
        guard let used = sources.first, let written = try? used.list() else { return }
        for other in sources.dropFirst() where other.differs(from: written) {
            hints.append(
                Hint(
                    other.origin.description + " is not used: " + used.origin.description
                        + " comes first and says something else",
                    remedy: "keep one of them"))
        }
    }
}
