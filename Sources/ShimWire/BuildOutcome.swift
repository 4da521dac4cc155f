public import ByteStrings

/// How the build's command ended, and where its traces are.
public struct BuildOutcome: Equatable, Sendable {
    /// As from wait4.
    public var waitStatus: Int32
    public var usage: Usage
    /// Searched for objects that no job made; empty: not searched.
    public var sourceDirectory: ByteString
    /// Only objects changed since then count, in seconds since 1970.
    public var startedSeconds: UInt64
    /// `name version size` of each package built.
    public var packages: [BuiltPackage]
    /// `FILE:LINE: text` of each place that names a compiler by its path, to explain bypassed objects.
    public var compilerPlaces: [ByteString]
    /// `FILE:LINE: text` of each place where the package itself takes its number of jobs from this machine.
    public var localJobCounts: [ByteString]
    /// Lines that the driver adds to the summary.
    public var notes: [ByteString]
    public var display: Display

    /// What the command and all that it waited for cost.
    public struct Usage: Equatable, Sendable {
        public var userMicroseconds: UInt64
        public var systemMicroseconds: UInt64
        /// The largest resident set of one process.
        public var peakKibibytes: UInt64

        public init(userMicroseconds: UInt64, systemMicroseconds: UInt64, peakKibibytes: UInt64) {
            self.userMicroseconds = userMicroseconds
            self.systemMicroseconds = systemMicroseconds
            self.peakKibibytes = peakKibibytes
        }
    }

    /// What the summary is printed on.
    public struct Display: Equatable, Sendable {
        /// Columns; 0: not limited.
        public var width: UInt32
        public var usesColour: Bool
        public var isUTF8: Bool

        public init(width: UInt32, usesColour: Bool, isUTF8: Bool) {
            self.width = width
            self.usesColour = usesColour
            self.isUTF8 = isUTF8
        }
    }

    public init(
        waitStatus: Int32, usage: Usage, sourceDirectory: ByteString, startedSeconds: UInt64,
        packages: [BuiltPackage],
        compilerPlaces: [ByteString], localJobCounts: [ByteString], notes: [ByteString], display: Display
    ) {
        self.waitStatus = waitStatus
        self.usage = usage
        self.sourceDirectory = sourceDirectory
        self.startedSeconds = startedSeconds
        self.packages = packages
        self.compilerPlaces = compilerPlaces
        self.localJobCounts = localJobCounts
        self.notes = notes
        self.display = display
    }
}

/// One package file, as libarchive read it.
public struct BuiltPackage: Equatable, Sendable {
    public var name: ByteString
    public var version: ByteString
    /// Of the package file.
    public var byteCount: UInt64
    public var buildInfo: ByteString

    public init(name: ByteString, version: ByteString, byteCount: UInt64, buildInfo: ByteString) {
        self.name = name
        self.version = version
        self.byteCount = byteCount
        self.buildInfo = buildInfo
    }
}

extension BuildOutcome: ControlPayload {
    public init(payload: [UInt8]) throws(ShimWireError) {
        var reader = FrameReader(type: ControlKind.outcome.rawValue, payload: payload[...])
        let waitStatus = Int32(bitPattern: try reader.uint32())
        let usage = Usage(
            userMicroseconds: try reader.uint64(), systemMicroseconds: try reader.uint64(),
            peakKibibytes: try reader.uint64())
        let sourceDirectory = try reader.string()
        let startedSeconds = try reader.uint64()
        let compilerPlaces = try reader.strings()
        let localJobCounts = try reader.strings()
        let notes = try reader.strings()
        let display = Display(
            width: try reader.uint32(), usesColour: try reader.bool(), isUTF8: try reader.bool())
        var packages: [BuiltPackage] = []
        for _ in 0..<(try reader.uint32()) {
            packages.append(
                BuiltPackage(
                    name: try reader.string(), version: try reader.string(), byteCount: try reader.uint64(),
                    buildInfo: try reader.string()))
        }
        self.init(
            waitStatus: waitStatus, usage: usage, sourceDirectory: sourceDirectory,
            startedSeconds: startedSeconds, packages: packages, compilerPlaces: compilerPlaces,
            localJobCounts: localJobCounts, notes: notes, display: display)
        try reader.finish()
    }

    public func encodedPayload() -> [UInt8] {
        FrameWriter.payload { writer in
            writer.write(UInt32(bitPattern: waitStatus))
            writer.write(usage.userMicroseconds)
            writer.write(usage.systemMicroseconds)
            writer.write(usage.peakKibibytes)
            writer.write(sourceDirectory)
            writer.write(startedSeconds)
            writer.write(compilerPlaces)
            writer.write(localJobCounts)
            writer.write(notes)
            writer.write(display.width)
            writer.write(display.usesColour ? 1 as UInt8 : 0)
            writer.write(display.isUTF8 ? 1 as UInt8 : 0)
            writer.write(UInt32(packages.count))
            for package in packages {
                writer.write(package.name)
                writer.write(package.version)
                writer.write(package.byteCount)
                writer.write(package.buildInfo)
            }
        }
    }
}
