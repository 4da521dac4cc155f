import Testing

@testable import Scheduling

@Suite struct BuildForecastTests {
    /// Configure takes ten seconds, then come compiles, a gap for a library's link, more compiles, and a tail.
    private static let ends =
        (1...40).map { Duration.seconds(10) + .milliseconds(500 * $0) }
        + (1...40).map { Duration.seconds(45) + .milliseconds(500 * $0) }
    private static let wall: Duration = .seconds(90)

    private let forecast = BuildForecast(ends: ends, wall: wall)

    /// What a build that runs `scale` times as long shows of itself at `elapsed`; the ends of its compiles.
    private static func progress(_ ends: [Duration], at elapsed: Duration) -> BuildForecast.Progress {
        let done = ends.prefix { $0 <= elapsed }
        return BuildForecast.Progress(
            done: done.count, pending: 0, elapsed: elapsed, firstEnd: done.first ?? .zero,
            lastEnd: done.last ?? .zero)
    }

    @Test(arguments: Array(stride(from: 0, to: 90, by: 3)))
    func `a build like the last one ends like it`(second: Int) throws {
        let elapsed = Duration.seconds(second)
        let left = try #require(forecast.timeLeft(Self.progress(Self.ends, at: elapsed)))
        #expect(left == Self.wall - elapsed)
    }

    /// Its ends, `scale` times as far apart, with the same configure before and the same tail after them.
    private static func scaled(_ scale: Double, generator: inout SeededGenerator) -> [Duration] {
        let first = ends[0]
        return ends.map { end in
            let jitter = Double.random(in: 0.9...1.1, using: &generator)
            return first + (end - first) * scale * jitter
        }.sorted()
    }

    @Test(arguments: [0.3, 0.5, 1, 1.7, 3], 0..<20 as Range<UInt64>)
    func `at half time it is right within a quarter, however fast the volunteers are now`(
        scale: Double, seed: UInt64
    ) throws {
        var generator = SeededGenerator(seed: seed)
        let ends = Self.scaled(scale, generator: &generator)
        let wall = try #require(ends.last) + (Self.wall - Self.ends[79])
        let truth = wall / 2
        let left = try #require(forecast.timeLeft(Self.progress(ends, at: wall - truth)))
        let error = abs((left - truth) / truth)
        #expect(error < 0.25, "\(left) for \(truth)")
    }

    @Test func `a first compile that is late moves the end`() {
        let late = BuildForecast.Progress(
            done: 0, pending: 0, elapsed: .seconds(300), firstEnd: .zero, lastEnd: .zero)
        #expect(forecast.timeLeft(late) == Self.wall - Self.ends[0])
    }

    @Test func `more compiles than last time are the tail, which ends`() {
        let more = BuildForecast.Progress(
            done: 100, pending: 0, elapsed: .seconds(70), firstEnd: .seconds(10), lastEnd: .seconds(68))
        #expect(forecast.timeLeft(more) == Self.wall - Self.ends[79] - .seconds(2))
        let longer = BuildForecast.Progress(
            done: 80, pending: 0, elapsed: .seconds(7000), firstEnd: .seconds(10), lastEnd: .seconds(68))
        #expect(forecast.timeLeft(longer) == .zero)
    }

    @Test func `a build that has twice the compiles takes longer by those`() throws {
        let ends = Self.ends + Self.ends.map { $0 + .seconds(60) }
        var progress = Self.progress(ends, at: .seconds(70))
        #expect(progress.done == 80)
        progress.pending = 20
        // 80 compiles took 55 s, so 20 take 14; then comes the tail of 25, and 5 s have passed since the last.
        let left = try #require(forecast.timeLeft(progress))
        #expect((Duration.seconds(33) ... .seconds(35)).contains(left), "\(left)")
    }

    @Test func `nothing is known without an earlier build`() {
        let progress = BuildForecast.Progress(
            done: 3, pending: 0, elapsed: .seconds(7), firstEnd: .seconds(1), lastEnd: .seconds(5))
        #expect(BuildForecast(ends: [], wall: .zero).timeLeft(progress) == nil)
    }

    @Test(arguments: 0..<50 as Range<UInt64>)
    func `whatever is seen, the time left is not negative`(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let ends = (0..<Int.random(in: 1...30, using: &generator)).map { _ in
            Duration.milliseconds(Int.random(in: 0...100_000, using: &generator))
        }.sorted()
        let forecast = BuildForecast(
            ends: ends, wall: .milliseconds(Int.random(in: 0...200_000, using: &generator)))
        for _ in 0..<100 {
            let times = (0..<3).map { _ in
                Duration.milliseconds(Int.random(in: 0...300_000, using: &generator))
            }.sorted()
            let progress = BuildForecast.Progress(
                done: Int.random(in: 0...40, using: &generator),
                pending: Int.random(in: 0...20, using: &generator), elapsed: times[2], firstEnd: times[0],
                lastEnd: times[1])
            #expect(try #require(forecast.timeLeft(progress)) >= .zero)
        }
    }
}
