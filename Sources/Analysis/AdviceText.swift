extension Advice {
    /// One sentence for people: what was seen, then what to do.
    public var text: String {
        switch self {
        case .moreJobs(let limit, let slots, let percent, let suggested):
            "-j\(limit) was reached \(percent) % of the time while the hosts have \(slots) slots; "
                + "try MAKEFLAGS=-j\(suggested)"
        case .localJobCount(let place, let cores, let slots, let percent):
            "\(place) asks for the \(cores) processors of this machine, and \(percent) % of the hosts' \(slots) slots were "
                + "in use; without it the -j of MAKEFLAGS counts"
        case .moreSlots(let slots, let percent):
            "all \(slots) slots were in use \(percent) % of the time and jobs waited for them; "
                + "more hosts, or higher limits where processors are idle, would help"
        case .slowHost("localhost", let fold, let gain):
            "this machine compiles \(Advice.tenths(fold)) times slower than the volunteers, which had room for its "
                + "compiles; take localhost out of the host list"
                + (gain.map { " (builds without it took \(Advice.percentLess($0)) % less time)" } ?? "")
        case .slowHost(let name, let fold, _):
            "\(name) compiles \(Advice.tenths(fold)) times slower than the others, which had room for its compiles; "
                + "try without it"
        case .failingHost(let name, let accidents, let jobs):
            "\(name) failed \(accidents) of \(jobs) compiles, which were done here in the end; "
                + "look at it, or take it out of the host list"
        case .pumpMode(let percent):
            "preprocessing took \(percent) % of this machine's processors and volunteers had free slots; "
                + "with ,cpp,lzo behind a host it preprocesses itself"
        case .slowLink(let name, let rate, let percent):
            "\(percent) % of the time on \(name) went into sending and receiving at \(Advice.tenths(rate / 1e6)) "
                + "MB/s; a better link would help more than another host"
        case .reason(let code, let compiles, let remedy):
            "\(compiles) compiles stayed here (\(code)): \(remedy)"
        }
    }

    /// Kebab-case, for programs.
    public var code: String {
        switch self {
        case .moreJobs: "more-jobs"
        case .localJobCount: "local-job-count"
        case .moreSlots: "more-slots"
        case .slowHost: "slow-host"
        case .failingHost: "failing-host"
        case .pumpMode: "pump-mode"
        case .slowLink: "slow-link"
        case .reason: "local-reason"
        }
    }

    /// By how much what is so many times as fast is shorter.
    private static func percentLess(_ fold: Double) -> Int { Int(((1 - 1 / fold) * 100).rounded()) }

    private static func tenths(_ value: Double) -> String {
        let tenths = Int((value * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }
}
