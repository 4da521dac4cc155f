/// What the compiles of one directory cost together.
public struct DirectoryCost: Equatable, Sendable {
    /// With a `/` at its end; empty for the build's own directory.
    public var directory: String
    public var compiles: Int
    /// Preprocessing and holding slots.
    public var total: Duration

    /// The directories of a build's compiles, the costliest first.
    public static func costs(of jobs: [Timeline.Job]) -> [DirectoryCost] {
        var costs: [String: DirectoryCost] = [:]
        for job in jobs where job.kind == "compile" {
            let directory = job.directory
            costs[directory, default: DirectoryCost(directory: directory, compiles: 0, total: .zero)].add(job)
        }
        return costs.values.sorted { ($1.total, $0.directory) < ($0.total, $1.directory) }
    }

    private mutating func add(_ job: Timeline.Job) {
        compiles += 1
        total += job.total
    }
}

extension Timeline.Job {
    /// The file's directory, with a `/` at its end; empty for the build's own.
    public var directory: String {
        file.utf8.lastIndex(of: UInt8(ascii: "/")).map { String(file[...$0]) } ?? ""
    }
}
