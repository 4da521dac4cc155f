import ByteStrings

/// A compiler of this machine. In a chroot the same path leads to another one.
struct LocalCompiler: Hashable, Sendable {
    var path: ByteString
    /// `nil` when it cannot be told.
    var root: RootIdentity?
}
