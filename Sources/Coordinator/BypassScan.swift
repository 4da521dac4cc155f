import ByteStrings
import Files
import Glibc
import ObjectFile

/// Looks for objects that appeared without a job: something ran a compiler past the masquerade directory, by an
/// absolute path or a name of its own.
///
/// Counted are ELF objects changed since the build began that gcc or clang compiled (`.comment` says so). The
/// output of `ld -r` is no compile. Objects are known by device and inode, so that a rename, as libtool does it,
/// changes nothing.
struct BypassScan: Sendable {
    struct Finding: Sendable, Equatable {
        var count = 0
        /// The first few, relative to the directory searched.
        var examples: [ByteString] = []
        /// The compilers that made them, as they name themselves in `.comment`.
        var compilers: Set<ByteString> = []
    }

    static let exampleLimit = 3
    /// The user waits for the summary. A kernel tree takes a tenth of this; `distmake run` in a home directory could
    /// take minutes, and what was found until then says enough.
    static let timeLimit: Duration = .seconds(3)

    let directory: ByteString
    let since: UInt64
    let isKnown: @Sendable (FileIdentity) -> Bool

    func run() -> Finding {
        var finding = Finding()
        var directories = [directory]
        let deadline = ContinuousClock.now + Self.timeLimit
        while let path = directories.popLast(), ContinuousClock.now < deadline {
            guard var entries = DirectoryStream(path) else { continue }
            while let entry = entries.next() {
                let full = path.appending(path: entry.name)
                switch entry.type {
                case Int(DT_DIR): directories.append(full)
                case Int(DT_REG) where entry.name.hasSuffix(".o"): examine(full, &finding)
                default: continue
                }
            }
        }
        return finding
    }

    private func examine(_ path: ByteString, _ finding: inout Finding) {
        guard let file = Descriptor(opening: path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK),
            let status = file.status, UInt64(clamping: status.st_mtim.tv_sec) >= since,
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
