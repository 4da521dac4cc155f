/// How fast a host compiles: bytes of preprocessed text per second, over its last jobs.
///
/// One job says little, since files differ more than machines do: a host has a speed only after some jobs, or from
/// earlier builds. Each job counts with the time that it took.
struct HostPace: Equatable, Sendable {
    /// So many jobs make a speed.
    static let fewestJobs = 8
    /// What remains of older jobs when one is added.
    private static let memory = 15.0 / 16

    private var bytes = 0.0
    private var seconds = 0.0
    private var jobs = 0

    /// - Parameter known: bytes per second in earlier builds. It counts as a second for each of `fewestJobs` jobs.
    init(known: Double? = nil) {
        guard let known, known > 0 else { return }
        jobs = Self.fewestJobs
        seconds = Double(jobs)
        bytes = known * seconds
    }

    mutating func record(_ measurement: Measurement) {
        guard measurement.textBytes > 0, measurement.compile > .zero else { return }
        bytes = bytes * Self.memory + Double(measurement.textBytes)
        seconds = seconds * Self.memory + measurement.compile / .seconds(1)
        jobs += 1
    }

    /// Bytes per second; `nil` while it is not known.
    var speed: Double? { jobs < Self.fewestJobs ? nil : bytes / seconds }
}
