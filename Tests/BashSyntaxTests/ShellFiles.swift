import Glibc

/// The shell files of this machine, a corpus that is always there and that nobody wrote for us, and those that were
/// written for the tests: PKGBUILDs, `.install` files, makepkg.confs.
enum ShellFiles {
    static let all: [(path: String, bytes: [UInt8])] = {
        let roots = [
            "/usr/share/makepkg", "/usr/bin", "/etc", "/usr/lib/git-core", "/usr/share/bash-completion",
        ]
        let found = roots.flatMap { files(under: $0, depth: 4) }.compactMap { path in
            read(path).flatMap { isShell($0, path) ? (path: path, bytes: $0) : nil }
        }
        return found + corpora
    }()

    /// Everything in `Tests/Corpora` that is no description.
    static let corpora: [(path: String, bytes: [UInt8])] = {
        let tests = #filePath.split(separator: "/").dropLast(2).joined(separator: "/")
        return files(under: "/" + tests + "/Corpora", depth: 8).filter { !$0.hasSuffix(".md") }.compactMap {
            path in read(path).map { (path, $0) }
        }
    }()

    private static func isShell(_ bytes: [UInt8], _ path: String) -> Bool {
        let firstLine = String(decoding: bytes.prefix(64).prefix { $0 != 0x0A }, as: UTF8.self)
        if firstLine.hasPrefix("#!") {
            return ["/sh", "/bash", "/dash", " bash", " sh"].contains { firstLine.hasSuffix($0) }
                || firstLine.contains("/sh -") || firstLine.contains("/bash -")
        }
        return path.hasSuffix(".sh") || path.contains("/completions/") || path.hasSuffix("makepkg.conf")
    }

    private static func files(under directory: String, depth: Int) -> [String] {
        guard depth > 0, let stream = unsafe opendir(directory) else { return [] }
        defer { unsafe closedir(stream) }
        var found: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") { continue }
            let path = directory + "/" + name
            switch Int32(unsafe entry.pointee.d_type) {
            case Int32(DT_DIR): found += files(under: path, depth: depth - 1)
            case Int32(DT_REG): found.append(path)
            default: continue
            }
        }
        return found.sorted()
    }

    /// Files above 256 kB are binaries here.
    private static func read(_ path: String) -> [UInt8]? {
        guard let file = unsafe fopen(path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 18)
        let first = unsafe fread(&bytes, 1, 2, file)
        guard first == 2, bytes[0] != 0x7F else { return nil }
        let rest = unsafe bytes.withUnsafeMutableBytes { buffer in
            unsafe fread(buffer.baseAddress?.advanced(by: 2), 1, buffer.count - 2, file)
        }
        guard rest < bytes.count - 2 else { return nil }
        return Array(bytes.prefix(2 + rest))
    }
}
