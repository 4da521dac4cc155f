import ByteStrings
import Files
import Glibc
import History
import HostSpec
import Logging
import ObjectFile
import Processes
import Quirks
import Scheduling
import ShimWire
import SystemPackage
import VolunteerLink

extension Build {
    /// Makes what a build needs from what its driver says.
    ///
    /// - Parameter warn: called with lines for people, such as why history is not written.
    init(
        facts: BuildFacts, identifier: ByteString, directory: ByteString, clock: BuildClock,
        warn: @escaping @Sendable (String) -> Void
    ) {
        // The driver has checked the list already and told the user what is wrong with it.
        let list = try? HostList(parsing: facts.hosts)
        let hosts = list?.hosts ?? []
        let cores = Processors.available
        let history = Self.history(facts)
        let localSlots = list?.localSlots ?? cores
        let distributes = facts.disabledReason.isEmpty && hosts.contains { $0.isUsable }
        // Where nothing is distributed, the build's own -j decides, as it does in plain makepkg, and nobody waits.
        let schedule = Schedule(
            hosts: hosts, localSlots: distributes ? localSlots : Self.unlimitedSlots,
            preprocessSlots: list?.localPreprocessSlots ?? cores,
            longestBackOff: .seconds(Int64(facts.backOffSeconds)),
            shuffleSeed: list?.isRandomized == true ? UInt64.random(in: 0 ... .max) : nil,
            order: facts.hostOrder == "list" ? .list : .measured, speeds: Self.speeds(history))
        let locks = SlotLocks(directory: facts.lockDirectory) { pool, slot in
            switch pool {
            case .host(let index): hosts[index].lockName(slot: slot)
            case .local: distributes ? "cpu_localhost_\(slot)" : nil
            case .preprocess: "cpu_localhost_cpp_\(slot)"
            }
        }
        let expectation = try? history?.expectation(package: facts.package.string)
        let course = Self.course(facts, history)
        let toolchains = (try? history?.toolchains()) ?? []
        let recorder = Self.recorder(facts, warn)
        self.init(
            facts: facts, identifier: identifier, hosts: hosts, distributes: distributes, clock: clock,
            desk: SlotDesk(schedule: schedule, locks: locks, clock: clock),
            link: VolunteerLink(
                // 0 is an error in stock distcc, and in Arch Linux ARM's builds of it no limit.
                ioTimeout: facts.ioTimeoutSeconds == 0 ? nil : .seconds(Int64(facts.ioTimeoutSeconds)),
                ssh: facts.sshCommand.isEmpty
                    ? nil : SSHSettings(command: facts.sshCommand, directory: directory)),
            tally: Tally(
                estimates: Estimates(known: Self.byKey(expectation?.compile)),
                linkMemory: Self.byKey(expectation?.linkMemory)),
            board: JobBoard(
                hosts: hosts, states: TaskStateDirectory(facts.stateDirectory), clock: clock),
            toolchains: Toolchains(
                hosts: hosts, recordedRoot: facts.compilerRoot, accepted: Set(facts.acceptedToolchains),
                remembered: toolchains, now: WallClock.now),
            localFiles: facts.localFiles.map { Glob($0) },
            shipments: facts.shipments.map {
                Shipment(files: $0.files.map { Glob($0) }, sources: $0.sources.map { Glob($0) })
            },
            recorder: recorder, headers: recorder.map { _ in HeaderLedger() },
            expectedCompiles: course?.compiles ?? 0,
            forecast: BuildForecast(ends: course?.ends ?? [], wall: course?.wall ?? .zero),
            directory: directory, cores: cores, localSlots: localSlots, nativeObject: Self.nativeObject(),
            log: Self.logger(facts, directory: directory, warn))
    }

    private static let unlimitedSlots = 4096

    /// The key under which `Estimates` knows a unit.
    static func estimateKey(_ unit: UnitName) -> ByteString {
        unit.file + " " + unit.output
    }

    /// No history yet, or none that can be read: then nothing is expected.
    static func history(_ facts: BuildFacts) -> HistoryReader? {
        guard !facts.historyPath.isEmpty else { return nil }
        return try? HistoryReader(path: FilePath(facts.historyPath.string))
    }

    /// How the build before this one went.
    private static func course(_ facts: BuildFacts, _ history: HistoryReader?) -> BuildCourse? {
        let run = facts.isCommand ? (facts.directory, facts.command) : nil
        return (try? history?.course(package: facts.package.string, by: run)) ?? nil
    }

    private static func speeds(_ history: HistoryReader?) -> [ByteString: Double] {
        guard let speeds = try? history?.hostSpeeds() else { return [:] }
        return Dictionary(uniqueKeysWithValues: speeds.map { (ByteString($0.key), $0.value) })
    }

    private static func byKey<Value>(_ values: [UnitName: Value]?) -> [ByteString: Value] {
        Dictionary(
            (values ?? [:]).map { (estimateKey($0.key), $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    /// DISTCC_LOG is the user's file and as long as it gets; the build's own is in memory, and bounded.
    private static func logger(
        _ facts: BuildFacts, directory: ByteString, _ warn: @Sendable (String) -> Void
    ) -> Logger {
        var sink = LogSink(path: directory.appending(path: "log"), limit: LogSink.usualLimit)
        if !facts.logPath.isEmpty {
            let wanted = LogSink(path: facts.logPath, limit: nil)
            if let failure = wanted.open() {
                let reason = unsafe String(cString: strerror(failure))
                warn("DISTCC_LOG=\(facts.logPath) cannot be written (\(reason)); see distmake log instead")
            } else {
                sink.write("This build's log goes to \(facts.logPath), as DISTCC_LOG says.\n")
                sink = wanted
            }
        }
        let level = Logger.Level(rawValue: facts.logLevel.string) ?? .notice
        return Logger(label: "distmake.coordinator") { [sink] _ in
            LogFile(sink: sink, level: level)
        }
    }

    private static func recorder(
        _ facts: BuildFacts, _ warn: @escaping @Sendable (String) -> Void
    ) -> HistoryRecorder? {
        guard !facts.historyPath.isEmpty else { return nil }
        return HistoryRecorder(path: FilePath(facts.historyPath.string)) { error in
            warn("history is not written: \(error)")
        }
    }

    /// The header of the running program.
    private static func nativeObject() -> ObjectHeader? {
        let program = Descriptor(opening: "/proc/self/exe", O_RDONLY)
        let start = program?.read(at: 0, count: ObjectHeader.byteCount)
        var header = start.flatMap { ObjectHeader(leadingBytes: $0) }
        header?.type = .relocatable
        return header
    }
}
