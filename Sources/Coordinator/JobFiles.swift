import ByteStrings
import CShims
import Files
import Glibc
import History
import ObjectFile

/// The files of one job, seen with its shim's eyes: paths are resolved below `/proc/PID/root`, so a coordinator
/// outside a chroot or a mount namespace finds the files of a shim inside it.
///
/// The shim lives as long as its connection, so the number cannot come to mean another process while the job
/// runs.
struct JobFiles: Sendable {
    let root: Descriptor
    /// Which tree of files this is: a chroot has another root directory, a container other mounts.
    let rootIdentity: RootIdentity?
    private let process: Int32
    private let workingDirectory: ByteString

    /// - Throws: `JobFileError` when the process has gone or is not ours.
    init(process: Int32, workingDirectory: ByteString) throws(JobFileError) {
        let path: ByteString = "/proc/\(process)/root"
        guard let root = Descriptor(opening: path, distmake_o_path | O_DIRECTORY) else {
            throw JobFileError(path: path, systemError: errno)
        }
        self.root = root
        rootIdentity = Self.identity(of: root, process)
        self.process = process
        self.workingDirectory = workingDirectory
    }

    private static func identity(of root: Descriptor, _ process: Int32) -> RootIdentity? {
        guard let root = root.status else { return nil }
        let path: ByteString = "/proc/\(process)/ns/mnt"
        guard let mounts = FileAttributes(path)?.identity else { return nil }
        return RootIdentity(root: FileIdentity(root), mounts: mounts)
    }

    enum Kind: Sendable {
        case missing, regular, other
    }

    /// What `path` is, without following a symbolic link at its end.
    func kind(of path: ByteString) -> Kind {
        guard let descriptor = try? openInRoot(path, distmake_o_path | O_NOFOLLOW) else { return .missing }
        return Self.isRegular(descriptor) ? .regular : .other
    }

    /// The whole content of a regular file of at most `limit` bytes; `nil` when it cannot be read.
    func read(_ path: ByteString, limit: Int) -> [UInt8]? {
        guard let descriptor = try? openInRoot(path, O_RDONLY | O_NONBLOCK), Self.isRegular(descriptor) else {
            return nil
        }
        return descriptor.readAll(limit: limit)
    }

    enum EntryKind: Sendable {
        case file, directory, other
    }

