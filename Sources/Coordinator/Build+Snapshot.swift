import ByteStrings
import HostSpec
import Scheduling
import ShimWire

extension Build {
    /// To the end of the build.
    private func secondsLeft(_ figures: Tally.Figures) -> UInt64? {
        let left = forecast.timeLeft(
            BuildForecast.Progress(
                done: figures.finishedCompiles, pending: max(0, figures.pendingCompiles), elapsed: clock.now,
                firstEnd: figures.firstEnd,
                lastEnd: figures.lastEnd))
        return left.map { ($0 + .milliseconds(500)).wholeMilliseconds / 1000 }
    }

    /// What the driver hears of.
    var progress: BuildProgress {
        let figures = tally.figures
        let load = desk.load
        return BuildProgress(
            finished: UInt32(figures.finishedCompiles), remote: UInt32(figures.remoteCompiles),
            pending: UInt32(max(0, figures.pendingCompiles)), expected: UInt32(expectedCompiles),
            secondsLeft: secondsLeft(figures),
            hosts: zip(hosts, load.hosts).map { host, load in
                BuildProgress.Host(
                    name: host.name, inUse: UInt32(load.slots.inUse), limit: UInt32(load.slots.limit))
            })
    }

    /// What watchers see.
    var snapshot: BuildSnapshot {
        let figures = tally.figures
        let load = desk.load
        let now = clock.now
        let entries = board.entries
        let leftOut = toolchains.leftOut
        return BuildSnapshot(
            identifier: identifier, package: facts.package, version: facts.version,
            disabledReason: facts.disabledReason, elapsedMilliseconds: now.wholeMilliseconds,
            finished: UInt32(figures.finishedCompiles), remote: UInt32(figures.remoteCompiles),
            failedOver: UInt32(figures.failedOver), pending: UInt32(max(0, figures.pendingCompiles)),
            expected: UInt32(expectedCompiles), secondsLeft: secondsLeft(figures),
            hosts: hosts.indices.map { index in
                let host = hosts[index]
                let share = figures.byHost[host.name.string] ?? Tally.HostFigures()
                return BuildSnapshot.Host(
                    name: host.name, machine: host.machine,
                    condition: !host.isUsable
                        ? .unused
                        : leftOut.contains(index) ? .leftOut : load.hosts[index].isDown ? .down : .ready,
                    slots: BuildSnapshot.Slots(load.hosts[index].slots), served: UInt32(share.jobs),
                    accidents: UInt32(share.accidents), bytesSent: UInt64(share.bytesSent),
                    bytesReceived: UInt64(share.bytesReceived))
            },
            local: BuildSnapshot.Slots(load.local), preprocess: BuildSnapshot.Slots(load.preprocess),
            waiting: BuildSnapshot.Waiting(
                volunteers: UInt32(load.waitingForVolunteers), local: UInt32(load.waitingLocally),
                preprocess: UInt32(load.waitingToPreprocess)),
            jobs: entries.prefix(BuildSnapshot.jobLimit).map { BuildSnapshot.Job($0, now: now) },
            omittedJobs: UInt32(max(0, entries.count - BuildSnapshot.jobLimit)))
    }
}

extension BuildSnapshot.Slots {
    fileprivate init(_ slots: ScheduleLoad.Slots) {
        self.init(
            inUse: UInt32(slots.inUse), foreign: UInt32(slots.foreign), limit: UInt32(slots.limit))
    }
}

extension BuildSnapshot.Job {
    fileprivate init(_ entry: JobBoard.Entry, now: Duration) {
        let place: BuildSnapshot.Place =
            switch entry.pool {
            case nil: .undecided
            case .local, .preprocess: .here
            case .host(let index): .host(index)
            }
        self.init(
            process: UInt32(entry.process), phase: entry.phase, file: entry.file, place: place,
            slot: UInt32(entry.slot), phaseMilliseconds: (now - entry.since).wholeMilliseconds)
    }
}

extension Duration {
    /// Without what is below a millisecond; 0 for negative ones.
    var wholeMilliseconds: UInt64 {
        UInt64(max(0, components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000))
    }
}
