/// Every job of a build on the machine that did it: what a picture of the build is drawn from.
///
/// History knows when a job held a slot, and not which one. So the jobs of a machine are put into lanes: each goes into
/// the first that is free when it begins. A machine of the host list has as many lanes as slots, used or not; this one,
/// outside of it, as many as jobs that were at work at once.
///
/// The times between a job's phases are not recorded: an earlier host that failed, a look at a volunteer's compiler. By
/// the rest a job seems to begin too early, and a host to do more at once than it has slots. Then the job is moved on to
/// where a slot becomes free.
public struct Timeline: Equatable, Sendable {
    /// How a job was done, as a picture tells jobs apart.
    public enum Work: CaseIterable, Sendable {
        /// A compile that a volunteer did.
        case remote
        /// A compile that stayed here.
        case local
        /// A compile that a volunteer should have done: it was done here, or given up.
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
        /// `local`, `plain`, `directives`, `pump`, `native`, `given-up`.
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
        /// Time between its phases that was not recorded.
        fileprivate(set) var unrecorded: Duration = .zero

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
        public var began: Duration { span.ended - span.busy + unrecorded }
        public var ended: Duration { began + span.busy }
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
        end = .zero
        var places: [String?: [Int]] = [:]
        for (place, job) in jobs.enumerated() { places[job.host, default: []].append(place) }
        let listed = hosts.filter { $0.slots > 0 || places[$0.name] != nil }
        let unlisted = Set(places.keys.compactMap(\.self)).subtracting(listed.map(\.name)).sorted()
        machines =
            listed.map { Machine(name: $0.name, slots: $0.slots, lanes: []) }
            + unlisted.map { Machine(name: $0, lanes: []) }
            + (places[nil] == nil ? [] : [Machine(name: nil, lanes: [])])
        for index in machines.indices {
            fillLanes(of: index, with: places[machines[index].name] ?? [])
        }
        end = self.jobs.reduce(wall ?? .zero) { max($0, $1.ended) }
    }

    private mutating func fillLanes(of machine: Int, with places: [Int]) {
        let slots = machines[machine].slots ?? 0
        let held = places.reduce(.zero) { $0 + jobs[$1].span.busy }
        let time = places.reduce(.zero) { max($0, jobs[$1].ended) }
        // A list by which a host did more than it can is not the one of this build.
        let most = slots > 0 && held <= time * slots ? slots : places.count
        var lanes: [[Int]] = []
        var ends: [Duration] = []
        let byStart = places.sorted {
            (jobs[$0].began, jobs[$0].span.number) < (jobs[$1].began, jobs[$1].span.number)
        }
        for place in byStart {
            let began = jobs[place].began
            if let lane = ends.firstIndex(where: { $0 <= began }) {
                lanes[lane].append(place)
                ends[lane] = jobs[place].ended
            } else if lanes.count < most {
                lanes.append([place])
                ends.append(jobs[place].ended)
            } else if let lane = ends.indices.min(by: { ends[$0] < ends[$1] }) {
                jobs[place].unrecorded = ends[lane] - began
                lanes[lane].append(place)
                ends[lane] = jobs[place].ended
            }
        }
        machines[machine].lanes = lanes + Array(repeating: [], count: max(0, slots - lanes.count))
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
