internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// What happens when the coordinator is gone: the real compiler, as if we had never been there.
enum Fallback {
    /// Runs it to the end. A build's `-j` suits its volunteers, so when its coordinator dies all at once 64 compilers
    /// would start here: one of a few locks in the build's directory is held meanwhile. Without the directory (the
    /// build is over) there is nobody to wait for.
    ///
    /// - Returns: errno, if it could not be started.
    static func run(_ compiler: Program, directory: ByteString) -> CInt {
        let number = Int(getpid()) % Int(distmake_core_count())
        let path = directory.appending(path: "fallback.\(number)")
        let lock = unsafe path.withCString { unsafe open($0, O_RDWR | O_CREAT | O_CLOEXEC, 0o600) }
        guard lock >= 0 else { compiler.execute() }
        while flock(lock, LOCK_EX) != 0, errno == EINTR {}
        do throws(Child.StartError) {
            let end = try Child(compiler).wait()
            Ending.like(waitStatus: end.report.waitStatus)
        } catch {
            return error.systemError
        }
    }
}
