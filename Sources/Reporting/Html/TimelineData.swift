internal import Analysis

/// A timeline as its script reads it: columns instead of objects, and differences instead of moments, so that 20,000
/// jobs take about a megabyte. Times are in ticks of a tenth of a millisecond. Jobs stand in the order of machines,
/// lanes and time; `lanes` says how many each lane has.
struct TimelineData {
    private static let tick: Duration = .microseconds(100)

    private var directories = Words()
    private var hosts: [Json] = []
    private var codes = Words()
    private var kinds = Words()
    private var modes = Words()
    private var columns: [(key: String, values: [Json])] = [
        "number", "directory", "began", "queued", "preprocess", "send", "compile", "receive", "sent",
        "received", "text", "work", "kind", "mode", "code", "marks",
    ].map { ($0, []) }
    private var names: [Json] = []

    /// - Parameters:
    ///   - name: what a machine is called, by its place among the timeline's machines.
    ///   - sentences: what a code means.
    init(_ timeline: Timeline, names name: (Timeline.Machine) -> String) {
        let path = Set(CriticalPath(timeline.jobs.map(\.span)).steps.map(\.job.number))
        for machine in timeline.machines {
            hosts.append(
                .object([
                    ("name", .string(name(machine).displayable)),
                    ("slots", machine.slots.map(Json.number) ?? .none),
                    ("lanes", .list(machine.lanes.map { .number($0.count) })),
                ]))
            for lane in machine.lanes {
                var before = 0
                for place in lane {
                    let job = timeline.jobs[place]
                    let began = Self.ticks(job.began)
                    append(job, since: began - before, isOnPath: path.contains(job.span.number))
                    before = began
                }
            }
        }
        end = Self.ticks(timeline.end)
        phases = timeline.phases.map { phase in
            .object([
                ("name", .string(phase.name.displayable)), ("began", .number(Self.ticks(phase.started))),
                ("length", .number(Self.ticks(phase.wall))),
            ])
        }
        load = Self.load(timeline)
    }

    private var end = 0
    private var phases: [Json] = []
    private var load: [Json] = []

    private mutating func append(_ job: Timeline.Job, since difference: Int, isOnPath: Bool) {
        let directory = job.directory
        names.append(.string(String(job.file.dropFirst(directory.count)).displayable))
        let row = [
            job.span.number, directories.number(of: directory), difference, Self.ticks(job.span.queued),
            Self.ticks(job.span.preprocess), Self.ticks(job.send), Self.ticks(job.compile),
            Self.ticks(job.receive), job.bytesSent, job.bytesReceived, job.sourceBytes,
            Self.number(of: job.work), kinds.number(of: job.kind), modes.number(of: job.mode),
            job.reason.map { codes.number(of: $0) } ?? -1, (job.isSuccess ? 0 : 1) + (isOnPath ? 2 : 0),
        ]
        for (column, value) in zip(columns.indices, row) { columns[column].values.append(.number(value)) }
    }

    /// The data; `sentences` says what a code means, empty where there is nothing to say.
    func json(sentence: (String) -> String) -> Json {
        .object(
            [
                ("end", .number(end)), ("machines", .list(hosts)), ("phases", .list(phases)),
                ("load", .list(load)), ("directories", directories.json), ("kinds", kinds.json),
                ("modes", modes.json), ("codes", codes.json),
                ("sentences", .list(codes.all.map { .string(sentence($0).displayable) })),
                ("name", .list(names)),
            ] + columns.map { ($0.key, .list($0.values)) })
    }

    private static func ticks(_ duration: Duration) -> Int { Int((duration / tick).rounded()) }

    private static func number(of work: Timeline.Work) -> Int {
        switch work {
        case .remote: 0
        case .local: 1
        case .failedOver: 2
        case .link: 3
        case .other: 4
        }
    }

    /// For the strip that shows where in the build one is, in thousandths of the highest.
    private static func load(_ timeline: Timeline) -> [Json] {
        let all = timeline.machines.map { timeline.utilisation(of: $0, buckets: 300) }
        guard let first = all.first else { return [] }
        let sum = all.dropFirst().reduce(first, +)
        return sum.mean.map { .number(sum.peak > 0 ? Int(($0 / sum.peak * 1000).rounded()) : 0) }
    }
}

/// Words by number, in the order in which they came.
private struct Words {
    private(set) var all: [String] = []
    private var numbers: [String: Int] = [:]

    mutating func number(of word: String) -> Int {
        if let known = numbers[word] { return known }
        numbers[word] = all.count
        all.append(word)
        return all.count - 1
    }

    var json: Json { .list(all.map { .string($0.displayable) }) }
}
