import ByteStrings
import History
import HostSpec
import Placement
import Synchronization

/// What this build knows of the volunteers' compilers: who may be sent what, and who is asking.
///
/// Before the first job each host proves that its compiler makes the same objects as ours. A verdict holds for a
/// compiler by the name that it is called by; history keeps it for the builds of a week. A host that was found
/// different is asked again in each build, so that one that has been put right is not left out for days, and the
/// first object of a remembered host has to bear the compiler's signature of then.
///
/// Invariant: for a compiler and a host there is one job that asks, or a verdict, or neither.
final class Toolchains: Sendable {
    struct Compiler: Hashable, Sendable {
        /// Here, as the shim found it.
        var file: LocalCompiler
        var name: ByteString

        var path: ByteString { file.path }
    }

    /// What came of asking a host.
    enum Answer: Sendable {
        case verdict(ToolchainVerdict)
        /// Nothing, by the accident of this code.
        case none(String)
        /// Nothing, since the client of the job that asked has gone.
        case givenUp
    }

    enum Turn: Sendable {
        case known(ToolchainVerdict)
        /// The caller asks, and calls `conclude` whatever happens.
        case asking
        /// Another job asks; the stream ends with its answer.
        case waiting(AsyncStream<Answer>)
    }

    private struct Entry: Sendable {
        var file: ToolchainRecord.CompilerFile?
        var verdicts: [Int: ToolchainVerdict] = [:]
        /// Verdicts of earlier builds that no object has confirmed, with the signature to look for.
        var unconfirmed: [Int: ByteString] = [:]
        var waiting: [Int: [AsyncStream<Answer>.Continuation]] = [:]
        /// Hosts left out, and those that get no intermediate code.
        var different: Set<Int> = []
        var compatible: Set<Int> = []

        mutating func set(_ verdict: ToolchainVerdict?, of host: Int) {
            verdicts[host] = verdict
            different.remove(host)
            compatible.remove(host)
            switch verdict {
            case .different: different.insert(host)
            case .compatible: compatible.insert(host)
            case .identical, nil: break
            }
        }
    }

    private let hosts: [HostSpec]
    /// What stands before a compiler's path in records: where its root is, when that is another one than ours.
    private let recordedRoot: ByteString
    private let accepted: Set<ByteString>
    private let remembered: [ToolchainRecord.Key: ToolchainRecord]
    private let entries = Mutex<[Compiler: Entry]>([:])

    /// How long a verdict is believed.
    private static let lifetime: Duration = .seconds(7 * 24 * 3600)

