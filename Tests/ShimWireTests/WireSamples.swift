import ByteStrings
import ShimWire

/// One of each message, with the awkward values: empty, not UTF-8, negative, largest.
enum WireSamples {
    static let request = JobRequest(
        umask: 0o022, standardErrorIsTerminal: true, realCompiler: "/usr/bin/gcc",
        workingDirectory: "/tmp/x y",
        arguments: ["gcc", "-c", ByteString([0xFF, 0xFE]), ""], environment: ["A=1", "noequals", ""],
        coreCount: 64)

    static let client: [ClientMessage] = [
        .job(request),
        .job(
            JobRequest(
                umask: 0, standardErrorIsTerminal: false, realCompiler: "", workingDirectory: "",
                arguments: [],
                environment: [], coreCount: 1)),
        .report(
            JobReport(
                waitStatus: 0x8B, userMicroseconds: .max, systemMicroseconds: 0,
                maximumResidentKibibytes: 1 << 40,
                wallNanoseconds: 1, wasCancelled: true)),
        .control([]), .control([1, 2, 3]), .watch([0]), .message(kind: 255, payload: []),
        .message(kind: 0, payload: [9]),
    ]

    static let coordinator: [CoordinatorMessage] = [
        .local([]), .local([.hedged, .link]), .local([.link, .jobserver]), .cancel,
        .run(RunRequest(arguments: ["gcc", "-E"], standardOutputName: "pp/1.i", standardErrorName: "")),
        .run(
            RunRequest(
                arguments: ["gcc"], standardOutputName: "", standardErrorName: "",
                environment: ["LC_ALL=C", "CPATH"])),
        .done(JobResult(waitStatus: -1, standardOutput: [0, 10], standardError: [])),
        .message(kind: 3, payload: [0, 0, 0]),
    ]
}

/// A small generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }
}
