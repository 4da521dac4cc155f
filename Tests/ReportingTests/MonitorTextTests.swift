import ByteStrings
import ShimWire
import Testing

@testable import Reporting

/// The columns are distccmon-text's; PeerTests hold them against it.
@Suite struct MonitorTextTests {
    @Test func `nothing runs`() {
        #expect(MonitorText.lines([]) == "\n")
    }

    @Test func `jobs of all builds by host and slot, without those that are done`() {
        var other = MonitorSamples.lua
        other.jobs = [
            MonitorSamples.job(.done, "gone.c", .host(0)),
            MonitorSamples.job(
                .compile, "a_file_name_that_is_longer_than_thirty_bytes.c", .host(0), slot: 12,
                process: 1_234_567),
        ]
        other.hosts[0].machine = "a-machine-with-a-rather-long-name.example.org"
        let want: ByteString = """
              4711  Blocked     lcode.c                                                [0]
            1234567  Compile     a_file_name_that_is_longer_tha a-machine-with-a-rather-[12]
              4711  Receive     lgc.c                                              blue[0]
              4711  Preprocess  lapi.c                                        localhost[0]
              4711  Compile     lvm.c                                               red[0]
              4711  Compile     lparser.c                                           red[1]
              4711  Compile     ldebug.c                                            red[2]
              4711  Send        ltable.c                                            red[3]


            """
        #expect(MonitorText.lines([MonitorSamples.lua, other]) == want)
    }
}
