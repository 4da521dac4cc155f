import ByteStrings
import ShimWire

@testable import Reporting

/// Builds for the monitor's tests.
enum MonitorSamples {
    static func host(
        _ name: ByteString, _ inUse: UInt32, of limit: UInt32, foreign: UInt32 = 0,
        condition: BuildSnapshot.Condition = .ready, served: UInt32 = 0, accidents: UInt32 = 0
    ) -> BuildSnapshot.Host {
        BuildSnapshot.Host(
            name: name, machine: name.split(":").first ?? name, condition: condition,
            slots: .init(inUse: inUse, foreign: foreign, limit: limit), served: served,
            accidents: accidents, bytesSent: 0, bytesReceived: 0)
    }

    static func job(
        _ phase: JobPhase, _ file: ByteString, _ place: BuildSnapshot.Place, slot: UInt32 = 0,
        process: UInt32 = 4711, milliseconds: UInt64 = 1200
    ) -> BuildSnapshot.Job {
        BuildSnapshot.Job(
            process: process, phase: phase, file: file, place: place, slot: slot,
            phaseMilliseconds: milliseconds)
    }

    /// Lua, half way through.
    static var lua: BuildSnapshot {
        BuildSnapshot(
            identifier: "abcd2345", package: "lua", version: "5.4.7-1", disabledReason: "",
            elapsedMilliseconds: 12_000, finished: 17, remote: 16, failedOver: 1, pending: 7, expected: 34,
            secondsLeft: 11,
            hosts: [
                host("red:3636", 4, of: 8, served: 12), host("blue", 1, of: 4, foreign: 2, served: 4),
                host("green", 0, of: 4, condition: .down, accidents: 1),
            ],
            local: .init(inUse: 1, foreign: 0, limit: 2), preprocess: .init(inUse: 1, foreign: 0, limit: 2),
            waiting: .init(volunteers: 2, local: 0, preprocess: 1),
            jobs: [
                job(.compile, "lparser.c", .host(0), slot: 1), job(.compile, "lvm.c", .host(0), slot: 0),
                job(.send, "ltable.c", .host(0), slot: 3, milliseconds: 4),
                job(.compile, "ldebug.c", .host(0), slot: 2), job(.receive, "lgc.c", .host(1)),
                job(.preprocess, "lapi.c", .here), job(.blocked, "lcode.c", .undecided),
            ], omittedJobs: 0)
    }

    static func page(_ snapshots: BuildSnapshot...) -> MonitorPage {
        MonitorPage(
            builds: snapshots.map { snapshot in
                var pace = BuildPace()
                var before = snapshot
                before.finished -= min(10, snapshot.finished)
                pace.record(before, at: .zero)
                var now = snapshot
                for index in now.hosts.indices {
                    now.hosts[index].bytesSent += UInt64(now.hosts[index].served) * 100_000
                    now.hosts[index].bytesReceived += UInt64(now.hosts[index].served) * 20_000
                }
                pace.record(now, at: .seconds(2))
                return .init(snapshot: now, pace: pace, now: .seconds(2))
            })
    }

    /// As many hosts and jobs as a large house has.
    static func large(hosts: Int, jobs: Int) -> BuildSnapshot {
        var snapshot = lua
        snapshot.hosts = (0..<hosts).map { host(ByteString("node\($0).example.org"), 12, of: 16) }
        snapshot.jobs = (0..<jobs).map { number in
            job(
                .compile, ByteString("a_rather_long_name_of_a_translation_unit_\(number).cpp"),
                .host(number % hosts), slot: UInt32(number / hosts))
        }
        return snapshot
    }
}
