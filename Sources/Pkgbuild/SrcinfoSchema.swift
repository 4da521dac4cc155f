import BashSyntax
import ByteStrings

/// Which attributes are printed, in makepkg's order.
///
/// - Source: makepkg 6.0.2, `srcinfo_write_global`, `srcinfo_write_package` and `srcinfo_write_section_details`.
enum SrcinfoSchema {
    static let globalStrings: [ByteString] = [
        "pkgdesc", "pkgver", "pkgrel", "epoch", "url", "install", "changelog",
    ]
    static let globalArrays: [ByteString] =
        [
            "arch", "groups", "license", "checkdepends", "makedepends", "depends", "optdepends", "provides",
            "conflicts", "replaces", "noextract", "options", "backup", "source", "validpgpkeys",
        ] + sums
    static let packageStrings: [ByteString] = ["pkgdesc", "url", "install", "changelog"]
    static let packageArrays: [ByteString] = [
        "arch", "groups", "license", "checkdepends", "depends", "optdepends", "provides", "conflicts",
        "replaces", "options", "backup",
    ]
    private static let architectureArrays: [ByteString] =
        [
            "source", "provides", "conflicts", "depends", "replaces", "optdepends", "makedepends",
            "checkdepends",
        ] + sums
    private static let sums: [ByteString] = [
        "cksums", "md5sums", "sha1sums", "sha224sums", "sha256sums", "sha384sums", "sha512sums", "b2sums",
    ]

    /// `depends_x86_64` and its kin.
    static func names(for architectures: [ByteString]) -> [ByteString] {
        architectures.filter { $0 != "any" }.flatMap { architecture in
            architectureArrays.map { $0 + "_" + architecture }
        }
    }

    /// Variables of makepkg's own functions that hide the PKGBUILD's while a package's attributes are looked up.
    static let hidden: [ByteString] = [
        "REPLY", "a", "attr", "attr_regex", "attrname", "decl", "funcname", "isarray", "multivalued",
        "multivalued_arch_attrs", "outputvar", "package_arch", "pkg", "r", "shellopts", "singlevalued",
    ]

    /// For a value that no text has set.
    static let nowhere = Place(file: "", position: SourcePosition(line: 1, column: 1, offset: 0))
}