    /// What is in a directory, symbolic links not followed; nothing when it cannot be read.
    func entries(of path: ByteString) -> [(name: ByteString, kind: EntryKind)] {
        let descriptor = try? openInRoot(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
        guard var stream = descriptor?.directoryStream else { return [] }
        var found: [(name: ByteString, kind: EntryKind)] = []
        while let entry = stream.next() {
            let kind: EntryKind =
                switch entry.type {
                case Int(DT_REG): .file
                case Int(DT_DIR): .directory
                case Int(DT_UNKNOWN): kindOnDisk(path.appending(path: entry.name))
                default: .other
                }
            found.append((entry.name, kind))
        }
        return found
    }

    /// For file systems that do not say it in the directory.
    private func kindOnDisk(_ path: ByteString) -> EntryKind {
        guard let status = (try? openInRoot(path, distmake_o_path | O_NOFOLLOW))?.status else {
            return .other
        }
        return switch status.st_mode & S_IFMT {
        case S_IFREG: .file
        case S_IFDIR: .directory
        default: .other
        }
    }

    /// Device and inode of `path`, by which the object is known again after a rename.
    func identity(of path: ByteString) -> FileIdentity? {
        guard let descriptor = try? openInRoot(path, distmake_o_path | O_NOFOLLOW) else { return nil }
        return descriptor.status.map(FileIdentity.init)
    }

    /// Which file is behind the path of a compiler; `nil` when it cannot be read.
    func compilerFile(_ path: ByteString) -> ToolchainRecord.CompilerFile? {
        guard let descriptor = try? openInRoot(path, O_RDONLY | O_NONBLOCK), let status = descriptor.status
        else { return nil }
        let identifier = BuildIdentifier.read(size: Int(status.st_size)) {
            descriptor.read(at: $0, count: $1)
        }
        return ToolchainRecord.CompilerFile(
            device: UInt64(status.st_dev), inode: UInt64(status.st_ino),
            modified: .seconds(status.st_mtim.tv_sec) + .nanoseconds(status.st_mtim.tv_nsec),
            buildIdentifier: identifier ?? "")
    }

    /// What a compiler does with a regular file that has its output's name.
    enum Overwriting: Sendable {
        /// A new file takes its place: GNU as, whatever the mode was.
        case replaces
        /// The same, but a file that may not be written is an error: clang.
        case replacesWritable
        /// It is written into, and keeps its mode, its owner and its other names: gcc -S.
        case writesInto
    }

    /// Writes an output as the compiler would have. A new file is created with the job's umask under a temporary name
    /// in the same directory, then renamed, so that make never sees half an object.
    func write(
        _ bytes: [UInt8], to path: ByteString, umask: UInt32, unique: Int,
        overwriting: Overwriting = .replaces
    ) throws(JobFileError) {
        let full = workingDirectory.appending(path: path)
        let directory = try openInRoot(full.directoryPath, distmake_o_path | O_DIRECTORY)
        let name = full.lastPathComponent
        switch overwriting {
        case .replaces: break
        case .replacesWritable:
            let status = unsafe name.withCString { unsafe faccessat(directory.number, $0, W_OK, 0) }
            if status != 0, errno != ENOENT { throw JobFileError(path: full, systemError: errno) }
        case .writesInto:
            if try Self.write(bytes, into: name, in: directory, path: full) { return }
        }
        let temporary: ByteString = "." + name + ".distmake-\(getpid())-\(unique)"
        // The coordinator's own umask is 0.
        let mode = mode_t(0o666 & ~umask)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
        let number = unsafe temporary.withCString { unsafe openat(directory.number, $0, flags, mode) }
        guard number >= 0 else { throw JobFileError(path: full, systemError: errno) }
        let file = Descriptor(number)
        let failure: Int32? =
            if let failure = file.writeAll(bytes) {
                failure
            } else {
                Self.rename(in: directory, from: temporary, to: name)
            }
        if let failure {
            _ = unsafe temporary.withCString { unsafe unlinkat(directory.number, $0, 0) }
            throw JobFileError(path: full, systemError: failure)
        }
    }

    /// - Returns: whether there was such a file; else nothing was done.
    private static func write(
        _ bytes: [UInt8], into name: ByteString, in directory: Descriptor, path: ByteString
    ) throws(JobFileError) -> Bool {
        // Should it have become a fifo meanwhile, opening it does not wait.
        let flags = O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
        let number = unsafe name.withCString { unsafe openat(directory.number, $0, flags) }
        if number < 0, errno == ENOENT { return false }
        guard number >= 0 else { throw JobFileError(path: path, systemError: errno) }
        let file = Descriptor(number)
        guard isRegular(file) else { throw JobFileError(path: path, systemError: EINVAL) }
        if ftruncate(number, 0) != 0 { throw JobFileError(path: path, systemError: errno) }
        if let failure = file.writeAll(bytes) { throw JobFileError(path: path, systemError: failure) }
        return true
    }

    private static func rename(in directory: Descriptor, from: ByteString, to: ByteString) -> Int32? {
        let status = unsafe from.withCString { source in
            unsafe to.withCString { unsafe renameat(directory.number, source, directory.number, $0) }
        }
        return status == 0 ? nil : errno
    }

    private func openInRoot(_ path: ByteString, _ flags: Int32) throws(JobFileError) -> Descriptor {
        let full = workingDirectory.appending(path: path)
        let number = unsafe full.withCString { unsafe distmake_open_in_root(root.number, $0, flags, 0) }
        guard number >= 0 else { throw JobFileError(path: full, systemError: errno) }
        return Descriptor(number)
    }

    private static func isRegular(_ descriptor: Descriptor) -> Bool {
        descriptor.status.map { $0.st_mode & S_IFMT == S_IFREG } ?? false
    }
}

/// A file that a job needs and that could not be opened or written.
struct JobFileError: Error, Equatable, Sendable {
    var path: ByteString
    var systemError: Int32
}

/// A root directory with what is mounted below it.
struct RootIdentity: Hashable, Sendable {
    var root: FileIdentity
    var mounts: FileIdentity
}
