import ByteStrings
import Scheduling
import Testing

/// Which host of several, and which job of several.
@Suite struct ChoiceTests {
    private let megabyte = 1_000_000

    @Test func `the fastest host of earlier builds is filled first, whatever the list says`() throws {
        var driver = try Driver("slow/4 fast/4", speeds: ["slow": 1e6, "fast": 3e6])
        for job in 0..<6 { driver.remote(job) }
        #expect((0..<6).map { driver.leases[$0]?.host } == [1, 1, 1, 1, 0, 0])
    }

    @Test func `of hosts that are nearly as fast the freer one is taken, then the list's first`() throws {
        var driver = try Driver("red/2 blue/4", speeds: ["red": 0.9e6, "blue": 1e6])
        for job in 0..<3 { driver.remote(job) }
        #expect((0..<3).map { driver.leases[$0]?.host } == [0, 1, 1])
    }

    @Test func `a host without a speed gets its chance`() throws {
        var driver = try Driver("old/4 new/4", speeds: ["old": 5e6])
        for job in 0..<4 { driver.remote(job) }
        #expect((0..<4).map { driver.leases[$0]?.host } == [0, 1, 0, 1])
    }

    @Test func `this build's jobs measure the hosts, and one job is no measure`() throws {
        var driver = try Driver("red/1 blue/1")
        let slow = Measurement(textBytes: megabyte, compile: .seconds(4))
        let fast = Measurement(textBytes: megabyte, compile: .seconds(1))
        var job = 0
        for round in 0..<8 {
            driver.remote(job)
            driver.remote(job + 1)
            #expect(driver.leases[job]?.host == 0, "round \(round): the list's order is the prior")
            driver.release(job, measured: slow)
            driver.release(job + 1, measured: fast)
            job += 2
        }
        driver.remote(job)
        #expect(driver.leases[job]?.host == 1)
    }

    @Test func `a host that has become slow loses its place`() throws {
        var driver = try Driver("red/1 blue/1", speeds: ["red": 4e6, "blue": 2e6])
        var hosts: [Int?] = []
        for job in 0..<40 {
            driver.remote(job)
            let host = driver.leases[job]?.host
            hosts.append(host)
            driver.release(
                job, measured: Measurement(textBytes: megabyte, compile: .seconds(host == 0 ? 2 : 1)))
        }
        #expect(hosts.first == 0 && hosts.last == 1)
    }

    @Test func `localhost in the list is measured like the others`() throws {
        var driver = try Driver("localhost/1 red/1", local: 2, speeds: ["localhost": 4e6, "red": 1e6])
        driver.remote(0)
        #expect(driver.leases[0]?.pool == .local)
        driver.release(0, measured: Measurement(textBytes: megabyte, compile: .seconds(100)))
        driver.remote(1)
        #expect(driver.leases[1]?.host == 1)
    }

    @Test func `with the list's order neither speed nor free slots count`() throws {
        var driver = try Driver("slow/2 fast/4", order: .list, speeds: ["slow": 1e6, "fast": 9e6])
        for job in 0..<5 { driver.remote(job) }
        #expect((0..<5).map { driver.leases[$0]?.host } == [0, 0, 1, 1, 1])
    }

    @Test(arguments: [Work.remote(shape: "gcc"), .preprocess])
    func `long translation units go first, the rest in order of arrival`(work: Work) throws {
        var driver = try Driver("red/1", preprocess: 1)
        driver.enqueue(0, work)
        for (job, seconds) in [(1, 1), (2, 9), (3, 0), (4, 9), (5, 0)] {
            driver.enqueue(job, work, estimate: .seconds(seconds))
        }
        var order: [Int] = []
        while let job = driver.leases.keys.first {
            order.append(job)
            driver.release(job)
        }
        #expect(order == [0, 2, 4, 1, 3, 5])
    }

    @Test func `a long unit goes to the fastest host that has room`() throws {
        var driver = try Driver("red/1 blue/1", speeds: ["red": 1e6, "blue": 2e6])
        driver.remote(0)
        driver.remote(1)
        driver.remote(2)
        driver.remote(3, estimate: .seconds(30))
        driver.release(0)
        #expect(driver.leases[3]?.host == 1)
    }

    /// Long jobs arrive for ever; a short one still has its turn, after the head start of the long ones.
    @Test func `a short job does not starve among long ones`() throws {
        var driver = try Driver("red/1")
        driver.remote(0, estimate: .seconds(5))
        driver.remote(1)
        driver.remote(2, estimate: .seconds(5))
        var running = 0
        for round in 3..<100 {
            driver.now += .seconds(1)
            driver.remote(round, estimate: .seconds(5))
            driver.release(running)
            running = try #require(driver.leases.keys.first)
            if running == 1 { break }
        }
        #expect(running == 1)
        #expect(driver.now <= .seconds(4 * 5 + 2))
    }

    @Test func `a job whose slot another build holds keeps its place`() throws {
        var driver = try Driver("red/1")
        driver.remote(0)
        driver.remote(1)
        driver.take(driver.schedule.lost(JobIdentifier(0), slot: 0, now: driver.now))
        driver.leases = [:]
        driver.take(driver.schedule.regained(slot: 0, of: .host(0), now: driver.now))
        #expect(driver.leases.keys.sorted() == [0])
    }
}
