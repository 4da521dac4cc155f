import Testing

@testable import Reporting

@Suite struct FiguresTests {
    @Test(
        arguments: [
            (.zero, "0:00"), (.milliseconds(499), "0:00"), (.milliseconds(500), "0:01"),
            (.seconds(7), "0:07"),
            (.milliseconds(59_600), "1:00"), (.seconds(750), "12:30"), (.milliseconds(3_599_500), "1:00:00"),
            (.seconds(3753), "1:02:33"), (.seconds(360_000), "100:00:00"), (.seconds(-3), "0:00"),
        ] as [(Duration, String)])
    func `a length of time on a clock`(duration: Duration, want: String) {
        #expect(Figures.clock(duration) == want)
    }

    @Test(
        arguments: [
            (.zero, "0.0 ms"), (.microseconds(440), "0.4 ms"), (.microseconds(9949), "9.9 ms"),
            (.microseconds(9950), "10 ms"), (.milliseconds(12), "12 ms"), (.microseconds(999_499), "999 ms"),
            (.microseconds(999_500), "1.0 s"), (.milliseconds(1234), "1.2 s"), (.milliseconds(9949), "9.9 s"),
            (.milliseconds(9950), "10 s"), (.milliseconds(59_499), "59 s"), (.milliseconds(59_500), "1:00"),
            (.seconds(61), "1:01"), (.seconds(-1), "0.0 ms"),
        ] as [(Duration, String)])
    func `a short time has two or three digits`(duration: Duration, want: String) {
        #expect(Figures.brief(duration) == want)
    }

    @Test(arguments: [
        (-1, "0 B"), (0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1249, "1.2 kB"), (1250, "1.3 kB"),
        (9949, "9.9 kB"), (9950, "10 kB"), (12_345, "12 kB"), (999_499, "999 kB"), (999_500, "1.0 MB"),
        (1_200_000, "1.2 MB"), (999_499_999, "999 MB"), (999_500_000, "1.0 GB"), (34_000_000_000, "34 GB"),
        (Int.max, "9.2 EB"),
    ])
    func `a size has two or three digits`(count: Int, want: String) {
        #expect(Figures.bytes(count) == want)
    }

    @Test(arguments: [
        (0, 0, "-"), (0, 5, "0 %"), (1, 1000, "<1 %"), (5, 1000, "1 %"), (1, 3, "33 %"), (2, 3, "67 %"),
        (999, 1000, "99 %"), (1000, 1000, "100 %"),
    ])
    func `a share is exact at its ends`(part: Int, whole: Int, want: String) {
        #expect(Figures.percent(part, of: whole) == want)
    }

    @Test(
        arguments: [
            (5, .zero, "-"), (0, .seconds(1), "0.0/s"), (123, .seconds(10), "12.3/s"),
            (4, .seconds(10), "0.4/s"),
            (999, .seconds(10), "99.9/s"), (1000, .seconds(10), "100/s"), (1, .seconds(-1), "-"),
        ] as [(Int, Duration, String)])
    func `a rate is events a second`(count: Int, duration: Duration, want: String) {
        #expect(Figures.rate(count, in: duration) == want)
    }

    @Test func `a rate of bytes has their units`() {
        #expect(Figures.rate(bytes: 12_000_000, in: .seconds(10)) == "1.2 MB/s")
        #expect(Figures.rate(bytes: .max, in: .nanoseconds(1)) == "9.0 EB/s")
        #expect(Figures.rate(bytes: 1, in: .zero) == "-")
    }

    @Test(arguments: [
        (0, 0, "1970-01-01 00:00"), (951_782_400, 0, "2000-02-29 00:00"),
        (951_868_799, 0, "2000-02-29 23:59"),
        (951_868_800, 0, "2000-03-01 00:00"), (1_785_333_780, 7200, "2026-07-29 16:03"),
        (1_704_067_199, 0, "2023-12-31 23:59"), (1_704_067_199, 60, "2024-01-01 00:00"),
        (1_704_067_200, -3600, "2023-12-31 23:00"), (-1, 0, "1969-12-31 23:59"),
        (4_107_542_399, 0, "2100-02-28 23:59"), (4_107_542_400, 0, "2100-03-01 00:00"),
    ])
    func `a moment is a date and a time of day`(seconds: Int, offset: Int, want: String) {
        #expect(CivilTime(.seconds(seconds), offset: .seconds(offset)).text == want)
    }
}
