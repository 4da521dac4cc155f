public import ByteStrings

/// Which program a compiler's name stands for: `x86_64-pc-linux-gnu-g++-15` is g++ for a target, of a version.
///
/// The name is all that is known here. What `cc` leads to on this machine is Toolchain's knowledge and can be
/// passed to `CompilerCommand.init(parsing:family:responseFile:)`.
public struct CompilerName: Hashable, Sendable {
    public enum Family: Sendable { case gcc, clang, unknown }

    /// What the driver makes of a `.c` file and of no `-E`, `-S` or `-c`.
    public enum Driver: Sendable { case c, cxx, preprocessor, unknown }

    /// argv[0] as it was.
    public var invoked: ByteString
    /// argv[0] without its directory: what a stock distccd is sent, since it refuses most paths.
    public var bareName: ByteString
    public var family: Family
    public var driver: Driver
    /// `x86_64-pc-linux-gnu`; empty when the name has none.
    public var target: ByteString
    /// `15` of `g++-15`; empty when the name has none.
    public var version: ByteString
    /// The name without target and version: `g++`.
    public var stem: ByteString

    /// `family` as far as options go: a name that says nothing (`cc`) is taken for gcc.
    public var isClang: Bool { family == .clang }

    public init(_ invoked: ByteString) {
        self.invoked = invoked
        bareName = invoked.lastPathComponent
        let (unversioned, version) = Self.splitVersion(bareName)
        for known in Self.stems where unversioned.hasSuffix(known.name) {
            let target = ByteString(unversioned.bytes[..<(unversioned.count - known.name.count)])
            guard target.isEmpty || target.hasSuffix("-") else { continue }
            self.target = target.dropping(suffix: "-") ?? target
            self.version = version
            stem = known.name
            family = known.family
            driver = known.driver
            return
        }
        target = ByteString()
        self.version = ByteString()
        stem = bareName
        family = .unknown
        driver = .unknown
    }

    /// Whether its command line is rustc's.
    public var isRust: Bool { stem == "rustc" }

    /// Longest first, so that `clang-cpp` is not a `cpp` for the target `clang`. `c89-gcc` and `c99-gcc` are
    /// Debian's names of the POSIX drivers.
    private static let stems: [(name: ByteString, family: Family, driver: Driver)] = [
        ("clang-cpp", .clang, .preprocessor), ("clang++", .clang, .cxx), ("clang", .clang, .c),
        ("c89-gcc", .gcc, .c), ("c99-gcc", .gcc, .c), ("gcc", .gcc, .c), ("g++", .gcc, .cxx),
        ("cpp", .gcc, .preprocessor), ("c++", .unknown, .cxx), ("c89", .unknown, .c), ("c99", .unknown, .c),
        ("cc", .unknown, .c),
    ]

    private static func splitVersion(_ name: ByteString) -> (ByteString, ByteString) {
        guard let dash = name.bytes.lastIndex(of: UInt8(ascii: "-")), dash + 1 < name.count, dash > 0 else {
            return (name, ByteString())
        }
        let tail = name.bytes[(dash + 1)...]
        let isVersion = tail.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return isVersion ? (ByteString(name.bytes[..<dash]), ByteString(tail)) : (name, ByteString())
    }
}
