public import ByteStrings

/// One job, for as long as its coordinator lives.
public struct JobIdentifier: Hashable, Sendable {
    public var number: Int

    public init(_ number: Int) {
        self.number = number
    }
}

/// What a job wants to occupy.
public enum Work: Equatable, Sendable {
    /// A compile on this machine.
    case compile
    /// A link on this machine; `slots` is how many processors it will use (`-flto=auto`: all of them).
    case link(slots: Int)
    /// Preprocessing on this machine, before a volunteer is asked for.
    case preprocess
    /// A compile on a volunteer. `shape` is what a host may refuse as a kind of command.
    case remote(shape: ByteString)
}

/// A job that waits for room.
public struct SlotRequest: Equatable, Sendable {
    public var job: JobIdentifier
    public var work: Work
    /// Hosts, by their place in the list, on which this job has failed already.
    public var avoiding: Set<Int>
    /// How long the compile is expected to take; zero when nothing is known. Long ones go first.
    public var estimate: Duration

    public init(
        job: JobIdentifier, work: Work, avoiding: Set<Int> = [], estimate: Duration = .zero
    ) {
        self.job = job
        self.work = work
        self.avoiding = avoiding
        self.estimate = estimate
    }

    var isRemote: Bool {
        if case .remote = work { true } else { false }
    }

    var isLink: Bool {
        if case .link = work { true } else { false }
    }
}

/// Slots are counted per pool. The pools of this machine are apart, so that preprocessing for volunteers never
/// waits behind a long link.
public enum Pool: Hashable, Sendable {
    case host(Int)
    case local
    case preprocess
}

/// Room for one job: the slots of one pool, lent until `Schedule.release`.
public struct Lease: Hashable, Sendable {
    public var pool: Pool
    /// The lowest slot.
    public var slot: Int
    /// The other slots, ascending, of a link that uses several processors.
    public var others: [Int] = []

    public var count: Int { 1 + others.count }
    /// All of them, ascending.
    public var slots: [Int] { [slot] + others }

    /// The place of a volunteer in the host list; `nil` on this machine.
    public var host: Int? {
        if case .host(let index) = pool { index } else { nil }
    }
}

/// Why no volunteer can take a job. Of several hosts' reasons the last in this order is told: it is the one that
/// may pass.
public enum Unplaced: String, CaseIterable, Comparable, Sendable {
    case noHosts = "no-hosts"
    case hostsFailed = "hosts-failed"
    case hostsRefuse = "hosts-refuse"
    case hostsDown = "hosts-down"

    public static func < (left: Unplaced, right: Unplaced) -> Bool {
        guard let leftPlace = allCases.firstIndex(of: left), let rightPlace = allCases.firstIndex(of: right)
        else { preconditionFailure("every case is in allCases") }
        return leftPlace < rightPlace
    }

    /// One sentence for people: why such a job stays here.
    public var explanation: String {
        switch self {
        case .noHosts: "There is no host list."
        case .hostsFailed: "Every host that could take this compile has failed at it."
        case .hostsRefuse: "Every host has refused compiles of this kind."
        case .hostsDown: "Every host is down and left alone for the time being."
        }
    }
}

/// What the schedule decided; the coordinator carries it out.
public enum Step: Equatable, Sendable {
    case start(JobIdentifier, Lease)
    case unplaced(JobIdentifier, Unplaced)
}

/// How a lease ended.
public enum Outcome: Equatable, Sendable {
    /// The work was done, be it with a compile error.
    case served
    /// The host could not be reached, or the connection broke.
    case hostDown
    /// The host kept silent until the work was done elsewhere.
    case silent
    /// The host closed the connection on a complete request.
    case refused(shape: ByteString)
    /// This file went wrong, or the client went away: nobody's fault.
    case blameless
}

/// What a job that was served says of its host's speed.
public struct Measurement: Equatable, Sendable {
    /// The preprocessed text, in bytes.
    public var textBytes: Int
    public var compile: Duration

    public init(textBytes: Int, compile: Duration) {
        self.textBytes = textBytes
        self.compile = compile
    }
}

/// Which of several free hosts takes a job.
public enum HostOrder: Sendable {
    /// The fastest, as far as speeds are known; of these the one with the smallest share of its slots in use; of
    /// equals the first in the list.
    case measured
    /// The first in the list.
    case list
}
