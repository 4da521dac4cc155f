public import ByteStrings

/// The machine that a build ran on.
public struct Machine: Hashable, Sendable {
    /// Its host name; empty when it is not known.
    public var name: String
    /// The model of its processor, as the kernel names it; empty when it is not known.
    public var processor: String
    /// How many processors the build could use; `nil` when it is not known.
    public var cores: Int?

    public init(name: String = "", processor: String = "", cores: Int? = nil) {
        self.name = name
        self.processor = processor
        self.cores = cores
    }
}

/// A host of the list that a build used.
public struct ListedHost: Hashable, Sendable {
    /// As in `JobRecord.host`; `localhost` for this machine's place in the list.
    public var name: String
    /// How many jobs it takes at once; 0 when it is listed and not used.
    public var slots: Int
    /// What stands behind the commas, `cpp,lzo`; empty when nothing does.
    public var options: String

    public init(name: String, slots: Int, options: String) {
        self.name = name
        self.slots = slots
        self.options = options
    }
}

/// One of makepkg's functions: `prepare`, `build`, `check`, `package`.
public struct BuildPhase: Hashable, Sendable {
    public var name: String
    /// Since the build's start.
    public var started: Duration
    public var wall: Duration

    public init(name: String, started: Duration, wall: Duration) {
        self.name = name
        self.started = started
        self.wall = wall
    }
}

/// What the command and all that it waited for cost this machine; the coordinator is not in it.
public struct BuildUsage: Hashable, Sendable {
    public var user: Duration
    public var system: Duration
    /// The largest resident set of one process, in KiB.
    public var peakMemory: Int

    public init(user: Duration, system: Duration, peakMemory: Int) {
        self.user = user
        self.system = system
        self.peakMemory = peakMemory
    }
}

/// What a header cost a build: every unit that includes it reads all of it again.
public struct HeaderCost: Hashable, Sendable {
    /// Below the build's directory relative to it.
    public var path: ByteString
    /// Translation units that included it.
    public var units: Int
    /// Of them all together: of their preprocessed texts, or of the file where volunteers preprocessed.
    public var bytes: Int

    public init(path: ByteString, units: Int, bytes: Int) {
        self.path = path
        self.units = units
        self.bytes = bytes
    }
}
