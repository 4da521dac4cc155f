// Which program would have run if we were not here?
//
// The first match in PATH that is neither us nor another masquerade. "Us" is decided by device and inode, because
// the masquerade directory holds symbolic links and PATH may name it in any spelling. distcc, icecc, ccache and
// colorgcc masquerade by symbolic links too, so the names that a candidate's links pass through give them away; only
// a candidate with several hard links (Arch's gcc is one) is compared with those programs themselves. Usual cost:
// one stat(2) for each directory of PATH and two or three readlink(2).

internal import ByteStrings

/// The result of one walk through PATH.
struct CompilerSearch {
    private static let masquerades: [ByteString] = ["distcc", "icecc", "ccache", "colorgcc", "distmake-cc"]

    /// The real compiler, absolute; `nil` when there is none.
    private(set) var compiler: ByteString?
    /// PATH without the directories whose entry of this name is us; `nil` when PATH is unset. gcc looks itself up
    /// in PATH to find its prefix, cc1 and liblto_plugin, so it must not find us.
    private(set) var path: ByteString?
    /// Whether such a directory was there.
    private(set) var hasMasqueradeDirectory = false

    /// - Parameters:
    ///   - name: as the caller wrote it. In the masquerade role its directory is ours; for a launcher a name with a
    ///     slash is the compiler itself, unless that is us again (ccache calls its prefix with what it found).
    init(name: ByteString, role: Invocation.Role, path: ByteString?) {
        let ourselves = FileStatus.ofThisProgram()?.identity
        let baseName = name.lastPathComponent
        if role == .launcher, name.contains(UInt8(ascii: "/")), let status = FileStatus(name),
            status.identity != ourselves
        {
            compiler = Self.absolute(name)
        }
        let directories = (path ?? "/bin:/usr/bin").split(":", keepingEmpty: true)
        var kept: [ByteString] = []
        for directory in directories {
            let candidate = (directory.isEmpty ? "." : directory).appending(path: baseName)
            let status = FileStatus(candidate)
            if let status, status.identity == ourselves {
                hasMasqueradeDirectory = true
                continue
            }
            kept.append(directory)
            if compiler == nil, let status, status.isRegularFile, isExecutable(candidate),
                !Self.isMasquerade(candidate, status, directories)
            {
                compiler = Self.absolute(candidate)
            }
        }
        self.path = path == nil ? nil : kept.joined(separator: ":")
    }

    private static func absolute(_ path: ByteString) -> ByteString {
        path.isAbsolutePath ? path : workingDirectory().appending(path: path)
    }

    private static func isMasquerade(
        _ candidate: ByteString, _ status: FileStatus, _ directories: [ByteString]
    ) -> Bool {
        var link = candidate
        while let target = linkTarget(link) {
            if masquerades.contains(target.lastPathComponent) { return true }
            link = link.directoryPath.appending(path: target)
        }
        guard status.linkCount > 1 else { return false }
        return directories.contains { directory in
            masquerades.contains { name in
                FileStatus(directory.appending(path: name))?.identity == status.identity
            }
        }
    }
}
