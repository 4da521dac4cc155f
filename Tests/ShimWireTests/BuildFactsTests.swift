import ByteStrings
import Testing

@testable import ShimWire

struct BuildFactsTests {
    static let facts = BuildFacts(
        hosts: "a/3 b", disabledReason: "", package: "demo", version: "1-1", directory: "/d",
        command: "-f", makeflags: "-j4", historyPath: "", lockDirectory: "/l", stateDirectory: "/s",
        ioTimeoutSeconds: 300,
        backOffSeconds: 60, wantsProgress: true, localFiles: ["*.o", ""], jobMode: "pump",
        shipments: [
            .init(files: ["data/*"], sources: ["*"]), .init(files: ["a", "b"], sources: ["x.c", "y.c"]),
        ], sshCommand: ["/usr/bin/ssh", "-p", "2222"], acceptedToolchains: ["red", "[::1]"],
        logLevel: "debug",
        logPath: "/var/log/distmake", hostOrder: "list", compiler: "gcc 12.2.0 x86_64-linux-gnu",
        jobLimit: 0, settings: ["CFLAGS=-O2 -g", "CXX="], historyDays: 730, historyMegabytes: 2000,
        isCommand: true, compilerRoot: "/var/lib/archbuild/extra-x86_64/root")

    @Test func `what is written is read`() throws {
        #expect(try BuildFacts(payload: Self.facts.encodedPayload()) == Self.facts)
    }

    @Test func `no -j is not -j0`() throws {
        var facts = Self.facts
        facts.jobLimit = nil
        #expect(try BuildFacts(payload: facts.encodedPayload()).jobLimit == nil)
    }

    @Test func `cut anywhere it is an error`() {
        let payload = Self.facts.encodedPayload()
        for count in 0..<payload.count {
            #expect(throws: ShimWireError.self) { try BuildFacts(payload: Array(payload.prefix(count))) }
        }
    }
}
