import ByteStrings
import Glibc
import History
import NIOPosix
import Processes
import ShimWire
import SystemPackage

extension Build {
    /// How long the end of a build is used for tidying; what is left over waits for the next one.
    private static let pruningTime: Duration = .seconds(10)

    /// Removes the jobs of old builds. The driver has gone, so nobody waits for this, and others have the processors
    /// first.
    func pruneHistory() async {
        guard recorder != nil else { return }
        _ = nice(19)
        let pruner = HistoryPruner(
            path: FilePath(facts.historyPath.string),
            limits: PruneLimits(days: facts.historyDays, megabytes: facts.historyMegabytes))
        let end = ContinuousClock.now + Self.pruningTime
        // A history that cannot be written was told about when it was.
        _ = try? await NIOThreadPool.singleton.runIfActive {
            try pruner.prune(now: WallClock.now) { ContinuousClock.now < end }
        }
    }
}
