import ByteStrings
import History
import ShimWire
import Testing

@testable import Coordinator

@Suite struct CircumstanceTests {
    @Test(
        arguments: [
            ("", []),
            (
                "1000500000 prepare\n1001500000 \n1002000000 build\n1032000000 \n",
                [
                    BuildPhase(name: "prepare", started: .milliseconds(500), wall: .seconds(1)),
                    BuildPhase(name: "build", started: .seconds(2), wall: .seconds(30)),
                ]
            ),
            // A phase that was killed lasts to the end, and a bash without the clock writes no time.
            ("1002000000 build\n", [BuildPhase(name: "build", started: .seconds(2), wall: .seconds(38))]),
            (" build\n \n", []),
            // The clock was set back.
            ("999000000 build\n998000000 \n", [BuildPhase(name: "build", started: .zero, wall: .zero)]),
        ] as [(ByteString, [BuildPhase])])
    func `the log of phases is read`(log: ByteString, phases: [BuildPhase]) {
        #expect(PhaseTimes.read(log, started: .seconds(1000), ended: .seconds(1040)) == phases)
    }

    @Test(
        arguments: [
            (
                "processor\t: 0\nmodel\t\t: 158\nmodel name\t: Intel(R)  Xeon(R) CPU      E5345\nflags: a\n",
                "Intel(R) Xeon(R) CPU E5345"
            ),
            ("processor\t: 0\ncpu\t\t: POWER9 (raw)\n", "POWER9 (raw)"),
            (
                "processor\t: 0\nBogoMIPS\t: 108\nCPU part\t: 0xd08\nModel\t: Raspberry Pi 4\n",
                "Raspberry Pi 4"
            ),
            ("processor\t: 0\nCPU part\t: 0xd08\n", nil),
            ("model name\t:\n", nil),
            ("", nil),
        ] as [(ByteString, String?)])
    func `the processor's model is found`(cpuinfo: ByteString, model: String?) {
        #expect(MachineInformation.model(cpuinfo: cpuinfo) == model)
    }

    @Test(arguments: [("", false), ("/nowhere/history.sqlite", true)] as [(ByteString, Bool)])
    func `headers are counted where somebody records them`(history: ByteString, isCounted: Bool) {
        let facts = BuildFacts(
            hosts: "", disabledReason: "", package: "p", version: "", directory: "/d", command: "make",
            makeflags: "", historyPath: history, lockDirectory: "/nowhere/lock",
            stateDirectory: "/nowhere/state", ioTimeoutSeconds: 1, backOffSeconds: 1, wantsProgress: false,
            localFiles: [], sshCommand: [], logLevel: "")
        let build = Build(
            facts: facts, identifier: "aaaa2222", directory: "/nowhere", clock: BuildClock(), warn: { _ in })
        #expect((build.headers != nil) == isCounted)
        build.headers?.note(["a.c": 10, "b.h": 5], of: "a.c", in: "/d")
        #expect(build.dearestHeaders.map(\.path) == (isCounted ? ["b.h"] : []))
    }

    @Test func `this machine has a name and processors`() {
        let machine = MachineInformation.current
        #expect(!machine.name.isEmpty)
        #expect((machine.cores ?? 0) > 0)
    }
}
