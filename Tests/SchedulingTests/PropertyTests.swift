import ByteStrings
import Testing

@testable import Scheduling

/// Random events: no slot is lent twice, nobody waits while a slot is free for him, and all finish.
@Suite struct PropertyTests {
    private static let shapes: [ByteString] = ["gcc", "g++", "gcc lto"]
    private static let limits: [Pool: Int] = [
        .host(1): 3, .host(2): 2, .host(3): 70, .local: 3, .preprocess: 2,
    ]

    private struct ForeignSlot: Hashable {
        var pool: Pool
        var slot: Int
    }

    /// A build of random jobs, on a clock of its own.
    private struct Build {
        var driver: Driver
        var generator: SeededGenerator
        var enqueued = 0
        var ended: Set<Int> = []
        var waiting: Set<Int> = []
        var foreign: Set<ForeignSlot> = []

        init(seed: Int) throws {
            generator = SeededGenerator(seed: UInt64(seed))
            driver = try Driver(
                "localhost/1 red/3 blue/2,lzo green/70", local: 3, speeds: ["red": 2e6, "blue": 1e6])
        }

        mutating func number(_ range: Range<Int>) -> Int { Int.random(in: range, using: &generator) }

        mutating func add() {
            let estimate = Duration.seconds(number(0..<9))
            switch number(0..<8) {
            case 0: driver.enqueue(enqueued, .compile)
            case 1: driver.enqueue(enqueued, .link(slots: number(1..<5)))
            case 2: driver.enqueue(enqueued, .preprocess, estimate: estimate)
            default:
                let avoiding = Set((0..<number(0..<4)).map { _ in number(0..<4) })
                driver.remote(
                    enqueued, shape: PropertyTests.shapes[number(0..<3)], avoiding: avoiding,
                    estimate: estimate)
            }
            waiting.insert(enqueued)
            enqueued += 1
        }

        mutating func release(_ job: Int, isTrouble: Bool) {
            let outcomes: [Outcome] = [.hostDown, .refused(shape: "gcc"), .blameless, .silent]
            let measured = Measurement(
                textBytes: number(0..<9_000_000), compile: .milliseconds(number(0..<9000)))
            driver.release(job, isTrouble ? outcomes[number(0..<4)] : .served, measured: measured)
            ended.insert(job)
        }

        mutating func step() {
            driver.now += .milliseconds(number(0..<900))
            let holder = driver.leases.keys.sorted().randomElement(using: &generator)
            switch number(0..<12) {
            case 0...4:
                add()
            case 5:
                if let job = waiting.sorted().randomElement(using: &generator) {
                    driver.take(driver.schedule.withdraw(JobIdentifier(job), now: driver.now))
                    ended.insert(job)
                }
            case 6:
                guard let job = holder, let lease = driver.leases.removeValue(forKey: job),
                    let slot = lease.slots.randomElement(using: &generator)
                else { return }
                foreign.insert(ForeignSlot(pool: lease.pool, slot: slot))
                if number(0..<4) > 0 {
                    waiting.insert(job)
                    driver.take(driver.schedule.lost(JobIdentifier(job), slot: slot, now: driver.now))
                } else {
                    ended.insert(job)
                    driver.take(
                        driver.schedule.withdraw(JobIdentifier(job), missing: slot, now: driver.now))
                }
            case 7:
                regain()
            default:
                if let job = holder { release(job, isTrouble: number(0..<3) == 0) }
            }
        }

        mutating func regain() {
            guard let lost = foreign.min(by: { "\($0)" < "\($1)" }) else { return }
            foreign.remove(lost)
            driver.take(driver.schedule.regained(slot: lost.slot, of: lost.pool, now: driver.now))
        }

        mutating func check() {
            waiting.subtract(driver.leases.keys)
            waiting.subtract(driver.unplaced.keys)
            waiting.subtract(ended)
            ended.formUnion(driver.unplaced.keys)
            for (pool, leases) in Dictionary(grouping: driver.leases.values, by: \.pool) {
                let lent = leases.flatMap(\.slots)
                let others = Set(foreign.filter { $0.pool == pool }.map(\.slot))
                #expect(lent.count + others.count <= PropertyTests.limits[pool, default: 0])
                #expect(Set(lent).count == lent.count, "a slot is lent twice")
                #expect(others.isDisjoint(with: lent))
            }
            #expect(driver.schedule.waiting == waiting.count)
            #expect(ended.count + driver.leases.count + waiting.count == enqueued)
        }
    }

    @Test(arguments: 0..<100)
    func `no slot is lent twice, nobody starves, all finish`(seed: Int) throws {
        var build = try Build(seed: seed)
        for _ in 0..<400 {
            build.step()
            build.check()
        }
        // The rest goes well; now everybody has to come to an end without a new job.
        var rounds = 0
        while !build.waiting.isEmpty || !build.driver.leases.isEmpty {
            rounds += 1
            try #require(rounds < 10_000, "\(build.waiting) wait for ever")
            build.driver.now += .seconds(1)
            build.regain()
            if let job = build.driver.leases.keys.min() { build.release(job, isTrouble: false) }
            build.check()
        }
        #expect(build.ended.count == build.enqueued)
    }
}
