import ByteStrings
import ShimWire

extension BuildFacts {
    /// distcc's own defaults, in seconds: distcc(1), DISTCC_IO_TIMEOUT and DISTCC_BACKOFF_PERIOD.
    private static let ioTimeout: UInt32 = 300
    private static let backOffPeriod: UInt32 = 60

    /// The facts of a build, with what the environment says of distcc's settings and of our directories.
    static func make(
        hosts: ByteString, disabledReason: ByteString, package: ByteString, version: ByteString,
        directory: ByteString, command: ByteString, makeflags: ByteString, wantsProgress: Bool,
        localFiles: [ByteString] = [], jobMode: ByteString = "", shipments: [Shipment] = [],
        acceptedToolchains: ByteString? = nil, logLevel: ByteString = "",
        location: RuntimeLocation, environment: ProcessEnvironment
    ) -> BuildFacts {
        let state = environment.directory("XDG_STATE_HOME", homeSuffix: ".local/state")
        let locks = environment.text("DISTCC_DIR") ?? location.root
        return BuildFacts(
            hosts: hosts, disabledReason: disabledReason, package: package, version: version,
            directory: directory, command: command, makeflags: makeflags,
            historyPath: state.appending(path: "distmake/history.sqlite"),
            lockDirectory: locks.appending(path: "lock"),
            ioTimeoutSeconds: DistccVariable.seconds("DISTCC_IO_TIMEOUT", environment) ?? ioTimeout,
            backOffSeconds: DistccVariable.seconds("DISTCC_BACKOFF_PERIOD", environment) ?? backOffPeriod,
            wantsProgress: wantsProgress, localFiles: localFiles, jobMode: jobMode, shipments: shipments,
            sshCommand: sshCommand(environment),
            acceptedToolchains: (acceptedToolchains ?? environment["DISTMAKE_ACCEPT_TOOLCHAIN"] ?? "")
                .split(" ").filter { !$0.isEmpty },
            logLevel: logLevel.isEmpty && environment["DISTCC_VERBOSE"] == "1" ? "debug" : logLevel,
            logPath: environment.text("DISTCC_LOG").map { WorkingDirectory.current.appending(path: $0) }
                ?? "",
            hostOrder: environment["DISTMAKE_ORDER"] ?? "")
    }

    /// distcc too splits DISTCC_SSH at blanks and looks its first word up in PATH (ssh.c).
    private static func sshCommand(_ environment: ProcessEnvironment) -> [ByteString] {
        let words = environment["DISTCC_SSH"]?.split(" ") ?? []
        return [CompilerLookup.path(of: words.first ?? "ssh", environment)] + words.dropFirst()
    }
}
