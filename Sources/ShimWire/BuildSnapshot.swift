public import ByteStrings

/// What a watcher sees of a build at one moment. Each snapshot is whole, so that one who comes late or reads slowly
/// misses nothing but what is over.
public struct BuildSnapshot: Equatable, Sendable {
    /// One entry of the host list.
    public struct Host: Equatable, Sendable {
        /// As people and the history call it.
        public var name: ByteString
        /// The machine alone, without port and user: what distcc's monitors show.
        public var machine: ByteString
        public var condition: Condition
        public var slots: Slots
        /// Compiles that it did.
        public var served: UInt32
        /// Compiles that it should have done and that were done elsewhere.
        public var accidents: UInt32
        /// Of the compiles that it did.
        public var bytesSent: UInt64
        public var bytesReceived: UInt64

        public init(
            name: ByteString, machine: ByteString, condition: Condition, slots: Slots, served: UInt32,
            accidents: UInt32, bytesSent: UInt64, bytesReceived: UInt64
        ) {
            self.name = name
            self.machine = machine
            self.condition = condition
            self.slots = slots
            self.served = served
            self.accidents = accidents
            self.bytesSent = bytesSent
            self.bytesReceived = bytesReceived
        }
    }

    public enum Condition: UInt8, CaseIterable, Sendable {
        case ready
        /// Left alone for a while after failures.
        case down
        /// Its compiler makes other objects.
        case leftOut
        /// The host list forbids it.
        case unused
    }

    public struct Slots: Equatable, Sendable {
        /// By jobs of this build.
        public var inUse: UInt32
        /// By other builds and stock distcc, as far as this build has met them.
        public var foreign: UInt32
        public var limit: UInt32

        public init(inUse: UInt32, foreign: UInt32, limit: UInt32) {
            self.inUse = inUse
            self.foreign = foreign
            self.limit = limit
        }
    }

    public struct Job: Equatable, Sendable {
        /// The shim's.
        public var process: UInt32
        public var phase: JobPhase
        /// The last part of the source's path; empty when there is none.
        public var file: ByteString
        public var place: Place
        /// Of that place, from 0.
        public var slot: UInt32
        /// Since the phase began.
        public var phaseMilliseconds: UInt64

        public init(
            process: UInt32, phase: JobPhase, file: ByteString, place: Place, slot: UInt32,
            phaseMilliseconds: UInt64
        ) {
            self.process = process
            self.phase = phase
            self.file = file
            self.place = place
            self.slot = slot
            self.phaseMilliseconds = phaseMilliseconds
        }
    }

    public enum Place: Equatable, Sendable {
        case undecided
        /// This machine.
        case here
        /// An index into `hosts`.
        case host(Int)
    }

    /// Jobs that wait for slots, by what for.
    public struct Waiting: Equatable, Sendable {
        public var volunteers: UInt32
        public var local: UInt32
        public var preprocess: UInt32

        public init(volunteers: UInt32, local: UInt32, preprocess: UInt32) {
            self.volunteers = volunteers
            self.local = local
            self.preprocess = preprocess
        }
    }

    /// More jobs than these are only counted.
    public static let jobLimit = 512

    public var identifier: ByteString
    public var package: ByteString
    public var version: ByteString
    /// Why nothing is distributed; empty when something may be.
    public var disabledReason: ByteString
    public var elapsedMilliseconds: UInt64
    /// Compiles that are over, and of those the ones that volunteers did and the ones that they failed to do.
    public var finished: UInt32
    public var remote: UInt32
    public var failedOver: UInt32
    /// Compiles under way or waiting.
    public var pending: UInt32
    /// Compiles that the last build of the package had; 0: unknown.
    public var expected: UInt32
    /// To the end of the build; `nil` when nobody knows.
    public var secondsLeft: UInt64?
    public var hosts: [Host]
    /// Compiles and links of this machine.
    public var local: Slots
    /// Preprocessors of this machine.
    public var preprocess: Slots
    public var waiting: Waiting
    /// The oldest first, at most `jobLimit`.
    public var jobs: [Job]
    /// Jobs beyond them.
    public var omittedJobs: UInt32

    public init(
        identifier: ByteString, package: ByteString, version: ByteString, disabledReason: ByteString,
        elapsedMilliseconds: UInt64, finished: UInt32, remote: UInt32, failedOver: UInt32, pending: UInt32,
        expected: UInt32, secondsLeft: UInt64?, hosts: [Host], local: Slots, preprocess: Slots,
        waiting: Waiting, jobs: [Job], omittedJobs: UInt32
    ) {
        self.identifier = identifier
        self.package = package
        self.version = version
        self.disabledReason = disabledReason
        self.elapsedMilliseconds = elapsedMilliseconds
        self.finished = finished
        self.remote = remote
        self.failedOver = failedOver
        self.pending = pending
        self.expected = expected
        self.secondsLeft = secondsLeft
        self.hosts = hosts
        self.local = local
        self.preprocess = preprocess
        self.waiting = waiting
        self.jobs = jobs
        self.omittedJobs = omittedJobs
    }
}

