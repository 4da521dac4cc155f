import Analysis

@testable import Reporting

/// Reports to render.
enum HtmlSamples {
    /// Names that are markup, end of data, attributes, other directions of text, and no UTF-8 any more.
    static let hostile = [
        "<script>alert(1)</script>.c", "a\"onmouseover=\"alert(2).c", "it's & <b>.c", "</script><h1>.c",
        "<!--.c", "]]>.c", "\u{FFFD}\u{0}\u{7}.c", "txt.\u{202E}c.exe", "${x}`y`.c", "</title></style>.c",
        "\u{2028}.c", "ä/日本.c",
    ]

    static func job(
        _ number: Int, file: String, host: String? = "red", work: Timeline.Work = .remote,
        reason: String? = nil, kind: String = "compile", from: Duration = .zero
    ) -> Timeline.Job {
        Timeline.Job(
            span: JobSpan(
                number: number, arrived: from, queued: .milliseconds(5), preprocess: .milliseconds(20),
                busy: .milliseconds(1000)),
            work: work, kind: kind, mode: work == .remote ? "plain" : "local", file: file, host: host,
            reason: reason, isSuccess: number % 7 != 6, send: .milliseconds(60), compile: .milliseconds(900),
            receive: .milliseconds(40), bytesSent: 40_000, bytesReceived: 9000, sourceBytes: 150_000)
    }

    static func setup(_ hosts: String, jobs: Int? = 8) -> BuildSetup {
        BuildSetup(hosts: hosts, jobLimit: jobs, mode: "plain", compiler: "gcc 12.2.0", processor: "Xeon")
    }

    static func page(_ name: String, version: String = "5.4.6-1") -> HistoryPage {
        HistoryPage(
            build: HistoryList.Row(
                identifier: "k3vq7z2a", package: name, version: version, started: .seconds(1_785_333_780),
                wall: .seconds(12), result: .succeeded, compiles: 34, remote: 30, hosts: "red/8 <blue>/4"),
            command: "-sf --name='\(name)'", directory: "/home/\(name)", makeflags: "-j4",
            compiler: "gcc 12.2.0", local: 3, failedOver: 1, bypassedObjects: 2, droppedJobs: 1,
            packages: [.init(name: name, size: 120_000)],
            hosts: [
                .init(
                    name: "red", jobs: 30, slots: 8, busy: .seconds(24), bytesSent: 1_200_000,
                    bytesReceived: 340_000, accidents: 1),
                .init(name: "here", jobs: 4, busy: .seconds(2), bytesSent: 0, bytesReceived: 0, accidents: 0),
            ],
            localReasons: [.init(code: "link-step", kind: "link", jobs: 3, busy: .seconds(1))],
            accidents: [.init(code: "stalled", kind: "compile", jobs: 1, busy: .seconds(1))],
            machine: "box <x>", jobLimit: "4", settings: ["CFLAGS=-O2 \"\(name)\""],
            phases: [.init(name: "build", wall: .seconds(10))], cost: "user 0:07",
            parallelism: Parallelism([
                JobSpan(number: 1, arrived: .seconds(1), queued: .zero, preprocess: .zero, busy: .seconds(8))
            ]),
            path: .init(
                jobs: 7, gaps: .seconds(3), queued: .seconds(1), work: .seconds(8),
                longest: [
                    .init(
                        file: name, host: "here", preprocess: .zero, compile: .seconds(1), total: .seconds(1))
                ]), headers: [.init(file: "/usr/include/<stdio>.h", units: 30, bytes: 1_200_000)],
            advice: ["look at \(name)"])
    }

    static func timeline(_ jobs: [Timeline.Job]) -> Timeline {
        Timeline(
            jobs: jobs, hosts: [("red", 8), ("<blue>", 4)],
            phases: [.init(name: "build", started: .seconds(1), wall: .seconds(10))], wall: .seconds(12))
    }

    static func history(_ name: String?) -> HistoryReport {
        let runs = [("red/8", 12), ("red/8", 13), ("", 36), ("", 38), ("pi/4", 90)].map { hosts, seconds in
            SetupComparison.Run(
                identifier: "aaaa2222", version: "5.4.6-1", setup: setup(hosts), wall: .seconds(seconds),
                compiles: 34)
        }
        return HistoryReport(
            package: name, builds: 6, since: .seconds(1_785_333_780), compiles: 204, remote: 180,
            failedOver: 1, wall: .seconds(189), bytesSent: 1_200_000, bytesReceived: 340_000,
            packages: name == nil
                ? [
                    .init(
                        name: "<i>lua</i>", builds: 6, successes: 5, lastStarted: .seconds(1_785_333_780),
                        lastWall: .seconds(12), bestWall: .seconds(12), compiles: 204, remote: 180)
                ] : [],
            hosts: [.init(name: "red", jobs: 180, busy: .seconds(100)), .init(name: nil, jobs: 24)],
            localReasons: [.init(code: "several-inputs", compiles: 7, busy: .seconds(2), remedy: nil)],
            trend: name == nil
                ? []
                : [(12, true), (13, true), (36, true), (5, false)].map { seconds, isSuccess in
                    .init(
                        identifier: "bbbb3333", version: "5.4.6-1", started: .seconds(1_785_333_780),
                        wall: .seconds(seconds), isSuccess: isSuccess, compiles: 34, remote: 30,
                        setup: setup("red/8"))
                }, comparison: name == nil ? nil : SetupComparison(runs), isBuildPhase: true)
    }

    static func report(
        _ subject: HtmlReport.Subject = .build, name: String = "lua", jobs: [Timeline.Job]? = nil
    ) -> HtmlReport {
        let jobs =
            jobs
            ?? hostile.enumerated().map {
                job($0, file: "src/\($1)", from: .milliseconds(700 * $0))
            } + [
                job(90, file: "", host: nil, work: .link, reason: "link-step", kind: "link"),
                job(91, file: "x.c", host: nil, work: .failedOver, reason: "stalled"),
            ]
        return HtmlReport(
            subject: subject,
            build: subject == .everything ? nil : .init(page: page(name), timeline: timeline(jobs)),
            history: history(subject == .everything ? nil : name),
            explanations: [
                "link-step": .init(sentence: "Linking needs <this> machine."),
                "several-inputs": .init(sentence: "Several.", remedy: "One source a command."),
            ], made: .seconds(1_785_333_800), utcOffset: .zero)
    }
}
