public import ByteStrings

/// What the driver tells the coordinator when a build begins: the payload of its `control` hello.
public struct BuildFacts: Equatable, Sendable {
    /// The host list as the user wrote it; empty when there is none.
    public var hosts: ByteString
    /// Why nothing is to be distributed, in words for the summary; empty when it may be.
    public var disabledReason: ByteString
    /// Package base, or the first word of the command of `distmake run`.
    public var package: ByteString
    /// `epoch:pkgver-pkgrel`; empty when it is not known before the build.
    public var version: ByteString
    public var directory: ByteString
    /// The command line as typed.
    public var command: ByteString
    /// The -j part of MAKEFLAGS in force during build().
    public var makeflags: ByteString
    /// Absolute; empty: nothing is recorded.
    public var historyPath: ByteString
    /// Where slots are locked against other processes of the user.
    public var lockDirectory: ByteString
    /// Where distcc's monitors look for what jobs are doing.
    public var stateDirectory: ByteString
    /// DISTCC_IO_TIMEOUT.
    public var ioTimeoutSeconds: UInt32
    /// DISTCC_BACKOFF_PERIOD.
    public var backOffSeconds: UInt32
    /// Whether `progress` messages are wanted.
    public var wantsProgress: Bool
    /// Globs over the paths of sources that a quirk keeps here.
    public var localFiles: [ByteString]
    /// How a quirk wants jobs to be sent: `native`, `pump` or `plain`; empty for any way.
    public var jobMode: ByteString
    /// Files that compiles read though nothing in their sources says so.
    public var shipments: [Shipment]
    /// The words of DISTCC_SSH, the first a path.
    public var sshCommand: [ByteString]
    /// Hosts whose compilers are used unseen: DISTMAKE_ACCEPT_TOOLCHAIN.
    public var acceptedToolchains: [ByteString]
    /// What the build's log keeps, by distcc's name of the level; empty: `notice` and worse.
    public var logLevel: ByteString
    /// DISTCC_LOG: where the log goes; empty: into the build's runtime directory, with which it is removed.
    public var logPath: ByteString
    /// DISTMAKE_ORDER: `list`, or anything else for the measured order.
    public var hostOrder: ByteString
    /// `gcc 12.2.0 x86_64-linux-gnu`; empty when it is not known.
    public var compiler: ByteString
    /// The -j of build(); 0 for no limit, `nil` when it is not known.
    public var jobLimit: UInt32?
    /// Variables that change what is built or how, each as `NAME=value`, for history.
    public var settings: [ByteString]
    /// How many days history keeps the jobs of a build; 0 for ever.
    public var historyDays: UInt32
    /// How large history may be, in millions of bytes; 0 for no limit.
    public var historyMegabytes: UInt32
    /// Whether only a build by the same command in the same directory says how this one will go: under `distmake run`
    /// make and make check are different things.
    public var isCommand: Bool
    /// Where the root directory of a build in a chroot is on the outside, for records of its compilers; empty for a
    /// build in this machine's own.
    public var compilerRoot: ByteString

    /// Files to go along with the compiles of some sources.
    public struct Shipment: Equatable, Sendable {
        /// Globs over paths below srcdir.
        public var files: [ByteString]
        /// Globs over the paths of sources.
        public var sources: [ByteString]

        public init(files: [ByteString], sources: [ByteString]) {
            self.files = files
            self.sources = sources
        }

        static func read(_ reader: inout FrameReader) throws(ShimWireError) -> [Shipment] {
            var shipments: [Shipment] = []
            for _ in 0..<(try reader.uint32()) {
                shipments.append(Shipment(files: try reader.strings(), sources: try reader.strings()))
            }
            return shipments
        }
    }

