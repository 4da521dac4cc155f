import ByteStrings

/// The directory below `arch/` in Linux' sources for a CARCH of makepkg.
///
/// - Source: the CARCHes of Arch, Arch Linux ARM, 32, POWER and their kin; Linux' top Makefile for `SRCARCH`.
enum KernelArchitecture {
    static func directory(_ architecture: ByteString) -> ByteString? {
        switch architecture {
        case "i486", "i686", "pentium4": "x86"
        case "aarch64": "arm64"
        case "loong64": "loongarch"
        default:
            if architecture.hasPrefix("x86_64") {
                "x86"
            } else if architecture.hasPrefix("arm") {
                "arm"
            } else if architecture.hasPrefix("riscv") {
                "riscv"
            } else if architecture.hasPrefix("powerpc") {
                "powerpc"
            } else {
                nil
            }
        }
    }
}
