import Testing

@testable import Analysis

@Suite struct BenchmarkProgressTests {
    private static let progress = BenchmarkProgress(
        subject: "0123456789abcdef",
        setups: [
            BenchmarkSetup(hosts: "red/8 blue/4,cpp,lzo", jobLimit: 16),
            BenchmarkSetup(hosts: "", jobLimit: nil),
        ],
        done: [
            BenchmarkRun(setup: 1, round: 0): "abcdefgh", BenchmarkRun(setup: 0, round: 0): "ijklmnop",
            BenchmarkRun(setup: 1, round: 1): "qrstuvwx",
        ])

    @Test func `what is written is read again`() {
        let text = """
            distmake bench 1
            subject\t0123456789abcdef
            setup\t16\tred/8 blue/4,cpp,lzo
            setup\t-\t
            done\t0\t0\tijklmnop
            done\t1\t0\tabcdefgh
            done\t1\t1\tqrstuvwx

            """
        #expect(Self.progress.text == text)
        #expect(BenchmarkProgress(text: text) == Self.progress)
        let fresh = BenchmarkProgress(subject: "x", setups: [BenchmarkSetup(hosts: "red", jobLimit: nil)])
        #expect(BenchmarkProgress(text: fresh.text) == fresh)
    }

    @Test(arguments: [
        "", "\n", "distmake bench 2\nsubject\tx\nsetup\t-\tred\n", "distmake bench 1\nsubject\tx\n",
        "distmake bench 1\nsetup\t-\tred\nsubject\tx\n", "distmake bench 1\nsubject\tx\nsetup\tmany\tred\n",
        "distmake bench 1\nsubject\tx\nsetup\t-\tred\ndone\t1\t0\tabcdefgh\n",
        "distmake bench 1\nsubject\tx\nsetup\t-\tred\ndone\t0\t-1\tabcdefgh\n",
        "distmake bench 1\nsubject\tx\nsetup\t-\tred\ndone\t0\t0\n",
        "distmake bench 1\nsubject\tx\nsetup\t-\tred", "distmake bench 1\nsubject\tx\nsetup\t+4\tred\n",
    ])
    func `another text is no progress`(text: String) {
        #expect(BenchmarkProgress(text: text) == nil)
    }

    @Test func `a damaged text is refused or reads as what it says`() {
        let bytes = Array(Self.progress.text.utf8)
        for cut in bytes.indices {
            let whole = BenchmarkProgress(text: String(decoding: bytes[..<cut], as: UTF8.self))
            #expect(whole == nil || bytes[cut - 1] == UInt8(ascii: "\n"))
        }
        var state: UInt64 = 0x9E37_79B9_7F4A_7C15
        for _ in 0..<5000 {
            var damaged = bytes
            for _ in 0..<3 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                damaged[Int(state >> 33) % damaged.count] = UInt8(truncatingIfNeeded: state >> 17)
            }
            let text = String(decoding: damaged, as: UTF8.self)
            if let read = BenchmarkProgress(text: text) { #expect(read.text == text) }
        }
    }
}
