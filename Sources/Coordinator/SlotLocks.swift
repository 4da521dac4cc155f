import ByteStrings
import CShims
import Files
import Glibc
import Scheduling
import Synchronization

/// The slots of this user, as files that are locked while a slot is in use: two builds against one `/4` host never
/// hold more than four, and a killed build frees its slots at once, since the kernel drops its locks.
///
/// In DISTCC_DIR these are the files that stock distcc locks too (`lock/cpu_tcp_HOST_PORT_SLOT`).
///
/// A build that waits for a slot shows it by a shared lock on the file `distmake_waiting`. The build that holds the
/// slots looks there before it takes one again: it has just given it up, is awake, and would win every time.
final class SlotLocks: Sendable {
    private let directory: ByteString
    private let name: @Sendable (Pool, Int) -> ByteString?
    private let files = Mutex<[ByteString: Descriptor]>([:])
    private let waiters = Mutex(0)

    /// - Parameter name: the lock file's name for one slot of a pool; `nil` for a slot that is not shared.
    init(directory: ByteString, name: @escaping @Sendable (Pool, Int) -> ByteString?) {
        self.directory = directory
        self.name = name
        // One level: the runtime root or DISTCC_DIR exists.
        _ = unsafe directory.withCString { unsafe mkdir($0, 0o700) }
    }

    /// Whether another build waits for slots.
    private var othersWait: Bool {
        guard let file = file(named: Self.waitingName) else { return false }
        return distmake_is_locked_elsewhere(file.number) != 0
    }

    /// Locks the slot unless another process holds it or waits for one: then the kernel's queue decides who is next.
    /// Without a usable lock directory every slot is ours: sharing is lost then, the build is not.
    func tryLock(_ slot: Int, of pool: Pool) -> Bool {
        guard let file = file(slot, of: pool) else { return true }
        if othersWait { return false }
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
    ///
    /// - Returns: `false` where nothing can wait and `gained` will not be called: the slot counts as locked then.
    func waitForLock(_ slot: Int, of pool: Pool, gained: @escaping @Sendable () -> Void) -> Bool {
        guard let file = file(slot, of: pool) else { return false }
        showWaiting(+1)
        let started = BlockingThread.start { [self] in
            while distmake_lock_slot(file.number, 1) != 0 && errno == EINTR {}
            showWaiting(-1)
            gained()
        }
        if !started { showWaiting(-1) }
        return started
    }

    private static let waitingName: ByteString = "distmake_waiting"

    private func showWaiting(_ change: Int) {
        guard let file = file(named: Self.waitingName) else { return }
        waiters.withLock { count in
            count += change
            _ = count > 0 ? distmake_share_lock(file.number) : distmake_unlock_slot(file.number)
        }
    }

    private func file(_ slot: Int, of pool: Pool) -> Descriptor? {
        name(pool, slot).flatMap { file(named: $0) }
    }

    private func file(named name: ByteString) -> Descriptor? {
        let path = directory.appending(path: name)
        return files.withLock { files in
            if let file = files[path] { return file }
            guard let file = Descriptor(opening: path, O_RDWR | O_CREAT, mode: 0o600) else { return nil }
            files[path] = file
            return file
        }
    }
}
