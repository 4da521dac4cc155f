import ByteStrings
import CShims
import Glibc
import Scheduling
import Synchronization

/// The slots of this user, as files that are locked while a slot is in use: two builds against one `/4` host never
/// hold more than four, and a killed build frees its slots at once, since the kernel drops its locks.
///
/// In DISTCC_DIR these are the files that stock distcc locks too (`lock/cpu_tcp_HOST_PORT_SLOT`).
final class SlotLocks: Sendable {
    private let directory: ByteString
    private let name: @Sendable (Pool, Int) -> ByteString
    private let files = Mutex<[ByteString: Descriptor]>([:])

    /// - Parameter name: the lock file's name for one slot of a pool.
    init(directory: ByteString, name: @escaping @Sendable (Pool, Int) -> ByteString) {
        self.directory = directory
        self.name = name
    }

    /// Locks the slot unless another process holds it. Without a usable lock directory every slot is ours:
    /// sharing is lost then, the build is not.
    func tryLock(_ slot: Int, of pool: Pool) -> Bool {
        guard let file = file(slot, of: pool) else { return true }
        if distmake_lock_slot(file.number, 0) == 0 { return true }
        return errno != EAGAIN && errno != EACCES
    }

    func unlock(_ slot: Int, of pool: Pool) {
        guard let file = file(slot, of: pool) else { return }
        _ = distmake_unlock_slot(file.number)
    }

    /// Calls `gained`, on a thread of its own, once the slot is locked for us. The kernel has no way to wait for
    /// one of several locks, and asking again and again would be polling; a thread that sleeps in fcntl costs
    /// nothing but its stack.
    func waitForLock(_ slot: Int, of pool: Pool, gained: @escaping @Sendable () -> Void) {
        guard let file = file(slot, of: pool) else { return gained() }
        let started = BlockingThread.start {
            while distmake_lock_slot(file.number, 1) != 0 && errno == EINTR {}
            gained()
        }
        if !started { gained() }
    }

    private func file(_ slot: Int, of pool: Pool) -> Descriptor? {
        let path = directory.appending(path: name(pool, slot))
        return files.withLock { files in
            if let file = files[path] { return file }
            let number = unsafe path.withCString { unsafe open($0, O_WRONLY | O_CREAT | O_CLOEXEC, 0o600) }
            guard number >= 0 else { return nil }
            let file = Descriptor(number)
            files[path] = file
            return file
        }
    }
}
