import ByteStrings
import CompilerCommand
import Files
import History
import HostSpec
import Scheduling
import Synchronization
import VolunteerLink

/// What has happened in this build so far, for the progress line, the summary and the second copy's patience.
final class Tally: Sendable {
    struct Figures: Sendable {
        var finishedCompiles = 0
        var pendingCompiles = 0
        var remoteCompiles = 0
        /// Compiles that a volunteer failed to do and that were done here.
        var failedOver = 0
        /// Those that were not done at all, because DISTCC_FALLBACK=0 forbids to do them here.
        var givenUp = 0
        /// Compiles that stayed, with a reason or on the `localhost` of the list.
        var localCompiles: Int { finishedCompiles - remoteCompiles - failedOver - givenUp }
        var localBusy: Duration = .zero
        /// When the first compile and the latest were over, since the build's start.
        var firstEnd: Duration = .zero
        var lastEnd: Duration = .zero
        var byHost: [String: HostFigures] = [:]
        var reasons: [String: Int] = [:]
        var accidents: [String: Int] = [:]
    }

    struct HostFigures: Sendable {
        var jobs = 0
        var busy: Duration = .zero
        var accidents = 0
        var bytesSent = 0
        var bytesReceived = 0
    }

    private struct State: Sendable {
        var figures = Figures()
        var estimates: Estimates
        var outputs: Set<FileIdentity> = []
        /// Those among them that are optimised when they are linked.
        var linkTimeOutputs: [FileIdentity: LinkTimeJobs] = [:]
        /// Compiles that were preprocessed here where a volunteer could have done it, by `TextReason`.
        var texts: [String: Int] = [:]
        /// Whether compiles whose sources travelled went well, counted until one does.
        var sourcesServed = false
        var sourcesMisled = 0
        /// Texts that kept their macros, and those that could not be sent so.
        var directivesServed = 0
        var directivesMisled = 0
        /// By the host's name.
        var links: [ByteString: LinkPace] = [:]
        var scale = CargoScale()
        /// What other programs said of accidents, the first for each host.
        var messages: [(host: String, text: String)] = []
        /// The largest peak of a link so far, in KiB.
        var largestLink = Tally.assumedLink
    }

    /// What a link is taken to need, in KiB, before one has been seen.
    private static let assumedLink = 256 << 10

    private let state: Mutex<State>
    /// Peaks of earlier builds' links in KiB, by the key of an estimate.
    private let linkMemory: [ByteString: Int]

    init(estimates: Estimates, linkMemory: [ByteString: Int] = [:]) {
        state = Mutex(State(estimates: estimates))
        self.linkMemory = linkMemory
    }

    var figures: Figures { state.withLock { $0.figures } }

    func began(_ kind: JobKind) {
        guard kind == .compile else { return }
        state.withLock { $0.figures.pendingCompiles += 1 }
    }

    /// Counts a job that is over in exactly one of remote, local with its reason, failed over, and given up.
    ///
    /// - Parameters:
    ///   - begun: the kind that `began` was told; a probe is known as one only when it has been placed.
    ///   - now: since the build's start.
    func ended(_ record: JobRecord, begunAs begun: JobKind, now: Duration) {
        state.withLock { state in
            if begun == .compile { state.figures.pendingCompiles -= 1 }
            switch record.kind {
            case .compile: state.figures.count(compile: record, now: now)
            case .link: state.largestLink = max(state.largestLink, record.peakMemory)
            case .preprocess, .probe, .query: break
            }
        }
    }

    /// A job whose client went away before its end.
    func abandoned(_ kind: JobKind) {
        guard kind == .compile else { return }
        state.withLock { $0.figures.pendingCompiles -= 1 }
    }

    /// How many links fit into `available` KiB, if each needs what this one needed in earlier builds, or else the
    /// largest of this build; at least one.
    func linksThatFit(into available: Int, like link: ByteString) -> Int {
        max(1, available / max(1, linkMemory[link] ?? state.withLock { $0.largestLink }))
    }

    func noteDuration(_ duration: Duration) {
        state.withLock { $0.estimates.record(duration) }
    }

    /// How long the compile of a file may take; zero when nothing is known.
    func estimate(for file: ByteString) -> Duration {
        state.withLock { $0.estimates.estimate(for: file) ?? .zero }
    }

    func patience(for file: ByteString) -> Duration {
        state.withLock { $0.estimates.patience(for: file) }
    }

    func noteTransfer(to host: ByteString, bytesSent: Int, send: Duration) {
        state.withLock { $0.links[host, default: LinkPace()].record(bytesSent: bytesSent, send: send) }
    }

