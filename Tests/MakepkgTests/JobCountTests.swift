import ByteStrings
import Testing

@testable import Makepkg

@Suite struct JobCountTests {
    /// What GNU make 4.3 makes of each (`MAKEFLAGS=… make` printing `$(MAKEFLAGS)`).
    static let makeflags: [(String, JobCount?)] = [
        ("", nil), ("-j4", .limited(4)), ("-j 7", .limited(7)), ("-j", .unlimited), ("--jobs", .unlimited),
        ("--jobs=5", .limited(5)), ("--jobs 5", .limited(5)), ("-kj4", .limited(4)), ("kj4", .limited(4)),
        ("j4", .limited(4)), ("k", nil), ("V=1 -j44", .limited(44)), ("-j44 -- V=1", .limited(44)),
        ("-- V=1 -j4", nil), ("V=1\\ -j3", nil), ("-j3 -j9", .limited(9)), ("-j3 -j", .unlimited),
        ("-I . -j3", .limited(3)), ("-Otarget -j3", .limited(3)), ("-Oj3", nil), ("-l4j3", nil),
        ("-l 4", nil),
        ("-fj", nil), ("w --jobserver-auth=3,4", nil), ("-j -k", .unlimited), ("-jk", .unreadable),
        ("-j0", .unreadable), ("--jobs=x", .unreadable), ("J=-j4", nil),
        ("--jobs=99999999999999999999", .unreadable),
    ]

    @Test(arguments: makeflags)
    func `MAKEFLAGS is read as make reads it`(text: String, want: JobCount?) {
        #expect(JobCount.inMakeflags(ByteString(text)) == want)
    }

    @Test func `the suggestion is twice all slots`() {
        #expect(JobCount.suggested(limits: [9, 5, 5, 3]) == 44)
        #expect(JobCount.suggested(limits: []) == 0)
    }

    @Test(arguments: 0..<300)
    func `any bytes are read without a crash`(seed: Int) {
        var random = SplitMix(seed: UInt64(seed))
        let letters = Array("-j=k4 \\\tJobsV\u{0}".utf8)
        let text = ByteString((0..<random.below(30)).map { _ in letters[random.below(letters.count)] })
        if case .limited(let count) = JobCount.inMakeflags(text) { #expect(count > 0) }
    }
}
