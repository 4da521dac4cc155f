import Analysis
import ByteStrings
import Makepkg
import Testing

@testable import BuildDriver

@Suite struct BenchmarkRequestTests {
    private func request(_ hosts: [ByteString], local: Bool = false, jobs: [Int] = []) -> BenchmarkRequest {
        BenchmarkRequest(
            directory: ".", command: [], clean: "", hosts: hosts, isLocalToo: local, jobLimits: jobs,
            rounds: 1,
            startsAnew: false)
    }

    private func none() throws(Refusal) -> HostSource? { nil }

    @Test func `lists are words with single blanks, and one that names nobody is none`() throws {
        let lists = try request(["red/8  blue/4,lzo # two\n green", "# nobody"], local: true).lists(
            configured: none)
        #expect(lists == ["red/8 blue/4,lzo green", "", ""])
        #expect(try request([], local: true).lists(configured: none) == [""])
        #expect(try request([]).lists(configured: none) == [""])
        #expect(
            try request([]).lists { () throws(Refusal) in
                HostSource(text: "red", origin: .environment)
            } == ["red"])
    }

    @Test func `a list that cannot be used is shown with the place`() {
        let error = #expect(throws: Refusal.self) {
            try request(["red", "blue/0 green"]).lists(configured: none)
        }
        #expect(error?.status == .configuration)
        #expect(error?.lines.first?.hasPrefix("--hosts, column ") == true)
        #expect(error?.lines.dropFirst().first == "    blue/0 green")
    }

    @Test func `without a -j of anybody's, a build here gets one for each processor`() throws {
        let plain = request([], local: true).setups(["red", ""], hasJobs: false)
        #expect(plain[0].jobLimit == nil && plain[1].jobLimit ?? 0 > 0)
        #expect(request([], local: true).setups([""], hasJobs: true).map(\.jobLimit) == [nil])
        #expect(request([], jobs: [3]).setups([""], hasJobs: false).map(\.jobLimit) == [3])
    }

    @Test func `a build under a set-up gets it before all other configuration, and no ccache`() {
        let scratch: ByteString = "/scratch"
        let files = ConfigurationFiles(
            main: "/etc/it's.conf", isChosen: false, paths: ["/etc/it's.conf", "/u"])
        let work = BenchmarkWork(
            kind: .package(configuration: files, scratch: scratch), directory: "/p", name: "lua",
            version: "5-1", subject: "", environment: ProcessEnvironment(entries: ["MAKEFLAGS=-k"]))
        let words = work.words(BenchmarkSetup(hosts: "red/8 blue", jobLimit: 6))
        #expect(words.first == "build")
        #expect(words.suffix(2) == ["DISTCC_HOSTS=red/8 blue", "MAKEFLAGS+= -j6"])
        #expect(!words.contains("--local"))
        #expect(work.words(BenchmarkSetup(hosts: "", jobLimit: nil)).contains("--local"))
        let environment = work.environment(BenchmarkSetup(hosts: "red", jobLimit: 6))
        #expect(environment["CCACHE_DISABLE"] == "1")
        #expect(environment["BUILDDIR"] == "/scratch/build")
        #expect(environment["MAKEFLAGS"] == "-k")
        #expect(
            BenchmarkWork.configurationText(files)
                == "source '/etc/it'\\''s.conf'\nsource '/u'\nBUILDENV+=('!ccache')\n")
    }

    @Test func `a command gets its set-up from the environment`() {
        let work = BenchmarkWork(
            kind: .command(["make", "Image"], clean: "make clean"), directory: "/linux", name: "linux",
            version: "", subject: "",
            environment: ProcessEnvironment(entries: ["MAKEFLAGS=-k", "DISTCC_HOSTS=x"]))
        let setup = BenchmarkSetup(hosts: "red/8", jobLimit: 6)
        #expect(work.words(setup) == ["run", "--", "make", "Image"])
        #expect(work.environment(setup)["DISTCC_HOSTS"] == "red/8")
        #expect(work.environment(setup)["MAKEFLAGS"] == "-k -j6")
        #expect(work.environment(setup)["CCACHE_DISABLE"] == "1")
        let local = BenchmarkSetup(hosts: "", jobLimit: nil)
        #expect(work.words(local) == ["run", "--local", "--", "make", "Image"])
        #expect(work.environment(local)["MAKEFLAGS"] == "-k")
    }
}
