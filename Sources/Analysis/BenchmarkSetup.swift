/// One set-up that `distmake bench` measures.
public struct BenchmarkSetup: Hashable, Sendable {
    /// The words of the host list with single blanks; empty where everything is built here.
    public var hosts: String
    /// The -j of the build; `nil` leaves it to MAKEFLAGS, and where that has none to distmake.
    public var jobLimit: Int?

    public init(hosts: String, jobLimit: Int?) {
        self.hosts = hosts
        self.jobLimit = jobLimit
    }

    /// Every host list with every -j, in this order, each once.
    ///
    /// - Parameter jobLimits: none leaves -j alone.
    public static func all(hosts: [String], jobLimits: [Int]) -> [BenchmarkSetup] {
        let limits: [Int?] = jobLimits.isEmpty ? [nil] : jobLimits
        return hosts.reduce(into: []) { setups, list in
            for limit in limits {
                let setup = BenchmarkSetup(hosts: list, jobLimit: limit)
                if !setups.contains(setup) { setups.append(setup) }
            }
        }
    }

    /// For people: `red/8 blue/4 -j16`, `no hosts -j4`.
    public var name: String {
        (hosts.isEmpty ? "no hosts" : hosts) + (jobLimit.map { " -j\($0)" } ?? "")
    }
}

/// One measurement of a benchmark.
public struct BenchmarkRun: Hashable, Sendable {
    /// Which set-up, from 0 on.
    public var setup: Int
    /// From 0 on.
    public var round: Int

    public init(setup: Int, round: Int) {
        self.setup = setup
        self.round = round
    }
}
