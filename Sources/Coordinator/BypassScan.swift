import ByteStrings
import Glibc
import ObjectFile

/// Looks for objects that appeared without a job: something ran a compiler past the masquerade directory, by an
/// absolute path or a name of its own.
///
/// Counted are ELF objects changed since the build began that gcc or clang compiled (`.comment` says so). The
/// output of `ld -r` has many file symbols and is no compile. Objects are known by device and inode, so that a
/// rename, as libtool does it, changes nothing.
struct BypassScan: Sendable {
    struct Finding: Sendable, Equatable {
        var count = 0
        /// The first few, relative to the directory searched.
        var examples: [ByteString] = []
        /// The compilers that made them, as they name themselves in `.comment`.
        var compilers: Set<ByteString> = []
    }

    static let exampleLimit = 3
    /// Kernel trees have some 10,000 objects; a tree with more directories than this is not searched further.
    static let directoryLimit = 100_000

    let directory: ByteString
    let since: UInt64
    let isKnown: @Sendable (FileIdentity) -> Bool

    func run() -> Finding {
        var finding = Finding()
        var directories = [directory]
        var visited = 0
        while let path = directories.popLast(), visited < Self.directoryLimit {
            visited += 1
            guard let stream = unsafe path.withCString({ unsafe opendir($0) }) else { continue }
            defer { unsafe closedir(stream) }
            while let entry = unsafe readdir(stream) {
                let name = unsafe entry.fileName
                let full = path.appending(path: name)
                switch unsafe Int(entry.pointee.d_type) {
                case Int(DT_DIR) where name != "." && name != "..": directories.append(full)
                case Int(DT_REG) where name.hasSuffix(".o"): examine(full, &finding)
                default: continue
                }
            }
        }
        return finding
    }

    private func examine(_ path: ByteString, _ finding: inout Finding) {
        let number = unsafe path.withCString {
            unsafe open($0, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        }
        guard number >= 0 else { return }
        let file = Descriptor(number)
        guard let status = file.status, UInt64(clamping: status.st_mtim.tv_sec) >= since,
            !isKnown(FileIdentity(status)),
            let object = try? ObjectFile(size: Int(status.st_size), read: file.read(at:count:)),
            object.header?.type == .relocatable, !object.isPartialLink, object.producer != nil
        else { return }
        finding.count += 1
        if finding.examples.count < Self.exampleLimit {
            finding.examples.append(path.dropping(prefix: directory + "/") ?? path)
        }
        finding.compilers.formUnion(object.comments)
    }
}
