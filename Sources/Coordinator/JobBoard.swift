import ByteStrings
import DistccWire
import HostSpec
import Scheduling
import ShimWire
import Synchronization

/// What every job is doing now: for watchers, who ask, and for distcc's monitors, for which each job has a small file.
///
/// A change is one look-up under a lock. The files follow a little later, all together: a job that is shorter than
/// anybody could see costs no system call for them.
final class JobBoard: Sendable {
    struct Entry: Sendable {
        var process: Int32
        /// The last part of the source's path.
        var file: ByteString
        var phase = JobPhase.startup
        /// Where it runs or ran last; `nil` before it had room anywhere.
        var pool: Pool?
        var slot = 0
        /// When the phase began, since the build's start.
        var since: Duration
    }

    private struct Line: Sendable {
        var entry: Entry
        var file: TaskStateFile?
        /// When the file was written last, since the build's start; `nil`: before the phase began.
        var written: Duration?

        func isDue(at now: Duration) -> Bool {
            guard let written else { return true }
            return now - written > .seconds(TaskState.lifetimeSeconds / 3)
        }
    }

    private let lines = Mutex<[Int: Line]>([:])
    private let hosts: [HostSpec]
    private let states: TaskStateDirectory?
    private let clock: BuildClock

    /// - Parameter states: `nil`: nothing is written for distcc's monitors.
    init(hosts: [HostSpec], states: TaskStateDirectory?, clock: BuildClock) {
        self.hosts = hosts
        self.states = states
        self.clock = clock
    }

    /// A job has come, from the shim `process`.
    func begin(_ number: Int, process: Int32, file: ByteString) {
        let entry = Entry(process: process, file: file.lastPathComponent, since: clock.now)
        lines.withLock { $0[number] = Line(entry: entry) }
    }

    /// A job's next phase, with the room that it was lent for it; `nil`: where it was.
    func note(_ number: Int, _ phase: JobPhase, _ lease: Lease? = nil) {
        note(number, phase) { entry in
            if let lease { (entry.pool, entry.slot) = (lease.pool, lease.slot) }
        }
    }

    /// A job waits for room, and is nowhere meanwhile.
    func noteBlocked(_ number: Int) {
        note(number, .blocked) { entry in
            (entry.pool, entry.slot) = (nil, 0)
        }
    }

    /// A job's next phase, on this machine and without a slot.
    func noteHere(_ number: Int, _ phase: JobPhase) {
        note(number, phase) { entry in
            (entry.pool, entry.slot) = (.local, 0)
        }
    }

    private func note(_ number: Int, _ phase: JobPhase, change: (inout Entry) -> Void) {
        let now = clock.now
        lines.withLock { lines in
            guard let index = lines.index(forKey: number) else { return }
            lines.values[index].entry.phase = phase
            lines.values[index].entry.since = now
            lines.values[index].written = nil
            change(&lines.values[index].entry)
        }
    }

    func end(_ number: Int) {
        lines.withLock { $0.removeValue(forKey: number) }?.file?.remove()
    }

    /// All jobs, the oldest first.
    var entries: [Entry] {
        lines.withLock { lines in lines.sorted { $0.key < $1.key }.map(\.value.entry) }
    }

    /// Writes the files of jobs whose phase is new, or has lasted for long: monitors take an old file for a dead
    /// process's. One task at a time does so.
    func writeStates() {
        guard let states else { return }
        let now = clock.now
        let due = lines.withLock { lines in
            var due: [(number: Int, line: Line)] = []
            for index in lines.indices where lines.values[index].isDue(at: now) {
                lines.values[index].written = now
                due.append((lines[index].key, lines[index].value))
            }
            return due
        }
        for (number, line) in due {
            guard let file = line.file ?? states.makeFile(process: line.entry.process) else { continue }
            file.write(state(of: line.entry))
            guard line.file == nil else { continue }
            let isThere = lines.withLock { lines in
                guard let index = lines.index(forKey: number) else { return false }
                lines.values[index].file = file
                return true
            }
            // It ended meanwhile, when nobody knew of the file.
            if !isThere { file.remove() }
        }
    }

    /// Between two calls of `writeStates`.
    static let stateInterval: Duration = .milliseconds(100)

    private func state(of entry: Entry) -> TaskState {
        TaskState(
            process: entry.process, file: entry.file, host: machine(of: entry.pool),
            slot: Int32(clamping: entry.slot), phase: TaskState.Phase(entry.phase))
    }

    private func machine(of pool: Pool?) -> ByteString {
        switch pool {
        case nil: ""
        case .local, .preprocess: "localhost"
        case .host(let index): hosts[index].machine
        }
    }
}

extension TaskState.Phase {
    init(_ phase: JobPhase) {
        switch phase {
        case .startup: self = .startup
        case .blocked: self = .blocked
        case .connect: self = .connect
        case .preprocess: self = .preprocess
        case .send: self = .send
        case .compile: self = .compile
        case .receive: self = .receive
        case .done: self = .done
        }
    }
}
