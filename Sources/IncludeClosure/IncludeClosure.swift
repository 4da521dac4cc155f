public import ByteStrings

/// Every file that one translation unit can read, and what else has to exist so that its paths lead there.
public struct IncludeClosure: Equatable, Sendable {
    /// Without duplicates; the source first, then in the order of discovery.
    public var files: [ClosureFile]
    /// Canonical paths of directories that hold none of `files` and must exist: searched ones, and those that a
    /// path leaves again by `..`.
    public var directories: [ByteString]
    /// Symbolic links on the way to files and directories.
    public var links: [ClosureLink]
    /// The first file, if any, that names each of these macros, whose value depends on time, place or order.
    public var mentions: [MacroMention]
}

/// One file of a closure.
public struct ClosureFile: Equatable, Sendable {
    /// To open it by.
    public var location: CanonicalPath
    /// As it was at this job's lstat.
    public var status: FileStatus
    /// Equal numbers are equal bytes, for as long as the cache lives: what is made of a file (digest, compressed
    /// form) can be kept by it.
    public var content: Int
    /// Whether only its existence was asked for (`__has_include`).
    public var isPresenceOnly: Bool

    /// Absolute, without links, `.` and `..`.
    public var path: ByteString { location.byteString }
}

/// A symbolic link that some path of the closure goes through.
public struct ClosureLink: Hashable, Sendable {
    /// Absolute; canonical but for its last component.
    public var path: ByteString
    /// As readlink(2) gives it.
    public var target: ByteString

    public init(path: ByteString, target: ByteString) {
        self.path = path
        self.target = target
    }
}

/// A macro that must be expanded here, and where it is named.
public struct MacroMention: Equatable, Sendable {
    public var macro: PlaceMacro
    /// The canonical path; empty for the command line.
    public var file: ByteString

    public init(macro: PlaceMacro, file: ByteString) {
        self.macro = macro
        self.file = file
    }
}

/// Predefined macros whose value depends on the time, on the name of the file, or on how much was expanded before.
public enum PlaceMacro: UInt8, CaseIterable, Sendable {
    case date, time, timestamp, baseFile, counter

    /// `__DATE__`.
    public var name: ByteString {
        switch self {
        case .date: "__DATE__"
        case .time: "__TIME__"
        case .timestamp: "__TIMESTAMP__"
        case .baseFile: "__BASE_FILE__"
        case .counter: "__COUNTER__"
        }
    }
}
