import Testing

@testable import Analysis

@Suite struct LaneTests {
    private func job(
        _ number: Int, _ from: Int, _ to: Int, on host: String? = "red", file: String = "a.c"
    ) -> Timeline.Job {
        Timeline.Job(
            span: JobSpan(
                number: number, arrived: .seconds(from), queued: .zero, preprocess: .zero,
                busy: .seconds(to - from)),
            work: host == nil ? .local : .remote, kind: "compile", mode: host == nil ? "local" : "plain",
            file: file, host: host)
    }

    @Test func `each job is in the first lane that is free when it begins`() {
        //  0 1 2 3 4 5 6
        //  11111     44
        //    222  33333
        //    5555
        let timeline = Timeline(
            jobs: [job(1, 0, 3), job(2, 1, 2), job(3, 3, 6), job(4, 5, 6), job(5, 1, 3)],
            hosts: [("red", 3)], wall: .seconds(10))
        #expect(timeline.machines.map(\.name) == ["red"])
        #expect(timeline.machines[0].lanes == [[0, 2], [1, 3], [4]])
        #expect(timeline.end == .seconds(10))
    }

    @Test func `a host never does more at once than it has slots`() {
        //  0 1 2 3 4 5 6 7
        //  1111111
        //    2222
        //      333333       a look at the compiler before it was not recorded
        let timeline = Timeline(
            jobs: [job(1, 0, 4), job(2, 1, 3), job(3, 2, 5)], hosts: [("red", 2)], wall: .seconds(10))
        #expect(timeline.machines[0].lanes == [[0], [1, 2]])
        #expect(timeline.jobs.map(\.began) == [.zero, .seconds(1), .seconds(3)])
        #expect(timeline.jobs.map(\.ended) == [.seconds(4), .seconds(3), .seconds(6)])
        #expect(timeline.utilisation(of: timeline.machines[0], buckets: 10).peak == 2)
        #expect(timeline.end == .seconds(10))
    }

    @Test func `a list that says less than was done is not believed`() {
        let timeline = Timeline(
            jobs: [job(1, 0, 4), job(2, 0, 4)], hosts: [("red", 1)], wall: .seconds(4))
        #expect(timeline.machines[0].lanes == [[0], [1]] && timeline.end == .seconds(4))
    }

    @Test func `slots that were never used are empty lanes`() {
        let timeline = Timeline(
            jobs: [job(1, 0, 1), job(2, 2, 3, on: nil), job(3, 0, 12, on: "gone")],
            hosts: [("red", 3), ("idle", 2), ("unused", 0)], wall: .seconds(10))
        #expect(timeline.machines.map(\.name) == ["red", "idle", "gone", nil])
        #expect(timeline.machines.map(\.slots) == [3, 2, nil, nil])
        #expect(timeline.machines.map(\.lanes) == [[[0], [], []], [[], []], [[2]], [[1]]])
        #expect(timeline.end == .seconds(12), "a build is no shorter than its jobs")
    }

    @Test func `a build without jobs has its hosts`() {
        let timeline = Timeline(jobs: [], hosts: [("red", 1)])
        #expect(timeline.machines[0].lanes == [[]] && timeline.end == .zero)
        #expect(timeline.utilisation(of: timeline.machines[0], buckets: 4).mean == [0, 0, 0, 0])
    }

    @Test func `no two jobs of a lane overlap, and every job has one`() {
        var state: UInt64 = 7
        let jobs = (0..<2000).map { number -> Timeline.Job in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let from = Int(state >> 40) % 10_000
            return job(number, from, from + Int(state >> 20) % 300, on: ["red", "blue", nil][number % 3])
        }
        let timeline = Timeline(jobs: jobs, hosts: [("blue", 12)])
        var seen: Set<Int> = []
        for machine in timeline.machines {
            for lane in machine.lanes {
                for (one, next) in zip(lane, lane.dropFirst()) {
                    #expect(timeline.jobs[one].ended <= timeline.jobs[next].began)
                }
                for place in lane {
                    #expect(jobs[place].host == machine.name)
                    #expect(seen.insert(place).inserted)
                }
            }
            // As many lanes as slots, or as jobs at once where there is no list to say so.
            let spans = machine.lanes.joined().map { jobs[$0].span }
            #expect(machine.lanes.count == machine.slots ?? Parallelism(spans).most)
            #expect(zip(spans, machine.lanes.joined()).allSatisfy { $0.ended <= timeline.jobs[$1].ended })
        }
        #expect(seen.count == jobs.count)
    }
}

@Suite struct UtilisationTests {
    private func usage(_ stretches: [(Double, Double)], buckets: Int = 4) -> [Double] {
        Utilisation(
            stretches.map { (start: .seconds($0.0), length: .seconds($0.1 - $0.0)) }, end: .seconds(8),
            buckets: buckets
        ).mean
    }

    @Test(
        arguments: [
            ([], [0, 0, 0, 0]), ([(0, 8)], [1, 1, 1, 1]), ([(0, 8), (0, 2)], [2, 1, 1, 1]),
            ([(1, 2)], [0.5, 0, 0, 0]), ([(1, 5)], [0.5, 1, 0.5, 0]), ([(2, 4)], [0, 1, 0, 0]),
            ([(-4, 1)], [0.5, 0, 0, 0]), ([(7, 99)], [0, 0, 0, 0.5]), ([(3, 3)], [0, 0, 0, 0]),
            ([(9, 10)], [0, 0, 0, 0]),
        ] as [([(Double, Double)], [Double])])
    func `a part's mean is the time that slots were in use in it`(
        stretches: [(Double, Double)], mean: [Double]
    ) {
        #expect(usage(stretches) == mean)
    }

    @Test func `many parts add up to the same time as one`() {
        let stretches = (0..<500).map { number -> (Double, Double) in
            let from = Double(number * 37 % 80)
            return (from / 10, (from + Double(number % 9)) / 10)
        }
        let one = usage(stretches, buckets: 1)[0]
        for buckets in [2, 3, 7, 240] {
            let mean = usage(stretches, buckets: buckets)
            #expect(abs(mean.reduce(0, +) / Double(buckets) - one) < 1e-9, "\(buckets)")
        }
    }

    @Test func `two are added part by part`() {
        let one = Utilisation([(start: .zero, length: .seconds(1))], end: .seconds(2), buckets: 2)
        let sum = one + one
        #expect(sum.mean == [2, 0] && sum.average == 1 && sum.peak == 2)
        #expect(Utilisation([(start: .zero, length: .seconds(1))], end: .zero, buckets: 2).mean == [0, 0])
    }
}

@Suite struct DirectoryCostTests {
    @Test func `directories are ordered by what their compiles cost`() {
        func job(_ number: Int, _ file: String, _ seconds: Int, kind: String = "compile") -> Timeline.Job {
            Timeline.Job(
                span: JobSpan(
                    number: number, arrived: .zero, queued: .seconds(100), preprocess: .seconds(1),
                    busy: .seconds(seconds)),
                work: .remote, kind: kind, mode: "plain", file: file)
        }
        let costs = DirectoryCost.costs(of: [
            job(1, "src/a.c", 1), job(2, "src/deep/b.c", 9), job(3, "src/c.c", 2), job(4, "d.c", 1),
            job(5, "e", 99, kind: "link"),
        ])
        #expect(costs.map(\.directory) == ["src/deep/", "src/", ""])
        #expect(costs.map(\.compiles) == [1, 2, 1])
        #expect(costs.map(\.total) == [.seconds(10), .seconds(5), .seconds(2)])
    }
}
