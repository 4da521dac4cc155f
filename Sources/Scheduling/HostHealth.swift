import ByteStrings

/// What is known of one volunteer's behaviour in this build.
///
/// Three things are told apart that distcc mixes up (its issues 74, 358): a host that is down is left alone for
/// a while; a host that refuses a kind of command still gets the others; a file that fails blames nobody.
struct HostHealth: Equatable, Sendable {
    /// The first back-off; each further failure doubles it.
    static let firstBackOff: Duration = .seconds(2)

    let longestBackOff: Duration
    private(set) var backOff: Duration = .zero
    private(set) var downUntil: Duration = .zero
    private var hasTrial = false
    private var lastServed: Duration?
    private var closures: [ByteString: Int] = [:]
    private var servedShapes: Set<ByteString> = []

    /// - Parameter longestBackOff: DISTCC_BACKOFF_PERIOD; zero means that a host is never left alone.
    init(longestBackOff: Duration) {
        self.longestBackOff = longestBackOff
    }

    /// Whether a job may be sent at `now`. After a back-off one trial goes first.
    func isAvailable(at now: Duration) -> Bool {
        now >= downUntil && !hasTrial
    }

    func isDown(at now: Duration) -> Bool {
        now < downUntil
    }

    /// A host that closed twice on a shape and never served it refuses that shape. Once may be an accident.
    func refuses(_ shape: ByteString) -> Bool {
        !servedShapes.contains(shape) && closures[shape, default: 0] >= 2
    }

    mutating func started() {
        if backOff > .zero { hasTrial = true }
    }

    mutating func served(_ shape: ByteString, now: Duration) {
        hasTrial = false
        lastServed = now
        backOff = .zero
        downUntil = .zero
        servedShapes.insert(shape)
        closures[shape] = nil
    }

    mutating func failed(startedAt start: Duration, now: Duration) {
        hasTrial = false
        // Jobs that were under way when the host went down report the same accident once more.
        guard longestBackOff > .zero, backOff == .zero || start >= downUntil else { return }
        backOff = min(max(backOff * 2, Self.firstBackOff), longestBackOff)
        downUntil = now + backOff
    }

    /// A host that answered others meanwhile is only slow. One that answered nobody has died without a word, and
    /// each further try would cost as long again: it gets the longest back-off at once.
    mutating func keptSilent(since start: Duration, now: Duration) {
        hasTrial = false
        let servedOthers = lastServed.map { $0 >= start } ?? false
        guard longestBackOff > .zero, !servedOthers else { return }
        backOff = longestBackOff
        downUntil = now + backOff
    }

    /// A host that closes on everything and has served nothing is no volunteer for us: a distccd whose `--allow`
    /// leaves us out closes in the same way as one that dislikes a command.
    mutating func closed(on shape: ByteString, startedAt start: Duration, now: Duration) {
        hasTrial = false
        closures[shape, default: 0] += 1
        let all = closures.values.reduce(0, +)
        if servedShapes.isEmpty && all >= Self.closuresOfAStranger { failed(startedAt: start, now: now) }
    }

    private static let closuresOfAStranger = 3

    mutating func finishedWithoutBlame() {
        hasTrial = false
    }
}
