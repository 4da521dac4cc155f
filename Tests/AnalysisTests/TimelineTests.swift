import Testing

@testable import Analysis

@Suite struct TimelineTests {
    private func span(_ number: Int, _ from: Int, _ to: Int, queued: Int = 0) -> JobSpan {
        JobSpan(
            number: number, arrived: .seconds(from), queued: .seconds(queued), preprocess: .zero,
            busy: .seconds(to - from - queued))
    }

    @Test func `jobs at once are counted by time`() {
        //  0 1 2 3 4 5 6 7 8
        //    111111    444
        //      2222
        //      3333
        let parallelism = Parallelism([span(1, 1, 4), span(2, 2, 4), span(3, 2, 4), span(4, 6, 8)])
        #expect(parallelism.time == [.seconds(2), .seconds(3), .zero, .seconds(2)])
        #expect(parallelism.span == .seconds(7))
        #expect(parallelism.most == 3 && parallelism.idle == .seconds(2) && parallelism.single == .seconds(3))
        #expect(parallelism.time(atLeast: 1) == .seconds(5) && parallelism.time(atLeast: 4) == .zero)
        #expect(abs(parallelism.mean - 9.0 / 7) < 1e-9)
    }

    @Test func `where one ends and the next begins there is one`() {
        let parallelism = Parallelism([span(1, 0, 2), span(2, 2, 4), span(3, 2, 2)])
        #expect(parallelism.most == 1 && parallelism.single == .seconds(4))
    }

    @Test func `no jobs are no time`() {
        let none = Parallelism([])
        #expect(none.span == .zero && none.most == 0 && none.mean == 0)
        #expect(CriticalPath([]).steps.isEmpty)
    }

    @Test func `the path is what the end waited for`() {
        //  0 1 2 3 4 5 6 7 8 9
        //    11  33333   55555
        //    222222222
        let path = CriticalPath([
            span(1, 1, 2), span(2, 1, 5), span(3, 3, 5), span(4, 4, 6, queued: 1), span(5, 7, 9),
        ])
        #expect(path.steps.map(\.job.number) == [1, 4, 5])
        #expect(path.steps.map(\.gap) == [.seconds(1), .seconds(2), .seconds(1)])
        #expect(path.gaps == .seconds(4) && path.queued == .seconds(1) && path.busy == .seconds(4))
        #expect(path.longest(2).map(\.job.number) == [5, 1])
    }

    @Test(arguments: 0..<30 as Range<UInt64>)
    func `gaps and jobs of any path are the whole time`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func next(_ bound: UInt64) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % bound)
        }
        let spans = (0..<200).map { number -> JobSpan in
            let from = next(300)
            return span(number, from, from + next(20))
        }
        let path = CriticalPath(spans)
        let end = spans.map(\.ended).max() ?? .zero
        #expect(path.gaps + path.queued + path.preprocess + path.busy == end)
        #expect(path.steps.allSatisfy { $0.gap >= .zero })
        #expect(zip(path.steps, path.steps.dropFirst()).allSatisfy { $0.job.ended <= $1.job.arrived })
        let parallelism = Parallelism(spans)
        let held = spans.reduce(.zero) { $0 + ($1.ended - $1.arrived) }
        let counted = parallelism.time.enumerated().reduce(.zero) { $0 + $1.element * $1.offset }
        #expect(held == counted)
    }
}
