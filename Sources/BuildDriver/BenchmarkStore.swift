import Analysis
import ByteStrings
import Files
import Glibc

/// What a benchmark keeps between two calls, in `$XDG_STATE_HOME/distmake/bench/NAME-HASH`: which runs are done, and what
/// each printed.
struct BenchmarkStore: Sendable {
    let directory: ByteString

    private var progressPath: ByteString { directory.appending(path: "progress") }

    init(_ work: BenchmarkWork) {
        let key = ([work.directory] + [work.recordedCommand ?? ""]).joined(separator: "\n").fingerprintText
        let name = work.name + "-" + key
        directory = work.environment.stateDirectory.appending(path: "bench").appending(path: name)
    }

    /// Makes the directory and takes it for this process, as long as the returned lock is there.
    ///
    /// - Throws: `Refusal` when it cannot be made, or while another benchmark of the same thing runs.
    func claim() throws(Refusal) -> Descriptor {
        let lock = directory.appending(path: "lock")
        guard OwnDirectory.make(directory),
            let file = Descriptor(opening: lock, O_WRONLY | O_CREAT, mode: 0o600)
        else { throw Refusal(.general, [DriverError(.file, path: lock, systemError: errno).text]) }
        guard flock(file.number, LOCK_EX | LOCK_NB) == 0 else {
            throw Refusal(.general, ["another distmake bench of the same thing runs; it has " + lock])
        }
        return file
    }

    /// `nil` when there is none, or none that can be read.
    func progress() -> BenchmarkProgress? {
        TextFile.read(progressPath).flatMap { BenchmarkProgress(text: $0.string) }
    }

    func write(_ progress: BenchmarkProgress) throws(DriverError) {
        try TextFile.write(ByteString(progress.text), to: progressPath)
    }

    /// Forgets what is done, and what the runs printed.
    func clear() {
        for name in directory.directoryEntries ?? [] where name != "lock" {
            _ = unsafe directory.appending(path: name).withCString { unsafe unlink($0) }
        }
    }

    /// Removes all that is kept, after the last run.
    func remove() {
        OwnDirectory.remove(directory)
    }

    /// What a run prints.
    func log(of run: BenchmarkRun) -> ByteString {
        directory.appending(path: "setup\(run.setup + 1)-round\(run.round + 1).log")
    }

    /// What fetching the sources prints.
    var fetchingLog: ByteString { directory.appending(path: "sources.log") }
}
