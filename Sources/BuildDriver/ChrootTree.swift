import ByteStrings
import CShims
import Glibc
import Makepkg

/// A chroot seen from outside: its files by the paths that they have inside, symbolic links included.
struct ChrootTree: FileReader {
    /// Absolute, outside.
    let path: ByteString

    /// PATH as arch-nspawn sets it.
    static let searchPath: ByteString = "/usr/local/sbin:/usr/local/bin:/usr/bin"

    /// `nil` when there is no such directory yet: archbuild makes its chroots itself.
    init?(_ path: ByteString) {
        guard let resolved = WorkingDirectory.resolve(path), Disk().isDirectory(resolved) else { return nil }
        self.path = resolved
    }

    /// Where the file `inside` is on the outside; `nil` when there is none.
    func outside(_ inside: ByteString) -> ByteString? {
        let root = unsafe path.withCString { unsafe open($0, distmake_o_path | O_DIRECTORY | O_CLOEXEC) }
        guard root >= 0 else { return nil }
        defer { close(root) }
        let file = unsafe inside.withCString { unsafe distmake_open_in_root(root, $0, distmake_o_path, 0) }
        guard file >= 0 else { return nil }
        defer { close(file) }
        return WorkingDirectory.resolve(ByteString("/proc/self/fd/\(file)"))
    }

    func contents(of path: ByteString) throws(MakepkgError) -> ByteString {
        guard let outside = outside(path) else {
            throw MakepkgError(.unreadable, path: self.path + path, text: "No such file or directory")
        }
        return try Disk().contents(of: outside)
    }

    func isReadable(_ path: ByteString) -> Bool { outside(path).map(Disk().isReadable) ?? false }

    func isExecutable(_ path: ByteString) -> Bool { outside(path).map(Disk().isExecutable) ?? false }

    func isDirectory(_ path: ByteString) -> Bool { outside(path).map(Disk().isDirectory) ?? false }

    func names(in directory: ByteString) -> [ByteString] { outside(directory).map(Disk().names) ?? [] }

    /// `gcc 14.2.1` and its target by the directory of its parts, since nothing of a chroot is run from outside; `nil`
    /// without gcc.
    var gcc: (nameAndVersion: ByteString, target: ByteString)? {
        let place: ByteString = "/usr/lib/gcc"
        for target in names(in: place) {
            if let newest = newestVersion(in: place.appending(path: target)) {
                return ("gcc " + newest, target)
            }
        }
        return nil
    }

    private func newestVersion(in place: ByteString) -> ByteString? {
        let versions = names(in: place)
        return versions.filter { $0.bytes.first.map { (0x30...0x39).contains($0) } ?? false }.max {
            $0.string.compareAsVersion($1.string)
        }
    }
}

extension String {
    /// Whether the numbers between the dots come before those of `other`.
    fileprivate func compareAsVersion(_ other: String) -> Bool {
        split(separator: ".").compactMap { Int($0) }.lexicographicallyPrecedes(
            other.split(separator: ".").compactMap { Int($0) })
    }
}
