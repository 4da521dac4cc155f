import ByteStrings
import CompilerCommand
import History
import HostSpec
import Logging
import ObjectFile
import Quirks
import Scheduling
import ShimWire
import Toolchain
import VolunteerLink

/// What all jobs of one build share. Values that change are behind their own locks.
struct Build: Sendable {
    let facts: BuildFacts
    /// The build's name in history.
    let identifier: ByteString
    let hosts: [HostSpec]
    /// Whether jobs may leave this machine: nobody has forbidden it, and there is a host to go to.
    let distributes: Bool
    let clock: BuildClock
    let desk: SlotDesk
    let link: VolunteerLink
    let tally: Tally
    let board: JobBoard
    /// What each compiler says of itself.
    let compilers = AskedOnce<LocalCompiler, CompilerFacts>()
    /// What `-march=native` and its kin mean to each compiler on this machine.
    let nativeFlags = AskedOnce<NativeQuestion, NativeFlags>()
    let names = NameBook()
    let compilerAnswers = AskedOnce<CompilerAnswers.Key, CompilerAnswers.Answer>()
    /// What each compiler here makes of the probe that volunteers are tested with.
    let probeObjects = AskedOnce<Toolchains.Compiler, [UInt8]>()
    let toolchains: Toolchains
    let closures = IncludeClosures()
    /// Sources that a quirk keeps here, by globs over their paths.
    let localFiles: [Glob]
    /// Which compiles read further files, and which, as quirks say.
    let shipments: [Shipment]
    /// `nil` when nothing is to be recorded.
    let recorder: HistoryRecorder?
    /// `nil` when nobody would ever read it.
    let headers: HeaderLedger?
    /// Compiles that the last build of the package had; 0: unknown.
    let expectedCompiles: Int
    let forecast: BuildForecast
    /// The build's runtime directory; preprocessed text is in `pp/` below it.
    let directory: ByteString
    let cores: Int
    /// Compiles and links that may run on this machine at once, where a build is distributed.
    let localSlots: Int
    /// The header of a program of this machine, to hold volunteers' objects against.
    let nativeObject: ObjectHeader?
    let log: Logger

    /// How a quirk wants compiles to be sent.
    enum Wish: Sendable {
        case none, text, sources, unknown
    }

    var wish: Wish {
        switch facts.jobMode {
        case "": .none
        case "plain": .text
        case "pump": .sources
        default: .unknown
        }
    }

    /// Whether the next compile's sources are to travel: a host that preprocesses is free, or none of the others is.
    var prefersSources: Bool {
        guard wish == .none else { return wish == .sources }
        guard !tally.sourcesAreMisread else { return false }
        let inUse = desk.inUse(hosts: hosts.count)
        let free = hosts.indices.filter { hosts[$0].transport != .local && inUse[$0] < hosts[$0].limit }
        if free.contains(where: { hosts[$0].sendsIncludes }) { return true }
        return free.isEmpty && hosts.contains { $0.sendsIncludes }
    }
}
