import ByteStrings
import Glibc
import SystemPackage
import Testing

@testable import History

@Suite struct RecordingTests {
    let directory: TemporaryDirectory
    let reports = Reports()

    init() throws {
        directory = try TemporaryDirectory()
    }

    @Test func `what is recorded is read again, in its missing directory`() async throws {
        let recorder = recorder(directory.database, reports)
        var build = build()
        build.directory = "/home/u/l\u{00FC}a"
        build.machine = Machine(name: "box", processor: "Xeon E5345", cores: 8)
        build.jobLimit = 0
        build.settings = ["CFLAGS=-O2 -DX=\\\"y\\\"", "CXX="]
        build.hostList = [
            ListedHost(name: "localhost", slots: 2, options: ""),
            ListedHost(name: "red", slots: 8, options: "cpp,lzo"),
        ]
        recorder.begin(build)
        var first = job(1, directory: "/home/u/l\u{00FC}a/src")
        first.status = .exited(1)
        let second = job(
            2, file: "a.o", output: "lua", kind: .link, mode: .local, host: nil, localReason: "link-step")
        let third = job(
            3, file: ByteString([0x61, 0xFF, 0x5C, 0x2E, 0x63]), mode: .local, host: "blue",
            fallback: "stalled")
        recorder.record(first)
        recorder.record(second)
        recorder.record(third)
        var ended = build.ended(.signalled(9))
        ended.phases = [
            BuildPhase(name: "prepare", started: .milliseconds(3), wall: .zero),
            BuildPhase(name: "build", started: .seconds(1), wall: .seconds(10)),
        ]
        ended.headers = [
            HeaderCost(path: "/usr/include/stdio.h", units: 2, bytes: 60_000),
            HeaderCost(path: ByteString([0x61, 0xFF, 0x2E, 0x68]), units: 1, bytes: 10),
        ]
        ended.usage = BuildUsage(user: .seconds(7), system: .microseconds(5), peakMemory: 123_456)
        ended.bypassedObjects = 3
        ended.packageFiles = [
            PackageFile(name: "lua", version: "5.4.6-1", size: 123_456, buildinfo: "format = 2\n"),
            PackageFile(name: "lua-docs", version: "5.4.6-1", size: 99),
        ]
        recorder.finish(ended)
        await recorder.flush()
        #expect(reports.all == [])

        let reader = try HistoryReader(path: directory.database)
        let read = try #require(try reader.build("k3vq7z2a"))
        #expect(read.build == ended)
        #expect(read.droppedJobs == 0)
        #expect(read.hasJobs)
        #expect(
            read.totals
                == JobTotals(
                    jobs: 3, failures: 1, compiles: 2, remote: 1, local: 0, failedOver: 1,
                    queued: .microseconds(150), busy: .microseconds(3 * 103_300), bytesSent: 120_000,
                    bytesReceived: 27_000, processorTime: .milliseconds(60)))

        let jobs = try reader.jobs(of: "k3vq7z2a")
        let relative = [
            ("src/lapi.c", "src/lapi.o"),
            ("/home/u/lua/src/lua-5.4.6/src/a.o", "/home/u/lua/src/lua-5.4.6/src/lua"),
            ("", "/home/u/lua/src/lua-5.4.6/src/lapi.o"),
        ]
        for (index, (want, got)) in zip([first, second, third], jobs).enumerated() {
            var want = want
            want.directory = build.directory
            want.file = ByteString(relative[index].0)
            want.output = ByteString(relative[index].1)
            if index == 2 {
                want.file = "/home/u/lua/src/lua-5.4.6/src/" + ByteString([0x61, 0xFF, 0x5C, 0x2E, 0x63])
            }
            #expect(got == want)
        }
        #expect(jobs.count == 3)
    }

    @Test func `a build that has not finished has its jobs, and no end`() async throws {
        let recorder = recorder(directory.database, reports)
        recorder.begin(build())
        await recorder.flush()
        recorder.record(job(1))
        await recorder.flush()
        recorder.record(job(2))
        await recorder.flush()
        let read = try #require(try HistoryReader(path: directory.database).build("k3vq7z2a"))
        #expect(read.build.finished == nil && read.build.result == nil && read.build.wall == nil)
        #expect(read.totals.jobs == 2 && read.totals.remote == 2)
    }

    @Test func `a full buffer drops jobs and counts them`() async throws {
        let recorder = recorder(directory.database, reports, capacity: 10)
        recorder.begin(build())
        for sequence in 1...25 {
            recorder.record(job(sequence))
        }
        recorder.finish(build().ended())
        await recorder.flush()
        let read = try #require(try HistoryReader(path: directory.database).build("k3vq7z2a"))
        #expect(read.totals.jobs == 10)
        #expect(read.droppedJobs == 15)
    }

    @Test func `what could not be written keeps its place and the bound`() {
        let buffer = RecordBuffer(capacity: 3)
        buffer.append(begun: build())
        buffer.append(job(1))
        buffer.append(job(2))
        let taken = buffer.take()
        buffer.append(job(3))
        buffer.append(job(4))
        buffer.append(finished: build().ended())
        buffer.putBack(taken)
        let again = buffer.take()
        #expect(again.begun.count == 1 && again.finished.count == 1)
        #expect(again.jobs.map(\.sequence) == [1, 2, 3])
        #expect(again.dropped == ["k3vq7z2a": 1])
        #expect(buffer.take().isEmpty)
    }

    @Test func `run flushes each second of its clock, and once more when it is cancelled`() async throws {
        let recorder = recorder(directory.database, reports)
        let clock = ManualClock()
        let task = Task { await recorder.run(clock: clock) }
        recorder.begin(build())
        recorder.record(job(1))
        await clock.advanceWhenAsleep(by: .seconds(1))
        // Asleep again, so the flush of the first second is over.
        await clock.waitForSleeper()
        let reader = try HistoryReader(path: directory.database)
        #expect(try reader.build("k3vq7z2a")?.totals.jobs == 1)
        recorder.record(job(2))
        task.cancel()
        await task.value
        #expect(try reader.build("k3vq7z2a")?.totals.jobs == 2)
        #expect(reports.all == [])
    }

    @Test func `eight builds that start together all keep every job`() async throws {
        let path = directory.database
        await withTaskGroup(of: Void.self) { group in
            for number in 0..<8 {
                group.addTask { [reports] in
                    let recorder = recorder(path, reports)
                    let identifier = "build00\(number)"
                    recorder.begin(build(identifier))
                    for sequence in 1...200 {
                        recorder.record(job(sequence, of: identifier, file: "f\(sequence).c"))
                        if sequence % 20 == 0 { await recorder.flush() }
                    }
                    recorder.finish(build(identifier).ended())
                    await recorder.flush()
                }
            }
        }
        #expect(reports.all == [])
        let builds = try HistoryReader(path: path).builds(limit: 100)
        #expect(builds.count == 8)
        #expect(builds.allSatisfy { $0.totals.jobs == 200 && $0.build.result == .exited(0) })
    }

    @Test func `a job is cheap to note`() {
        let recorder = recorder(directory.database, reports, capacity: 100_000)
        let one = job(1)
        let before = Self.processorTime
        for _ in 0..<100_000 { recorder.record(one) }
        // 0.3 µs in a release build; the bound only catches work that does not belong there.
        #expect(Self.processorTime - before < .seconds(1))
    }

    /// Of this thread: what other programs do meanwhile does not count.
    private static var processorTime: Duration {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
