import ByteStrings
import Makepkg
import ShimWire

extension BuildFacts {
    /// distcc's own defaults, in seconds: distcc(1), DISTCC_IO_TIMEOUT and DISTCC_BACKOFF_PERIOD.
    private static let ioTimeout: UInt32 = 300
    private static let backOffPeriod: UInt32 = 60

    /// The facts of a build, with what the environment says of distcc's settings and of our directories.
    static func make(
        hosts: ByteString, disabledReason: ByteString, package: ByteString, version: ByteString,
        directory: ByteString, command: ByteString, makeflags: ByteString, jobs: JobCount?,
        compiler: ByteString, settings: [ByteString], historyLimits: HistoryLimits? = nil,
        wantsProgress: Bool,
        localFiles: [ByteString] = [], jobMode: ByteString = "", shipments: [Shipment] = [],
        acceptedToolchains: ByteString? = nil, logLevel: ByteString = "", isCommand: Bool = false,
        compilerRoot: ByteString = "", location: RuntimeLocation, environment: ProcessEnvironment
    ) -> BuildFacts {
        let shared = environment.text("DISTCC_DIR") ?? location.root
        let limits = historyLimits ?? HistoryLimits(environment)
        return BuildFacts(
            hosts: hosts, disabledReason: disabledReason, package: package, version: version,
            directory: directory, command: command, makeflags: makeflags,
            historyPath: environment.historyPath,
            lockDirectory: shared.appending(path: "lock"),
            stateDirectory: shared.appending(path: "state"),
            ioTimeoutSeconds: DistccVariable.seconds("DISTCC_IO_TIMEOUT", environment) ?? ioTimeout,
            backOffSeconds: DistccVariable.seconds("DISTCC_BACKOFF_PERIOD", environment) ?? backOffPeriod,
            wantsProgress: wantsProgress, localFiles: localFiles, jobMode: jobMode, shipments: shipments,
            sshCommand: sshCommand(environment),
            acceptedToolchains: (acceptedToolchains ?? environment["DISTMAKE_ACCEPT_TOOLCHAIN"] ?? "")
                .split(" ").filter { !$0.isEmpty },
            logLevel: logLevel.isEmpty && environment["DISTCC_VERBOSE"] == "1" ? "debug" : logLevel,
            logPath: environment.text("DISTCC_LOG").map { WorkingDirectory.current.appending(path: $0) }
                ?? "",
            hostOrder: environment["DISTMAKE_ORDER"] ?? "", compiler: compiler,
            jobLimit: jobLimit(jobs), settings: settings + ownSettings(environment),
            historyDays: limits.days, historyMegabytes: limits.megabytes, isCommand: isCommand,
            compilerRoot: compilerRoot)
    }

    private static func jobLimit(_ jobs: JobCount?) -> UInt32? {
        switch jobs {
        case .limited(let count): UInt32(clamping: count)
        case .unlimited: 0
        case .unreadable, nil: nil
        }
    }

    /// What the environment tells distcc and distmake; the host list is recorded by itself.
    private static func ownSettings(_ environment: ProcessEnvironment) -> [ByteString] {
        environment.entries.filter { entry in
            (entry.hasPrefix("DISTCC_") || entry.hasPrefix("DISTMAKE_"))
                && !entry.hasPrefix("DISTCC_HOSTS=") && !entry.hasPrefix("DISTMAKE_SOCKET=")
        }.map(\.oneLine).sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
    }

    /// `NAME=value` of the variables that decide what compilers are asked for.
    ///
    /// - Parameter value: of a variable; `nil` when it is not set.
    static func compilerSettings(_ value: (ByteString) -> ByteString?) -> [ByteString] {
        (["CC", "CXX", "CPPFLAGS", "CFLAGS", "CXXFLAGS", "LDFLAGS"] as [ByteString]).compactMap { name in
            value(name).map { (name + "=" + $0).oneLine }
        }
    }

    /// distcc too splits DISTCC_SSH at blanks and looks its first word up in PATH (ssh.c).
    static func sshCommand(_ environment: ProcessEnvironment) -> [ByteString] {
        let words = environment["DISTCC_SSH"]?.split(" ") ?? []
        return [CompilerLookup.path(of: words.first ?? "ssh", environment)] + words.dropFirst()
    }
}

extension ByteString {
    /// Line ends and what is before and after them as one blank: history keeps settings as lines.
    fileprivate var oneLine: ByteString {
        split("\n").map(\.trimmed).filter { !$0.isEmpty }.joined(separator: " ")
    }
}
