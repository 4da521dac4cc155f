public import ByteStrings

/// Flags in the user's configuration that mean "the machine this runs on": they would mean another machine on
/// each volunteer, so a build with them is not distributed.
public struct NativeFlags: Equatable, Sendable {
    /// One flag in one variable.
    public struct Finding: Hashable, Sendable, CustomStringConvertible {
        /// `/etc/makepkg.conf:43: CFLAGS has -march=native`
        public var description: String { "\(origin.description): \(variable) has \(flag)" }

        public var variable: ByteString
        public var flag: ByteString
        public var origin: ConfigurationValue.Origin

        public init(variable: ByteString, flag: ByteString, origin: ConfigurationValue.Origin) {
            self.variable = variable
            self.flag = flag
            self.origin = origin
        }
    }

    public static let flags: [ByteString] = ["-march=native", "-mtune=native", "-mcpu=native"]

    /// Where makepkg and the build systems look for a C or C++ compiler's flags. RUSTFLAGS is not among them:
    /// rustc is not distributed.
    public static let variables: [ByteString] = [
        "CPPFLAGS", "CFLAGS", "CXXFLAGS", "DEBUG_CFLAGS", "DEBUG_CXXFLAGS", "LTOFLAGS",
    ]

    public var findings: [Finding]

    /// Looks through `configuration` in the order of `variables`.
    public init(in configuration: EffectiveConfiguration) {
        findings = Self.findings(of: Self.flags, in: configuration)
    }

    /// Where `configuration` has some flags as whole words, in the order of `variables`.
    public static func findings(
        of flags: [ByteString], in configuration: EffectiveConfiguration
    ) -> [Finding] {
        var findings: [Finding] = []
        for variable in variables {
            guard let value = configuration[variable], let words = value.scalar?.blankSeparatedWords else {
                continue
            }
            for flag in flags where words.contains(flag) {
                findings.append(Finding(variable: variable, flag: flag, origin: value.origin(of: flag)))
            }
        }
        return findings
    }

    public init(findings: [Finding]) {
        self.findings = findings
    }

    /// The lines that reject the build: each place once, then what to write instead.
    ///
    /// - Parameter replacements: for each flag what it stands for with this compiler on this processor; a
    ///   flag that is missing could not be expanded and is named without a replacement.
    public func rejection(replacements: [(flag: ByteString, by: ByteString)]) -> [ByteString] {
        var lines: [ByteString] = []
        for finding in findings {
            let line = ByteString("\(finding)")
            if !lines.contains(line) { lines.append(line) }
        }
        if lines.isEmpty { return [] }
        lines.append(
            "native means another processor on each volunteer, so nothing was built. On this machine:")
        for flag in Self.flags where findings.contains(where: { $0.flag == flag }) {
            let replacement = replacements.first { $0.flag == flag }?.by ?? "(this compiler does not say)"
            lines.append("    " + flag + " is " + replacement)
        }
        lines.append("Write that instead, or run with --resolve-native to use it, or with --local.")
        return lines
    }
}

extension ByteString {
    /// The words that a shell makes of an unquoted value with the default IFS.
    var blankSeparatedWords: [ByteString] {
        bytes.split { $0 == 0x20 || $0 == 0x09 || $0 == 0x0A }.map { ByteString($0) }
    }
}
