public import ByteStrings

/// `[epoch:]pkgver-pkgrel`
public struct PackageVersion: Hashable, Sendable {
    /// `nil` where the PKGBUILD has none; makepkg treats that as 0.
    public var epoch: ByteString?
    public var pkgver: ByteString
    public var pkgrel: ByteString

    public init(epoch: ByteString? = nil, pkgver: ByteString, pkgrel: ByteString) {
        self.epoch = epoch
        self.pkgver = pkgver
        self.pkgrel = pkgrel
    }
}

extension PackageVersion: CustomStringConvertible {
    /// As makepkg's `get_full_version` prints it: an epoch of 0 is left out.
    public var description: String {
        let version = "\(pkgver)-\(pkgrel)"
        guard let epoch, !epoch.isEmpty, epoch.bytes.contains(where: { $0 != UInt8(ascii: "0") }) else {
            return version
        }
        return "\(epoch):\(version)"
    }
}
