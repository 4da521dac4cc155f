public import ByteStrings
public import Files
internal import Processes

/// Which compiler a path leads to, by the file alone: what may be kept under this key stays true until the
/// compiler is updated.
///
/// A driver of gcc is small and keeps its size and often its time across builds of a package; cc1 and the
/// libraries are files of their own. So this is a key for what the driver says (`describe`, `NativeResolver`),
/// not for the code that it makes.
public struct CompilerIdentity: Hashable, Sendable {
    /// Without symbolic links: `/usr/bin/x86_64-linux-gnu-gcc-12` for Debian's `/usr/bin/cc`.
    public var path: ByteString
    public var file: FileIdentity
    /// In bytes.
    public var size: Int64
    /// Since 1970.
    public var modified: Duration

    /// - Parameter path: Of the compiler or of a symbolic link to it; not looked up in PATH.
    /// - Throws: `ToolchainError` `.compilerMissing` when it is no executable file.
    public init(path: ByteString) throws(ToolchainError) {
        guard path.isExecutableFile, let real = path.realPath, let attributes = FileAttributes(real) else {
            throw ToolchainError(.compilerMissing, path: path)
        }
        self.path = real
        file = attributes.identity
        size = attributes.size
        modified = attributes.modified
    }
}

/// What a compiler says of itself, for people and for comparing machines.
public struct CompilerDescription: Hashable, Sendable {
    /// The first line of `--version`: `gcc (Debian 12.2.0-14+deb12u1) 12.2.0`.
    public var version: ByteString
    /// What `-dumpmachine` prints: `x86_64-linux-gnu`.
    public var target: ByteString

    public init(version: ByteString, target: ByteString) {
        self.version = version
        self.target = target
    }
}

extension CompilerIdentity {
    /// Runs the compiler twice; a few milliseconds. In the C locale, so that the answer does not depend on the
    /// user's language.
    ///
    /// - Parameter environment: `NAME=value` entries.
    /// - Throws: `ToolchainError` `.compilerMissing`, `.cancelled`.
    public func describe(environment: [ByteString]) async throws(ToolchainError) -> CompilerDescription {
        let neutral = environment.filter { !$0.hasPrefix("LC_ALL=") } + ["LC_ALL=C"]
        let version = try await ask([path, "--version"], environment: neutral)
        let target = try await ask([path, "-dumpmachine"], environment: neutral)
        return CompilerDescription(
            version: ByteString(version.standardOutput).split("\n").first ?? "",
            target: ByteString(target.standardOutput).trimmed)
    }
}
