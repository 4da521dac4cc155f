import Testing

@testable import Reporting

@Suite struct HistoryPageTests {
    private let row = HistoryList.Row(
        identifier: "k3vq7z2a", package: "lua", version: "5.4.6-1", started: .seconds(1_785_333_780),
        wall: .seconds(12), result: .succeeded, compiles: 34, remote: 30, hosts: "localhost/2 red/8 blue/4")

    @Test func `builds are a table`() {
        var running = row
        running.identifier = "aaaaaaaa"
        running.package = "linux"
        running.version = ""
        running.wall = nil
        running.result = .unfinished
        running.compiles = 0
        running.remote = 0
        running.hosts = ""
        var failed = row
        failed.result = .failed(4)
        var killed = row
        killed.result = .killed(9)
        var shared = row
        shared.package = ""
        shared.version = ""
        let list = HistoryList(rows: [running, row, failed, killed, shared], utcOffset: .seconds(7200))
        #expect(
            list.render(width: 109, style: .plain) == """
                build     package               started           time  compiles  remote  result      hosts
                aaaaaaaa  linux                 2026-07-29 16:03     -         0       -  unfinished  -
                k3vq7z2a  lua 5.4.6-1           2026-07-29 16:03  0:12        34    88 %  ok          localhost/2 red/8 blue…
                k3vq7z2a  lua 5.4.6-1           2026-07-29 16:03  0:12        34    88 %  failed (4)  localhost/2 red/8 blue…
                k3vq7z2a  lua 5.4.6-1           2026-07-29 16:03  0:12        34    88 %  signal 9    localhost/2 red/8 blue…
                k3vq7z2a  (outside of a build)  2026-07-29 16:03  0:12        34    88 %  ok          localhost/2 red/8 blue…

                """)
        #expect(
            HistoryList(rows: [], utcOffset: .zero).render(width: 80, style: .plain) == "No builds yet.\n")
    }

    @Test func `a build is a page`() {
        let page = HistoryPage(
            build: row, command: "makepkg -sf", directory: "/home/u/lua", makeflags: "-j8",
            compiler: "gcc 12.2.0", local: 3, failedOver: 1, givenUp: 2, bypassedObjects: 2, droppedJobs: 1,
            packages: [.init(name: "lua 5.4.6-1", size: 312_000)],
            hosts: [
                .init(
                    name: "red", jobs: 30, busy: .seconds(24), bytesSent: 1_200_000, bytesReceived: 340_000,
                    accidents: 1),
                .init(name: "here", jobs: 0, busy: .zero, bytesSent: 0, bytesReceived: 0, accidents: 0),
            ],
            localReasons: [.init(code: "link-step", kind: "link", jobs: 2, busy: .seconds(1))],
            accidents: [.init(code: "stalled", kind: "compile", jobs: 1, busy: .seconds(3))],
            slowest: [
                .init(
                    file: "src/lua-5.4.6/src/lvm.c", host: "red", preprocess: .milliseconds(18),
                    compile: .milliseconds(1210), total: .milliseconds(1240))
            ])
        #expect(
            page.render(width: 80, utcOffset: .zero, style: .plain) == """
                build         k3vq7z2a
                package       lua 5.4.6-1
                started       2026-07-29 14:03
                time          0:12
                result        ok
                compiles      34: 30 remote (88 %), 3 local, 1 failed over, 2 given up
                bypassed      2 objects
                not recorded  1 job
                command       makepkg -sf
                directory     /home/u/lua
                MAKEFLAGS     -j8
                compiler      gcc 12.2.0
                hosts         localhost/2 red/8 blue/4
                made          lua 5.4.6-1, 312 kB

                host  jobs  busy  slots    each    sent  received  accidents
                red     30  0:24    2.0  800 ms  1.2 MB    340 kB          1
                here     0  0:00    0.0       -     0 B       0 B

                why local  kind  jobs  busy
                link-step  link     2  0:01

                accidents  kind     jobs  busy
                stalled    compile     1  0:03

                slowest                  host  preprocess  compile  total
                src/lua-5.4.6/src/lvm.c  red        18 ms    1.2 s  1.2 s

                """)
    }
}
