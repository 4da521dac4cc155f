import ByteStrings
import Glibc

/// Who runs makepkg: the tester, or nobody in particular where that is root, whom makepkg refuses.
enum BuildUser {
    private static let identifier: uid_t = 65534
    private static var isBorrowed: Bool { geteuid() == 0 }

    /// What goes before a command.
    static var launcher: [ByteString] {
        isBorrowed
            ? ["/usr/bin/setpriv", "--reuid=\(identifier)", "--regid=\(identifier)", "--clear-groups"].map {
                ByteString($0)
            }
            : ["/usr/bin/env"]
    }

    /// Makes the user the owner of one file or directory.
    static func own(_ path: ByteString) {
        if isBorrowed { _ = unsafe path.withCString { unsafe lchown($0, identifier, identifier) } }
    }

    /// The processes of this user whose environment contains `text`.
    static func processes(naming text: ByteString) -> [pid_t] {
        entries(of: "/proc").compactMap { entry in
            guard let process = pid_t(entry.name.string), process != getpid() else { return nil }
            return contents("/proc/\(process)/environ")?.contains(text) == true ? process : nil
        }
    }
}
