public import ByteStrings
import Glibc

/// The variables that this process was started with.
public struct ProcessEnvironment: Sendable {
    /// `NAME=value`, in the order of `environ`.
    public var entries: [ByteString]

    public init(entries: [ByteString]) {
        self.entries = entries
    }

    /// This process's own.
    public static var current: ProcessEnvironment {
        var entries: [ByteString] = []
        var cursor = unsafe environ
        while let entry = unsafe cursor.pointee {
            unsafe entries.append(ByteString(cString: entry))
            unsafe cursor += 1
        }
        return ProcessEnvironment(entries: entries)
    }

    public subscript(_ name: ByteString) -> ByteString? {
        get {
            let prefix = name + "="
            return entries.lazy.compactMap { $0.dropping(prefix: prefix) }.first
        }
        set {
            let prefix = name + "="
            entries.removeAll { $0.hasPrefix(prefix) }
            if let newValue { entries.append(prefix + newValue) }
        }
    }

    /// The value, where an empty one counts as none.
    public func text(_ name: ByteString) -> ByteString? {
        self[name].flatMap { $0.isEmpty ? nil : $0 }
    }

    /// `$NAME`, else `~/SUFFIX`, as the XDG base directory specification has it.
    public func directory(_ name: ByteString, homeSuffix: ByteString) -> ByteString {
        if let value = text(name), value.isAbsolutePath { return value }
        return (text("HOME") ?? "/").appending(path: homeSuffix)
    }
    /// Where distmake keeps what outlives a build: `$XDG_STATE_HOME/distmake`.
    public var stateDirectory: ByteString {
        directory("XDG_STATE_HOME", homeSuffix: ".local/state").appending(path: "distmake")
    }

    /// The database of this user.
    public var historyPath: ByteString { stateDirectory.appending(path: "history.sqlite") }
}
