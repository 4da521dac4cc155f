/// What would have made a build faster, where its figures say so.
///
/// Each rule asks for enough compiles to be no accident of a small build, and for the figures to exclude the innocent
/// explanation; a build that nothing can be said about gets no advice.
public enum Advice: Equatable, Sendable {
    /// `-j` kept slots empty.
    case moreJobs(limit: Int, slots: Int, percentAtLimit: Int, suggested: Int)
    /// The package's own `-j"$(nproc)"` kept slots empty.
    case localJobCount(place: String, cores: Int, slots: Int, percentInUse: Int)
    /// All slots were in use nearly all the time.
    case moreSlots(slots: Int, percentInUse: Int)
    /// A host is so slow, and the others were so idle, that the build would have been faster without it. `gain` is how
    /// many times as fast earlier builds without it were.
    case slowHost(name: String, fold: Double, gain: Double? = nil)
    /// A host failed again and again.
    case failingHost(name: String, accidents: Int, jobs: Int)
    /// Preprocessing kept this machine busy and the volunteers waiting.
    case pumpMode(percentOfProcessors: Int)
    /// More time went into sending and receiving than into compiling.
    case slowLink(name: String, bytesPerSecond: Double, percentOfTime: Int)
    /// Compiles stayed here for a reason that can be changed.
    case reason(code: String, compiles: Int, remedy: String)

    /// How many are given.
    public static let most = 3
    /// Builds with fewer compiles say nothing about set-ups.
    static let fewestCompiles = 20

    /// The advice that the figures support, the most useful first, at most three.
    public static func advice(on figures: BuildFigures) -> [Advice] {
        let all = [
            failingHost(figures), localJobCount(figures) ?? moreJobs(figures), reason(figures),
            slowHost(figures), pumpMode(figures),
            slowLink(figures), moreSlots(figures),
        ]
        return Array(all.compactMap(\.self).prefix(most))
    }

    /// At the limit for most of the time, while jobs got their slots without waiting.
    private static func moreJobs(_ figures: BuildFigures) -> Advice? {
        guard let limit = figures.jobLimit, limit > 0, figures.slots > limit,
            let parallelism = figures.parallelism,
            figures.compiles >= fewestCompiles, figures.remote * 2 > figures.compiles
        else { return nil }
        // One below: between two jobs make needs a moment to start the next.
        let atLimit = percent(parallelism.time(atLeast: max(1, limit - 1)), of: parallelism.span)
        let busy = figures.hosts.reduce(.zero) { $0 + $1.busy }
        guard atLimit >= 50, figures.queued < busy / 10 else { return nil }
        return .moreJobs(
            limit: limit, slots: figures.slots, percentAtLimit: atLimit, suggested: 2 * figures.slots)
    }

    /// As many jobs as processors, or two more, and hardly ever others, while jobs got their slots without waiting.
    private static func localJobCount(_ figures: BuildFigures) -> Advice? {
        guard let place = figures.localJobCount, let cores = figures.cores, figures.slots > cores + 2,
            let parallelism = figures.parallelism,
            figures.compiles >= fewestCompiles, figures.remote * 2 > figures.compiles
        else { return nil }
        let atCount = percent(parallelism.time(atLeast: max(1, cores - 1)), of: parallelism.span)
        let above = percent(parallelism.time(atLeast: cores + 3), of: parallelism.span)
        let busy = figures.hosts.reduce(.zero) { $0 + ($1.slots == nil ? .zero : $1.busy) }
        guard atCount >= 50, above <= 5, figures.queued < busy / 10 else { return nil }
        return .localJobCount(
            place: place, cores: cores, slots: figures.slots,
            percentInUse: percent(busy, of: parallelism.span * figures.slots))
    }

    private static func moreSlots(_ figures: BuildFigures) -> Advice? {
        guard let span = figures.parallelism?.span, figures.slots > 0, figures.compiles >= fewestCompiles
        else {
            return nil
        }
        let busy = figures.hosts.reduce(.zero) { $0 + ($1.slots == nil ? .zero : $1.busy) }
        let inUse = percent(busy, of: span * figures.slots)
        // Jobs that wait as long as they run are as many again as there are slots.
        guard inUse >= 85, figures.queued > busy else { return nil }
        return .moreSlots(slots: figures.slots, percentInUse: inUse)
    }

