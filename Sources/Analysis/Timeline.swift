/// Every job of a build on the machine that did it: what a picture of the build is drawn from.
///
/// History knows when a job held a slot, and not which one. So the jobs of a machine are put into lanes: each goes into
/// the first that is free when it begins. A machine has as many lanes as slots in the host list, used or not, and more
/// where more jobs were at work at once, as on this machine outside of the list.
public struct Timeline: Equatable, Sendable {
    /// How a job was done, as a picture tells jobs apart.
    public enum Work: CaseIterable, Sendable {
        /// A compile that a volunteer did.
        case remote
        /// A compile that stayed here.
        case local
        /// A compile that a volunteer should have done.
        case failedOver
        case link
        /// Probes of configure, questions, preprocessing that was asked for.
        case other
    }

    public struct Job: Equatable, Sendable {
        public var span: JobSpan
        public var work: Work
        /// `compile`, `link`, `probe`.
        public var kind: String
        /// `local`, `plain`, `directives`, `pump`, `native`.
        public var mode: String
        /// Relative to the build's directory; empty when there is none.
        public var file: String
        /// The machine that did it; `nil` is this one, outside of the host list.
        public var host: String?
        /// Why it stayed here or came back, in kebab-case.
        public var reason: String?
        public var isSuccess: Bool
        /// Connecting and sending.
        public var send: Duration
        public var compile: Duration
        public var receive: Duration
        public var bytesSent: Int
        public var bytesReceived: Int
        /// The preprocessed text; the source file where nothing was preprocessed here.
        public var sourceBytes: Int

        public init(
            span: JobSpan, work: Work, kind: String, mode: String, file: String, host: String? = nil,
            reason: String? = nil, isSuccess: Bool = true, send: Duration = .zero, compile: Duration = .zero,
            receive: Duration = .zero, bytesSent: Int = 0, bytesReceived: Int = 0, sourceBytes: Int = 0
        ) {
            self.span = span
            self.work = work
            self.kind = kind
            self.mode = mode
            self.file = file
            self.host = host
            self.reason = reason
            self.isSuccess = isSuccess
            self.send = send
            self.compile = compile
            self.receive = receive
            self.bytesSent = bytesSent
            self.bytesReceived = bytesReceived
            self.sourceBytes = sourceBytes
        }

        /// When it took its slot, since the build's start.
        public var began: Duration { span.ended - span.busy }
        /// Without waiting for slots.
        public var total: Duration { span.preprocess + span.busy }

        /// Whether its text was preprocessed here: then `sourceBytes` counts its headers too.
        public var hasWholeText: Bool { work == .remote && (mode == "plain" || mode == "directives") }
    }

    public struct Machine: Equatable, Sendable {
        /// `nil` is this machine, outside of the host list.
        public var name: String?
        /// In the host list; `nil` outside of it.
        public var slots: Int?
        /// Places in `jobs`, by time. An empty lane is a slot that was never used.
        public var lanes: [[Int]]
    }

    /// One of makepkg's functions.
    public struct Phase: Equatable, Sendable {
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

    public var jobs: [Job]
    /// In the order of the host list, then those outside of it; this machine is the last.
    public var machines: [Machine]
    public var phases: [Phase]
    /// How long the build took, and no less than its jobs.
    public var end: Duration

    /// - Parameter hosts: the host list; those with 0 slots are listed and not used.
    /// - Complexity: O(n log n) in the jobs, times the lanes of a machine.
    public init(
        jobs: [Job], hosts: [(name: String, slots: Int)], phases: [Phase] = [], wall: Duration? = nil
    ) {
        self.jobs = jobs
        self.phases = phases
        end = jobs.reduce(wall ?? .zero) { max($0, $1.span.ended) }
        var places: [String?: [Int]] = [:]
        for (place, job) in jobs.enumerated() { places[job.host, default: []].append(place) }
        let listed = hosts.filter { $0.slots > 0 || places[$0.name] != nil }
        let unlisted = Set(places.keys.compactMap(\.self)).subtracting(listed.map(\.name)).sorted()
        machines =
            listed.map { Machine(name: $0.name, slots: $0.slots, lanes: []) }
            + unlisted.map { Machine(name: $0, lanes: []) }
            + (places[nil] == nil ? [] : [Machine(name: nil, lanes: [])])
        for index in machines.indices {
            let lanes = Timeline.lanes(of: places[machines[index].name] ?? [], among: jobs)
            let unused = max(0, (machines[index].slots ?? 0) - lanes.count)
            machines[index].lanes = lanes + Array(repeating: [], count: unused)
        }
    }

    private static func lanes(of places: [Int], among jobs: [Job]) -> [[Int]] {
        var lanes: [[Int]] = []
        var ends: [Duration] = []
        let byStart = places.sorted {
            (jobs[$0].began, jobs[$0].span.number) < (jobs[$1].began, jobs[$1].span.number)
        }
        for place in byStart {
            let job = jobs[place]
            if let lane = ends.firstIndex(where: { $0 <= job.began }) {
                lanes[lane].append(place)
                ends[lane] = job.span.ended
            } else {
                lanes.append([place])
                ends.append(job.span.ended)
            }
        }
        return lanes
    }

    /// How many slots of a machine were in use over time.
    public func utilisation(of machine: Machine, buckets: Int) -> Utilisation {
        let stretches = machine.lanes.joined().map { (start: jobs[$0].began, length: jobs[$0].span.busy) }
        return Utilisation(stretches, end: end, buckets: buckets)
    }

    /// How many jobs were preprocessed here over time. When exactly a job was is not recorded: it is counted right
    /// before it took its slot.
    public func preprocessing(buckets: Int) -> Utilisation {
        let stretches = jobs.map { (start: $0.began - $0.span.preprocess, length: $0.span.preprocess) }
        return Utilisation(stretches, end: end, buckets: buckets)
    }
}
