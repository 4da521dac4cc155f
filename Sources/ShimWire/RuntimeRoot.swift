public import ByteStrings

/// Where sockets and other short-lived files of one user live. The rule stands here because the shim and the
/// driver must agree on it; looking at the disk is theirs.
public enum RuntimeRoot {
    /// `$XDG_RUNTIME_DIR/distmake`, else `/run/user/UID/distmake`, else `/tmp/distmake-UID`.
    ///
    /// - Parameter isOurs: whether a directory exists and belongs to the user. `sudo` keeps XDG_RUNTIME_DIR, so it
    ///   is asked for both of the first two. The caller makes the result with mode 0700 and checks its owner.
    public static func path(
        runtimeDirectory: ByteString?, userIdentifier: UInt32, isOurs: (ByteString) -> Bool
    ) -> ByteString {
        if let runtimeDirectory, runtimeDirectory.isAbsolutePath, isOurs(runtimeDirectory) {
            return runtimeDirectory.appending(path: "distmake")
        }
        let perUser: ByteString = "/run/user/\(userIdentifier)"
        return isOurs(perUser) ? perUser + "/distmake" : "/tmp/distmake-\(userIdentifier)"
    }

    /// The variables that tell shared coordinators apart: everything that decides which host list is read and how
    /// its hosts are reached.
    public static let sharedVariables: [ByteString] = [
        "DISTCC_HOSTS", "DISTCC_DIR", "DISTCC_SSH", "HOME", "XDG_CONFIG_HOME",
    ]

    /// What the names of shared coordinators' directories begin with.
    public static let sharedPrefix: ByteString = "shared-"

    /// The directory, below the root, of the coordinator shared by all calls with the same host list:
    /// `shared-` and 16 hex digits of FNV-1a over `sharedVariables`.
    ///
    /// - Parameter value: looks one variable up; an unset one differs from an empty one.
    public static func sharedDirectoryName(value: (ByteString) -> ByteString?) -> ByteString {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        func mix(_ byte: UInt8) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        for name in sharedVariables {
            if let value = value(name) {
                mix(1)
                for byte in value.bytes { mix(byte) }
            }
            mix(0)
        }
        let digits = Array("0123456789abcdef".utf8)
        let text = stride(from: 60, through: 0, by: -4).map { digits[Int(hash >> UInt64($0) & 15)] }
        return sharedPrefix + ByteString(text)
    }
}
