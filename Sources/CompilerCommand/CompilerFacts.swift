public import ByteStrings

/// What a compiler says of itself, where its name says too little: `cc` may be gcc or clang.
public struct CompilerFacts: Hashable, Sendable {
    public enum Family: Hashable, Sendable { case gcc, clang }

    public var family: Family
    /// `x86_64-pc-linux-gnu`
    public var target: ByteString
    /// `12.2.0`
    public var version: ByteString
    /// How it was configured and by whom: equal for two names of one compiler.
    public var build: [ByteString]

    public init(family: Family, target: ByteString, version: ByteString, build: [ByteString] = []) {
        self.family = family
        self.target = target
        self.version = version
        self.build = build
    }

    /// Reads what `-v` alone prints on standard error in the C locale; `nil` when no gcc or clang said it.
    ///
    ///     Target: x86_64-linux-gnu
    ///     gcc version 12.2.0 (Debian 12.2.0-14+deb12u1)
    ///
    ///     Debian clang version 14.0.6
    ///     Target: x86_64-pc-linux-gnu
    ///
    /// - Source: gcc(1) and clang(1), `-v`; gcc 12 and clang 14 observed.
    public init?(verboseOutput text: ByteString) {
        let lines = text.split("\n")
        guard let target = lines.lazy.compactMap({ $0.dropping(prefix: "Target: ") }).first else {
            return nil
        }
        for (name, family) in [("gcc version ", Family.gcc), ("clang version ", .clang)]
            as [(ByteString, Family)]
        {
            for line in lines {
                guard let place = line.firstRange(of: name), family == .clang || place.lowerBound == 0 else {
                    continue
                }
                let version = line.bytes[place.upperBound...].prefix {
                    (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".")
                }
                guard !version.isEmpty else { return nil }
                self.init(
                    family: family, target: target, version: ByteString(version),
                    // The name by which gcc was called.
                    build: lines.filter { !$0.hasPrefix("COLLECT_GCC=") })
                return
            }
        }
        return nil
    }

    /// The first part of the version: what stands in the names of installed compilers.
    public var major: ByteString { version.split(".").first ?? version }
}