    /// - Parameters:
    ///   - recordedRoot: `BuildFacts.compilerRoot`.
    ///   - accepted: names of hosts that are not asked.
    ///   - now: since 1970.
    init(
        hosts: [HostSpec], recordedRoot: ByteString = "", accepted: Set<ByteString>,
        remembered: [ToolchainRecord], now: Duration
    ) {
        self.hosts = hosts
        self.recordedRoot = recordedRoot
        self.accepted = accepted
        let usable = remembered.filter {
            $0.checked > now - Self.lifetime && $0.checked <= now
                && $0.grade != ToolchainVerdict.Grade.different.rawValue
        }
        self.remembered = Dictionary(usable.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// Whether `open` has been called for this compiler.
    func isOpen(_ compiler: Compiler) -> Bool {
        entries.withLock { $0[compiler] != nil }
    }

    /// Takes over what earlier builds found, where the compiler's file is the one of then.
    ///
    /// - Parameter file: `nil` when it could not be looked at; then nothing is remembered of it.
    /// - Returns: what hosts call the compiler, by their places in the list.
    func open(_ compiler: Compiler, file: ToolchainRecord.CompilerFile?) -> [Int: ByteString] {
        let file = recordedRoot.isEmpty ? file : file?.inAnyCopy
        var entry = Entry(file: file)
        var names: [Int: ByteString] = [:]
        for (index, host) in hosts.enumerated() {
            guard let record = remembered[key(compiler, host)], record.file == file,
                let grade = ToolchainVerdict.Grade(rawValue: record.grade)
            else { continue }
            entry.set(ToolchainVerdict(grade, difference: record.difference), of: index)
            entry.unconfirmed[index] = record.signature
            names[index] = record.remoteName
        }
        return entries.withLock { entries in
            guard entries[compiler] == nil else { return [:] }
            entries[compiler] = entry
            return names
        }
    }

    /// Whether the host's compiler is used unseen.
    func isAccepted(_ host: Int) -> Bool {
        guard !accepted.isEmpty else { return false }
        let spec = hosts[host]
        switch spec.transport {
        case .local: return true
        case .tcp(let name, _), .ssh(_, let name, _):
            return accepted.contains(spec.name) || accepted.contains(name)
        }
    }

    /// The hosts that a compile with this compiler must not go to.
    ///
    /// - Parameter exactBuild: whether another build of the same compiler will not do.
    func barred(to compiler: Compiler, exactBuild: Bool) -> Set<Int> {
        entries.withLock { entries in
            guard let entry = entries[compiler] else { return [] }
            return exactBuild ? entry.different.union(entry.compatible) : entry.different
        }
    }

    /// The hosts that no compiler has found to be of use.
    var leftOut: Set<Int> {
        entries.withLock { entries in
            guard let first = entries.values.first else { return [] }
            return entries.values.reduce(first.different) { $0.intersection($1.different) }
        }
    }

    func turn(_ compiler: Compiler, on host: Int) -> Turn {
        entries.withLock { entries in
            if let verdict = entries[compiler]?.verdicts[host] { return .known(verdict) }
            guard let others = entries[compiler]?.waiting[host] else {
                entries[compiler, default: Entry()].waiting[host] = []
                return .asking
            }
            let (stream, continuation) = AsyncStream<Answer>.makeStream()
            entries[compiler]?.waiting[host] = others + [continuation]
            return .waiting(stream)
        }
    }

    /// Ends the caller's turn. Those who waited get the same answer; without a verdict the next job asks again.
    ///
    /// - Returns: the compiler's file, when the verdict is to be remembered.
    func conclude(_ compiler: Compiler, on host: Int, _ answer: Answer) -> ToolchainRecord.CompilerFile? {
        let (waiting, file) = entries.withLock { entries in
            if case .verdict(let verdict) = answer { entries[compiler]?.set(verdict, of: host) }
            let waiting = entries[compiler]?.waiting.removeValue(forKey: host)
            return (waiting ?? [], entries[compiler]?.file)
        }
        for continuation in waiting {
            continuation.yield(answer)
            continuation.finish()
        }
        return file
    }

    /// The signature that the host's next object has to bear; `nil` when one has, or its compiler was asked now.
    func unconfirmedSignature(_ compiler: Compiler, on host: Int) -> ByteString? {
        entries.withLock { $0[compiler]?.unconfirmed[host] }
    }

    func confirm(_ compiler: Compiler, on host: Int) {
        entries.withLock { _ = $0[compiler]?.unconfirmed.removeValue(forKey: host) }
    }

    /// Forgets the verdict of an earlier build; one of this build stays.
    ///
    /// - Returns: whether there was one.
    func doubt(_ compiler: Compiler, on host: Int) -> Bool {
        entries.withLock { entries in
            guard entries[compiler]?.unconfirmed.removeValue(forKey: host) != nil else { return false }
            entries[compiler]?.set(nil, of: host)
            return true
        }
    }

    func key(_ compiler: Compiler, on host: Int) -> ToolchainRecord.Key { key(compiler, hosts[host]) }

    private func key(_ compiler: Compiler, _ host: HostSpec) -> ToolchainRecord.Key {
        ToolchainRecord.Key(
            host: host.name.string, compiler: recordedRoot + compiler.path, name: compiler.name)
    }

    /// Lines for the summary: one for each host and difference.
    var notes: [String] {
        let entries = entries.withLock { $0 }
        return hosts.indices.flatMap { host -> [String] in
            var names: [ToolchainVerdict: Set<String>] = [:]
            for (compiler, entry) in entries {
                guard let verdict = entry.verdicts[host], verdict.grade != .identical else { continue }
                names[verdict, default: []].insert(compiler.name.string)
            }
            return names.map { verdict, names in
                Self.note(hosts[host].name.string, names.sorted().joined(separator: ", "), verdict)
            }.sorted()
        }
    }

    private static func note(_ host: String, _ names: String, _ verdict: ToolchainVerdict) -> String {
        switch verdict {
        case .different:
            "\(host) (\(names)): \(verdict.difference); left out. "
                + "DISTMAKE_ACCEPT_TOOLCHAIN=\(host) uses it all the same"
        case .compatible, .identical:
            "\(host) (\(names)): \(verdict.difference); used, but not for -flto"
        }
    }
}

extension ToolchainRecord.CompilerFile {
    /// The file as every copy of a chroot has it: each build may have a copy of its own, on an inode of its own. A
    /// file without a build identifier is itself only.
    fileprivate var inAnyCopy: ToolchainRecord.CompilerFile {
        guard !buildIdentifier.isEmpty else { return self }
        return ToolchainRecord.CompilerFile(
            device: 0, inode: 0, modified: modified, buildIdentifier: buildIdentifier)
    }
}
