public import ByteStrings

/// One build as the coordinator knows it: at its start, and again, filled in, at its end.
public struct BuildRecord: Hashable, Sendable {
    /// Eight base32 characters in lower case, the same in paths and logs.
    public var identifier: String
    /// The pkgbase; for `distmake run` the name of the directory.
    public var package: String
    /// `epoch:pkgver-pkgrel` or a part of it; empty when there is none.
    public var version: String
    /// The absolute directory under which files are named relatively: makepkg's startdir or BUILDDIR.
    public var directory: ByteString
    /// The command line of makepkg, or of what `distmake run` was given, as text.
    public var command: ByteString
    /// MAKEFLAGS as the build saw them.
    public var makeflags: ByteString
    /// The compiler's own description, `gcc 12.2.0 x86_64-linux-gnu`; empty when it is not known.
    public var compiler: String
    /// The text of the host list; empty for a local build.
    public var hosts: ByteString
    /// Since 1970-01-01 UTC.
    public var started: Duration
    /// Since 1970-01-01 UTC; `nil` while it runs, and for ever if the coordinator was killed.
    public var finished: Duration?
    /// How makepkg (or the command) ended; `nil` while it runs.
    public var result: EndStatus?
    /// Objects that appeared under srcdir without a job.
    public var bypassedObjects: Int
    /// What the build made; known at its end.
    public var packageFiles: [PackageFile]
    /// The machine that built.
    public var machine: Machine
    /// The -j of build(); 0 for no limit, `nil` when it is not known.
    public var jobLimit: Int?
    /// Variables that change what is built or how, each as `NAME=value`.
    public var settings: [ByteString]
    /// The hosts of the list, in order.
    public var hostList: [ListedHost]
    /// What makepkg did one after the other; known at the end.
    public var phases: [BuildPhase]
    /// Those that cost most, the dearest first; known at the end.
    public var headers: [HeaderCost]
    /// `nil` while it runs, and where nobody waited for the command.
    public var usage: BuildUsage?
    /// When it was imported, since 1970-01-01 UTC; `nil` for a build of this database's own.
    public var imported: Duration?

    public init(
        identifier: String, package: String, version: String, directory: ByteString, command: ByteString,
        makeflags: ByteString = "", compiler: String = "", hosts: ByteString = "", started: Duration,
        finished: Duration? = nil, result: EndStatus? = nil, bypassedObjects: Int = 0,
        packageFiles: [PackageFile] = [], machine: Machine = Machine(), jobLimit: Int? = nil,
        settings: [ByteString] = [], hostList: [ListedHost] = [], phases: [BuildPhase] = [],
        headers: [HeaderCost] = [], usage: BuildUsage? = nil, imported: Duration? = nil
    ) {
        self.identifier = identifier
        self.package = package
        self.version = version
        self.directory = directory
        self.command = command
        self.makeflags = makeflags
        self.compiler = compiler
        self.hosts = hosts
        self.started = started
        self.finished = finished
        self.result = result
        self.bypassedObjects = bypassedObjects
        self.packageFiles = packageFiles
        self.machine = machine
        self.jobLimit = jobLimit
        self.settings = settings
        self.hostList = hostList
        self.phases = phases
        self.headers = headers
        self.usage = usage
        self.imported = imported
    }

    /// From start to end; `nil` while the build runs.
    public var wall: Duration? { finished.map { $0 - started } }
}

/// A package that a build made.
public struct PackageFile: Hashable, Sendable {
    /// The pkgname, which differs from the pkgbase in split packages.
    public var name: String
    /// `epoch:pkgver-pkgrel`.
    public var version: String
    /// The size of the file in bytes.
    public var size: Int
    /// The text of `.BUILDINFO`, if it was read.
    public var buildinfo: ByteString?

    public init(name: String, version: String, size: Int, buildinfo: ByteString? = nil) {
        self.name = name
        self.version = version
        self.size = size
        self.buildinfo = buildinfo
    }
}
