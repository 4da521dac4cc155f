internal import GRDB

/// A row of `tally` with its words: what the jobs of a build that are no longer there added up to.
struct StoredSum {
    var kind: JobKind
    var mode: JobMode
    var host: String?
    var localReason: String?
    var fallback: String?
    var jobs: Int
    var failures: Int
    /// By `columns`.
    var values: [String: Int64]

    /// The columns of `tally` after `jobs` and `failures`, as `Tally.upsert` takes them.
    static let columns = [
        "queuedNanoseconds", "preprocessNanoseconds", "compileNanoseconds", "busyNanoseconds", "sentBytes",
        "receivedBytes", "sourceBytes", "cpuMicroseconds", "connectNanoseconds", "sendNanoseconds",
        "receiveNanoseconds", "peakKibibytes",
    ]

    func tallyArguments(_ key: TallyKey) -> StatementArguments {
        [key.build, key.kind, key.mode, key.host, key.localReason, key.fallback, jobs, failures]
            + StatementArguments(Self.columns.map { values[$0] ?? 0 })
    }

    func totalArguments(_ build: Int64) -> StatementArguments {
        let isCompile = kind == .compile
        let sums = ["queuedNanoseconds", "busyNanoseconds", "sentBytes", "receivedBytes", "cpuMicroseconds"]
        return [
            jobs, failures, isCompile ? jobs : 0, isCompile && mode.isRemote ? jobs : 0,
            isCompile && mode == .local && fallback != nil ? jobs : 0,
            isCompile && mode == .givenUp ? jobs : 0,
        ] + StatementArguments(sums.map { values[$0] ?? 0 }) + [build]
    }
}