    public init(
        hosts: ByteString, disabledReason: ByteString, package: ByteString, version: ByteString,
        directory: ByteString, command: ByteString, makeflags: ByteString, historyPath: ByteString,
        lockDirectory: ByteString, stateDirectory: ByteString, ioTimeoutSeconds: UInt32,
        backOffSeconds: UInt32, wantsProgress: Bool, localFiles: [ByteString], jobMode: ByteString = "",
        shipments: [Shipment] = [],
        sshCommand: [ByteString], acceptedToolchains: [ByteString] = [], logLevel: ByteString,
        logPath: ByteString = "", hostOrder: ByteString = "", compiler: ByteString = "",
        jobLimit: UInt32? = nil, settings: [ByteString] = [], historyDays: UInt32 = 0,
        historyMegabytes: UInt32 = 0, isCommand: Bool = false, compilerRoot: ByteString = ""
    ) {
        self.hosts = hosts
        self.disabledReason = disabledReason
        self.package = package
        self.version = version
        self.directory = directory
        self.command = command
        self.makeflags = makeflags
        self.historyPath = historyPath
        self.lockDirectory = lockDirectory
        self.stateDirectory = stateDirectory
        self.ioTimeoutSeconds = ioTimeoutSeconds
        self.backOffSeconds = backOffSeconds
        self.wantsProgress = wantsProgress
        self.localFiles = localFiles
        self.jobMode = jobMode
        self.shipments = shipments
        self.sshCommand = sshCommand
        self.acceptedToolchains = acceptedToolchains
        self.logLevel = logLevel
        self.logPath = logPath
        self.hostOrder = hostOrder
        self.compiler = compiler
        self.jobLimit = jobLimit
        self.settings = settings
        self.historyDays = historyDays
        self.historyMegabytes = historyMegabytes
        self.isCommand = isCommand
        self.compilerRoot = compilerRoot
    }
}

extension BuildFacts: ControlPayload {
    public init(payload: [UInt8]) throws(ShimWireError) {
        var reader = FrameReader(type: 0, payload: payload[...])
        self.init(
            hosts: try reader.string(), disabledReason: try reader.string(), package: try reader.string(),
            version: try reader.string(), directory: try reader.string(), command: try reader.string(),
            makeflags: try reader.string(), historyPath: try reader.string(),
            lockDirectory: try reader.string(), stateDirectory: try reader.string(),
            ioTimeoutSeconds: try reader.uint32(),
            backOffSeconds: try reader.uint32(), wantsProgress: try reader.bool(),
            localFiles: try reader.strings(), jobMode: try reader.string(),
            shipments: try Shipment.read(&reader), sshCommand: try reader.strings(),
            acceptedToolchains: try reader.strings(),
            logLevel: try reader.string(), logPath: try reader.string(),
            hostOrder: try reader.string(), compiler: try reader.string(),
            jobLimit: try reader.bool() ? try reader.uint32() : nil, settings: try reader.strings(),
            historyDays: try reader.uint32(), historyMegabytes: try reader.uint32(),
            isCommand: try reader.bool(), compilerRoot: try reader.string())
        try reader.finish()
    }

    public func encodedPayload() -> [UInt8] {
        FrameWriter.payload { writer in
            for text in [
                hosts, disabledReason, package, version, directory, command, makeflags, historyPath,
                lockDirectory, stateDirectory,
            ] {
                writer.write(text)
            }
            writer.write(ioTimeoutSeconds)
            writer.write(backOffSeconds)
            writer.write(wantsProgress ? 1 as UInt8 : 0)
            writer.write(localFiles)
            writer.write(jobMode)
            writer.write(UInt32(shipments.count))
            for shipment in shipments {
                writer.write(shipment.files)
                writer.write(shipment.sources)
            }
            writer.write(sshCommand)
            writer.write(acceptedToolchains)
            writer.write(logLevel)
            writer.write(logPath)
            writer.write(hostOrder)
            writer.write(compiler)
            writer.write(jobLimit == nil ? 0 as UInt8 : 1)
            if let jobLimit { writer.write(jobLimit) }
            writer.write(settings)
            writer.write(historyDays)
            writer.write(historyMegabytes)
            writer.write(isCommand ? 1 as UInt8 : 0)
            writer.write(compilerRoot)
        }
    }
}