extension BuildSnapshot: ControlPayload {
    public init(payload: [UInt8]) throws(ShimWireError) {
        var reader = FrameReader(type: ControlKind.snapshot.rawValue, payload: payload[...])
        self.init(
            identifier: try reader.string(), package: try reader.string(), version: try reader.string(),
            disabledReason: try reader.string(), elapsedMilliseconds: try reader.uint64(),
            finished: try reader.uint32(), remote: try reader.uint32(), failedOver: try reader.uint32(),
            pending: try reader.uint32(), expected: try reader.uint32(),
            secondsLeft: try reader.optionalUInt64(), hosts: [], local: try Slots(&reader),
            preprocess: try Slots(&reader),
            waiting: Waiting(
                volunteers: try reader.uint32(), local: try reader.uint32(),
                preprocess: try reader.uint32()),
            jobs: [], omittedJobs: try reader.uint32())
        for _ in 0..<(try reader.uint32()) { hosts.append(try Host(&reader)) }
        for _ in 0..<(try reader.uint32()) { jobs.append(try Job(&reader, hosts: hosts.count)) }
        try reader.finish()
    }

    public func encodedPayload() -> [UInt8] {
        FrameWriter.payload { writer in
            for text in [identifier, package, version, disabledReason] { writer.write(text) }
            writer.write(elapsedMilliseconds)
            for number in [finished, remote, failedOver, pending, expected] { writer.write(number) }
            writer.write(optional: secondsLeft)
            local.write(to: &writer)
            preprocess.write(to: &writer)
            for number in [waiting.volunteers, waiting.local, waiting.preprocess, omittedJobs] {
                writer.write(number)
            }
            writer.write(UInt32(hosts.count))
            for host in hosts { host.write(to: &writer) }
            writer.write(UInt32(jobs.count))
            for job in jobs { job.write(to: &writer) }
        }
    }
}

extension BuildSnapshot.Slots {
    fileprivate init(_ reader: inout FrameReader) throws(ShimWireError) {
        self.init(inUse: try reader.uint32(), foreign: try reader.uint32(), limit: try reader.uint32())
    }

    fileprivate func write(to writer: inout FrameWriter) {
        for number in [inUse, foreign, limit] { writer.write(number) }
    }
}

extension BuildSnapshot.Host {
    fileprivate init(_ reader: inout FrameReader) throws(ShimWireError) {
        let (name, machine) = (try reader.string(), try reader.string())
        guard let condition = BuildSnapshot.Condition(rawValue: try reader.byte()) else {
            throw reader.failure(.badValue)
        }
        self.init(
            name: name, machine: machine, condition: condition, slots: try .init(&reader),
            served: try reader.uint32(), accidents: try reader.uint32(), bytesSent: try reader.uint64(),
            bytesReceived: try reader.uint64())
    }

    fileprivate func write(to writer: inout FrameWriter) {
        writer.write(name)
        writer.write(machine)
        writer.write(condition.rawValue)
        slots.write(to: &writer)
        writer.write(served)
        writer.write(accidents)
        writer.write(bytesSent)
        writer.write(bytesReceived)
    }
}

extension BuildSnapshot.Job {
    private static let undecided: UInt32 = .max
    private static let here: UInt32 = .max - 1

    /// - Parameter hosts: how many there are; a place beyond them is an error.
    fileprivate init(_ reader: inout FrameReader, hosts: Int) throws(ShimWireError) {
        let process = try reader.uint32()
        guard let phase = JobPhase(rawValue: try reader.byte()) else { throw reader.failure(.badValue) }
        let file = try reader.string()
        let place: BuildSnapshot.Place
        switch try reader.uint32() {
        case Self.undecided: place = .undecided
        case Self.here: place = .here
        case let index where Int(index) < hosts: place = .host(Int(index))
        default: throw reader.failure(.badValue)
        }
        self.init(
            process: process, phase: phase, file: file, place: place, slot: try reader.uint32(),
            phaseMilliseconds: try reader.uint64())
    }

    fileprivate func write(to writer: inout FrameWriter) {
        writer.write(process)
        writer.write(phase.rawValue)
        writer.write(file)
        switch place {
        case .undecided: writer.write(Self.undecided)
        case .here: writer.write(Self.here)
        case .host(let index): writer.write(UInt32(index))
        }
        writer.write(slot)
        writer.write(phaseMilliseconds)
    }
}