    /// Bytes per second to a host; `nil` while it is not known.
    func bandwidth(to host: ByteString) -> Double? {
        state.withLock { $0.links[host]?.bandwidth }
    }

    /// What the text of a compile was whose sources could have gone instead.
    func noteWeighed(sourceBytes: Int, textBytes: Int, processor: Duration) {
        state.withLock {
            $0.scale.record(sourceBytes: sourceBytes, textBytes: textBytes, processor: processor)
        }
    }

    /// Whether a compile's sources are worth their bytes on the way to a host. While that is not known, they are: only
    /// what is sent tells.
    func sourcesPay(_ pump: PumpJob, to host: ByteString, cores: Int) -> Bool {
        state.withLock { state in
            guard let bandwidth = state.links[host]?.bandwidth else { return true }
            return state.scale.sourcesPay(
                packed: pump.tree.byteCount, unpacked: pump.sourceBytes, bandwidth: bandwidth, cores: cores)
        }
    }

    /// - Parameter isGood: false when a text with its macros could not be sent, or was called wrong over there only.
    func noteDirectives(isGood: Bool) {
        state.withLock { state in
            if isGood { state.directivesServed += 1 } else { state.directivesMisled += 1 }
        }
    }

    /// Whether texts with their macros save more than those cost that are preprocessed twice.
    var directivesAreWorthIt: Bool {
        state.withLock { $0.directivesMisled < 8 + $0.directivesServed / 2 }
    }

    /// Keeps what ssh said, for the summary.
    func noteMessage(of error: LinkError) {
        guard !error.message.isEmpty else { return }
        let host = error.host.name.string
        state.withLock { state in
            guard !state.messages.contains(where: { $0.host == host }) else { return }
            state.messages.append((host, "\(host): \(error.message) (\(error.code.rawValue))"))
        }
    }

    /// Lines for the summary.
    var messages: [String] {
        state.withLock { state in
            let texts = state.texts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
            let line = texts.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
            let total = texts.reduce(0) { $0 + $1.value }
            return state.messages.map(\.text)
                + (total == 0
                    ? [] : ["\(total) preprocessed here, though volunteers preprocess too: \(line)"])
        }
    }

    func noteText(_ code: String) {
        state.withLock { $0.texts[code, default: 0] += 1 }
    }

    /// - Parameter isGood: false when a volunteer called sources wrong that the compiler here did not.
    func noteSources(isGood: Bool) {
        state.withLock { state in
            if isGood { state.sourcesServed = true } else { state.sourcesMisled += 1 }
        }
    }

    /// Whether sources should no longer travel: they were misread again and again, and never well.
    var sourcesAreMisread: Bool {
        state.withLock { !$0.sourcesServed && $0.sourcesMisled >= Self.misreadLimit }
    }

    private static let misreadLimit = 3

    /// Remembers a file that a job made, so that it is not taken for a bypassed object.
    ///
    /// - Parameter jobs: what it asks of the link that it becomes part of.
    func noteOutput(_ identity: FileIdentity, linkTimeJobs jobs: LinkTimeJobs?) {
        state.withLock { state in
            state.outputs.insert(identity)
            // A file that was replaced has left its number to another.
            state.linkTimeOutputs[identity] = jobs
        }
    }

    /// Whether any object of this build is optimised when it is linked.
    var hasLinkTimeObjects: Bool { state.withLock { !$0.linkTimeOutputs.isEmpty } }

    func linkTimeJobs(of identity: FileIdentity) -> LinkTimeJobs? {
        state.withLock { $0.linkTimeOutputs[identity] }
    }

    func isOutput(_ identity: FileIdentity) -> Bool {
        state.withLock { $0.outputs.contains(identity) }
    }
}

extension Tally.Figures {
    fileprivate mutating func count(compile record: JobRecord, now: Duration) {
        if finishedCompiles == 0 { firstEnd = now }
        lastEnd = max(lastEnd, now)
        finishedCompiles += 1
        if record.mode == .local { localBusy += record.busy }
        if let accident = record.fallback {
            if record.mode == .givenUp { givenUp += 1 } else { failedOver += 1 }
            accidents[accident, default: 0] += 1
            if let host = record.host { byHost[host, default: .init()].accidents += 1 }
        } else if let reason = record.localReason {
            reasons[reason, default: 0] += 1
        } else if record.mode.isRemote, let host = record.host {
            remoteCompiles += 1
            byHost[host, default: .init()].jobs += 1
            byHost[host, default: .init()].busy += record.busy
            byHost[host, default: .init()].bytesSent += record.bytesSent
            byHost[host, default: .init()].bytesReceived += record.bytesReceived
        }
    }
}