    /// The others must be able to do its work in the time that they had nothing to do.
    private static func slowHost(_ figures: BuildFigures) -> Advice? {
        let candidates = figures.hosts.filter { $0.slots != nil && $0.jobs >= fewestJobs }
        guard let slow = candidates.min(by: { ($0.speed ?? .infinity) < ($1.speed ?? .infinity) }),
            let name = slow.name, let speed = slow.speed, let used = figures.slotsInUse(slow)
        else { return nil }
        let others = figures.hosts.filter { $0.slots != nil && $0.name != name }
        let bytes = others.reduce(0) { $0 + $1.sourceBytes }
        let compile = others.reduce(.zero) { $0 + $1.compile }
        guard bytes > 0, compile > .zero else { return nil }
        let fold = Double(bytes) / (compile / .seconds(1)) / speed
        let free = others.reduce(0) { $0 + Double($1.slots ?? 0) - (figures.slotsInUse($1) ?? 0) }
        guard fold >= 2, free >= used / fold else { return nil }
        guard name == "localhost", let effect = figures.localhostEffect else {
            return .slowHost(name: name, fold: fold)
        }
        // What was measured counts more than what is to be expected.
        return effect.gain > 1 ? .slowHost(name: name, fold: fold, gain: effect.gain) : nil
    }

    private static let fewestJobs = 10

    private static func failingHost(_ figures: BuildFigures) -> Advice? {
        let failing = figures.hosts.filter {
            $0.name != nil && $0.accidents >= 5 && $0.accidents * 10 > $0.jobs
        }
        guard let worst = failing.max(by: { $0.accidents < $1.accidents }), let name = worst.name else {
            return nil
        }
        return .failingHost(name: name, accidents: worst.accidents, jobs: worst.jobs + worst.accidents)
    }

    private static func pumpMode(_ figures: BuildFigures) -> Advice? {
        guard let cores = figures.cores, let span = figures.parallelism?.span,
            figures.remote >= fewestCompiles
        else { return nil }
        let volunteers = figures.hosts.filter {
            $0.name != nil && $0.name != "localhost" && $0.slots ?? 0 > 0
        }
        guard !volunteers.isEmpty, !volunteers.contains(where: { $0.options.contains("cpp") }) else {
            return nil
        }
        let slots = volunteers.reduce(0) { $0 + ($1.slots ?? 0) }
        let inUse = volunteers.reduce(0) { $0 + (figures.slotsInUse($1) ?? 0) }
        let busy = percent(figures.preprocess, of: span * cores)
        guard busy >= 60, inUse < Double(slots) * 0.7 else { return nil }
        return .pumpMode(percentOfProcessors: min(100, busy))
    }

    private static func slowLink(_ figures: BuildFigures) -> Advice? {
        let slow = figures.hosts.filter { host in
            host.name != nil && host.jobs >= fewestJobs && host.transfer * 2 > host.busy
        }
        guard let worst = slow.max(by: { $0.transfer < $1.transfer }), let name = worst.name else {
            return nil
        }
        let rate = Double(worst.bytesSent + worst.bytesReceived) / (worst.transfer / .seconds(1))
        // Above that it is no link that makes transfers slow, but a machine that is too busy to take them.
        guard rate < 20e6 else { return nil }
        return .slowLink(
            name: name, bytesPerSecond: rate, percentOfTime: percent(worst.transfer, of: worst.busy))
    }

    private static func reason(_ figures: BuildFigures) -> Advice? {
        let changeable = figures.localReasons.filter { reason in
            reason.remedy != nil && reason.compiles >= 5 && reason.compiles * 20 >= figures.compiles
        }
        guard let first = changeable.max(by: { $0.busy < $1.busy }), let remedy = first.remedy else {
            return nil
        }
        return .reason(code: first.code, compiles: first.compiles, remedy: remedy)
    }

    private static func percent(_ part: Duration, of whole: Duration) -> Int {
        whole > .zero ? Int((part / whole * 100).rounded()) : 0
    }
}
