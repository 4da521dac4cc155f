public import ByteStrings
import Files
import Glibc

/// A directory of symbolic links from the names of compilers to the shim, to stand first in PATH.
///
/// It names only compilers that exist: configure scripts believe what they find, and a `clang` that is no
/// clang has made distributions turn distcc off for whole packages. Its path is a hash of what is in it,
/// because CMakeCache.txt, build.ninja and installed files keep such paths: the same compilers give the same
/// directory for every build, and it is never removed.
///
/// A directory is filled under a temporary name and then renamed, so no build sees half of one; of two
/// builds that race, one wins and both use the result. One that exists is compared name by name and mended,
/// since anything may have happened to a cache in the meantime.
public struct MasqueradeDirectory: Equatable, Sendable {
    /// Absolute.
    public var path: ByteString
    /// The names in it, sorted. `distcc` is one of them: `CC="distcc gcc"` arrives here as well.
    public var names: [ByteString]

    /// Makes or mends the directory for the compilers that can be found now.
    ///
    /// - Parameters:
    ///   - path: The value of PATH that the build will have.
    ///   - shim: The absolute path of distmake-cc.
    ///   - cacheHome: `$XDG_CACHE_HOME`, or `~/.cache`; absolute. Made when missing.
    /// - Throws: `ToolchainError` `.cacheNotWritable`, `.cacheNotOurs`.
    public static func prepare(
        path: ByteString, shim: ByteString, cacheHome: ByteString
    ) throws(ToolchainError) -> MasqueradeDirectory {
        try prepare(
            names: (SearchPath(path).compilerNames(shim: shim) + ["distcc"]).sorted(), shim: shim,
            cacheHome: cacheHome)
    }

    /// Makes or mends the directory that holds the name of one build tool, which need not be there yet.
    ///
    /// - Throws: `ToolchainError` `.cacheNotWritable`, `.cacheNotOurs`.
    public static func prepare(
        buildTool name: ByteString, shim: ByteString, cacheHome: ByteString
    ) throws(ToolchainError) -> MasqueradeDirectory {
        try prepare(names: [name], shim: shim, cacheHome: cacheHome)
    }

    private static func prepare(
        names: [ByteString], shim: ByteString, cacheHome: ByteString
    ) throws(ToolchainError) -> MasqueradeDirectory {
        precondition(shim.isAbsolutePath && cacheHome.isAbsolutePath, "links and PATH need absolute paths")
        let parent = cacheHome.appending(path: "distmake/bin")
        try makeDirectories(parent)
        let result = MasqueradeDirectory(
            path: parent.appending(path: contentHash(shim: shim, names: names)), names: names)
        if FileAttributes(result.path, followingLinks: false) == nil {
            try result.create(in: parent, shim: shim)
        }
        try result.mend(shim: shim)
        return result
    }

    /// 16 hexadecimal digits of FNV-1a (64 bits) over the shim's path and the names, each ended by a zero.
    static func contentHash(shim: ByteString, names: [ByteString]) -> ByteString {
        ByteString(([shim] + names).flatMap { $0.bytes + [0] }).fingerprintText
    }

    private func create(in parent: ByteString, shim: ByteString) throws(ToolchainError) {
        let template = parent.appending(path: ".new-XXXXXX")
        var buffer = template.bytes.map { CChar(bitPattern: $0) } + [0]
        guard unsafe mkdtemp(&buffer) != nil else { throw .notWritable(template) }
        let temporary = ByteString(buffer.dropLast().map { UInt8(bitPattern: $0) })
        do throws(ToolchainError) {
            // Others may read it: a build in a chroot or under another user may have this cache mounted.
            guard unsafe temporary.withCString({ unsafe chmod($0, 0o755) }) == 0 else {
                throw .notWritable(temporary)
            }
            for name in names { try Self.link(temporary.appending(path: name), to: shim) }
            guard temporary.rename(to: path) == nil else { throw .notWritable(path) }
        } catch {
            let cause = error
            Self.remove(temporary, names: names)
            // Another build was faster: its directory is as good, and is compared below.
            guard cause.systemError == EEXIST || cause.systemError == ENOTEMPTY else { throw cause }
        }
    }

    /// Makes the directory hold exactly `names`, each leading to `shim`. Every step replaces one name in one
    /// system call, so builds that use the directory at this moment never miss a name.
    private func mend(shim: ByteString) throws(ToolchainError) {
        guard let attributes = FileAttributes(path, followingLinks: false), attributes.isDirectory,
            attributes.owner == geteuid(), attributes.mode & (S_IWGRP | S_IWOTH) == 0
        else { throw ToolchainError(.cacheNotOurs, path: path) }
        guard let present = path.directoryEntries else { throw .notWritable(path) }
        // Names with a dot are links that another build is about to rename into place.
        for extra in Set(present).subtracting(names) where !extra.hasPrefix(".") {
            let stray = path.appending(path: extra)
            guard unsafe stray.withCString({ unsafe unlink($0) }) == 0 || errno == ENOENT else {
                throw .notWritable(stray)
            }
        }
        for name in names {
            let link = path.appending(path: name)
            guard link.linkTarget != shim else { continue }
            let temporary = path.appending(path: ".\(name).\(ByteString(String(getpid())))")
            try Self.link(temporary, to: shim)
            guard temporary.rename(to: link) == nil else {
                let error = ToolchainError.notWritable(link)
                _ = unsafe temporary.withCString { unsafe unlink($0) }
                throw error
            }
        }
    }

    private static func link(_ path: ByteString, to target: ByteString) throws(ToolchainError) {
        let result = unsafe target.withCString { target in
            unsafe path.withCString { unsafe symlink(target, $0) }
        }
        guard result == 0 || errno == EEXIST && path.linkTarget == target else { throw .notWritable(path) }
    }

    private static func remove(_ directory: ByteString, names: [ByteString]) {
        for name in names { _ = unsafe directory.appending(path: name).withCString { unsafe unlink($0) } }
        _ = unsafe directory.withCString { unsafe rmdir($0) }
    }

    /// As `mkdir -p`, private as the XDG base directory specification wants new ones.
    private static func makeDirectories(_ path: ByteString) throws(ToolchainError) {
        if FileAttributes(path)?.isDirectory == true { return }
        if path.directoryPath != path { try makeDirectories(path.directoryPath) }
        guard unsafe path.withCString({ unsafe mkdir($0, 0o700) }) == 0 || errno == EEXIST else {
            throw .notWritable(path)
        }
    }
}

extension ToolchainError {
    /// The last system call failed at `path`.
    fileprivate static func notWritable(_ path: ByteString) -> ToolchainError {
        ToolchainError(.cacheNotWritable, path: path, systemError: errno)
    }
}
