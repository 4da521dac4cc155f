public import ByteStrings

/// Which file names are those of C and C++ compilers.
///
///     name    ::= [triple "-"] base ["-" version] ["-" threads]
///     base    ::= cc | c++ | gcc | g++ | clang | clang++ | c89 | c99 | c89-gcc | c99-gcc
///     version ::= digits {"." digits}
///     threads ::= posix | win32                  ; Debian's two builds of each MinGW compiler
///
/// A triple must begin with an architecture: `afl-gcc`, `musl-gcc` and `dpkg-cc` are wrappers that call a
/// compiler by its own name, and that call is the one to catch. The other programs of a toolchain (`gcc-ar`,
/// `clang-format`, `clang-cl`, `c++filt`) fall out by the grammar.
public enum CompilerName {
    /// The same grammar as an extended regular expression, for a shell that looks by itself.
    public static var extendedRegularExpression: ByteString {
        let first = alternatives(architectures.sorted() + families.map { $0 + "[^-]*" })
        let plain = alternatives(
            bases.sorted().map { $0.split("+", keepingEmpty: true).joined(separator: "[+]") })
        return "^((" + first + "(-[^-]+)*-)?" + plain + "|" + alternatives(standards.sorted())
            + "-gcc)(-[0-9]+([.][0-9]+)*)?(-" + alternatives(threadModels.sorted()) + ")?$"
    }

    private static func alternatives(_ words: [ByteString]) -> ByteString {
        "(" + words.joined(separator: "|") + ")"
    }

    static func matches(_ name: ByteString) -> Bool {
        var words = name.split("-", keepingEmpty: true)
        if let last = words.last, words.count > 1, threadModels.contains(last) { words.removeLast() }
        if let last = words.last, words.count > 1, isVersion(last) { words.removeLast() }
        guard let base = words.popLast(), bases.contains(base) else { return false }
        guard let first = words.first else { return true }
        if words.count == 1, base == "gcc", standards.contains(first) { return true }
        return isArchitecture(first) && !words.contains { $0.isEmpty }
    }

    private static let bases: Set<ByteString> = ["cc", "c++", "gcc", "g++", "clang", "clang++", "c89", "c99"]
    private static let standards: Set<ByteString> = ["c89", "c99"]
    private static let threadModels: Set<ByteString> = ["posix", "win32"]

    private static func isVersion(_ word: ByteString) -> Bool {
        word.split(".", keepingEmpty: true).allSatisfy { part in
            !part.isEmpty && part.bytes.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
    }

    private static func isArchitecture(_ word: ByteString) -> Bool {
        architectures.contains(word) || families.contains { word.hasPrefix($0) }
    }

    /// Architectures in the first field of triples, after config.sub of GNU config.
    private static let architectures: Set<ByteString> = [
        "alpha", "arc", "avr", "bfin", "bpf", "cris", "csky", "epiphany", "frv", "h8300", "i386", "i486",
        "i586",
        "i686", "ia64", "lm32", "m32r", "m68k", "moxie", "msp430", "nios2", "or1k", "pru", "rl78", "rx",
        "s390",
        "s390x", "sh", "sh2", "sh3", "sh4", "sh4eb", "tilegx", "v850", "vax", "visium", "x86_64", "xstormy16",
        "amdgcn", "nvptx", "wasm32", "wasm64",
    ]
    /// Those with variants in the name: `armv7l`, `aarch64_be`, `mipsel`, `powerpc64le`, `riscv64`.
    private static let families: [ByteString] = [
        "aarch64", "arm", "hppa", "loongarch", "microblaze", "mips", "powerpc", "ppc", "riscv", "sparc",
        "thumb",
        "xtensa",
    ]
}
