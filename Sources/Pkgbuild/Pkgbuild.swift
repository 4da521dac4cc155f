public import BashSyntax
public import ByteStrings

/// A PKGBUILD(5) as values, found out without running it.
///
/// Each field is known, known to be absent, or dynamic with the reason and the place. Nothing is guessed.
public struct Pkgbuild: Sendable {
    /// A field of a PKGBUILD.
    public enum Field<Content: Sendable & Equatable>: Sendable, Equatable {
        case known(Content)
        case absent
        case dynamic(Dynamic)

        /// The content where it is known.
        public var known: Content? {
            if case .known(let content) = self { content } else { nil }
        }

        public var dynamic: Dynamic? {
            if case .dynamic(let dynamic) = self { dynamic } else { nil }
        }

        func map<Other>(_ transform: (Content) -> Other) -> Field<Other> {
            switch self {
            case .known(let content): .known(transform(content))
            case .absent: .absent
            case .dynamic(let dynamic): .dynamic(dynamic)
            }
        }
    }

    /// The variables after the PKGBUILD was read.
    public let evaluation: Evaluation

    /// - Parameters:
    ///   - environment: what was evaluated before, usually makepkg.conf; makepkg's own names are made known to be
    ///     unset or unknown here as makepkg does it.
    ///   - file: the name that places get.
    public init(
        _ tree: SyntaxTree, file: ByteString = "PKGBUILD", after environment: Evaluation = Evaluation()
    ) {
        var evaluation = environment
        for name in Pkgbuild.variables { evaluation.set(name, to: nil) }
        let start = Place(file: file, position: SourcePosition(line: 1, column: 1, offset: 0))
        for name in Pkgbuild.directories + MakepkgVariables.names where evaluation[name] == nil {
            evaluation.set(name, to: Variable(.dynamic(Dynamic(.unknownVariable(name), at: start))))
        }
        evaluation.evaluate(tree, file: file, scope: .function)
        self.evaluation = evaluation
    }

    /// Set by makepkg to directories of the build, which only the build knows.
    static let directories: [ByteString] = [
        "startdir", "srcdir", "pkgdir", "pkgdirbase", "BUILDDIR", "SRCDEST",
    ]

    /// What makepkg unsets before it reads a PKGBUILD.
    ///
    /// Of the arrays with an architecture behind their name it unsets every one; here those that exist.
    ///
    /// - Source: makepkg 6.0.2, `unset pkgname "${pkgbuild_schema_strings[@]}"` and the lines after it.
    static let variables: [ByteString] =
        strings + arrays
        + architectureArrays.flatMap { array in knownArchitectures.map { array + "_" + $0 } }
    private static let strings: [ByteString] = [
        "changelog", "epoch", "install", "pkgbase", "pkgdesc", "pkgrel", "pkgver", "url",
    ]
    private static let arrays: [ByteString] = [
        "pkgname", "arch", "backup", "checkdepends", "conflicts", "depends", "groups", "license",
        "makedepends",
        "noextract", "optdepends", "options", "provides", "replaces", "source", "validpgpkeys", "cksums",
        "md5sums",
        "sha1sums", "sha224sums", "sha256sums", "sha384sums", "sha512sums", "b2sums",
    ]

    private static let architectureArrays: [ByteString] = [
        "checkdepends", "conflicts", "depends", "makedepends", "optdepends", "provides", "replaces", "source",
        "cksums", "md5sums", "sha1sums", "sha224sums", "sha256sums", "sha384sums", "sha512sums", "b2sums",
    ]
    private static let knownArchitectures: [ByteString] = [
        "x86_64", "aarch64", "armv7h", "armv6h", "arm", "i686", "i486", "pentium4", "riscv64", "loong64",
        "powerpc64le",
    ]

    // MARK: Fields

    /// A string, as `$name` gives it.
    public func string(_ name: ByteString) -> Field<ByteString> {
        guard let variable = evaluation[name] else { return .absent }
        if let dynamic = variable.value.dynamic { return .dynamic(dynamic) }
        return variable.value.text.map { .known($0) } ?? .absent
    }

    /// A list, as `"${name[@]}"` gives it.
    public func list(_ name: ByteString) -> Field<[ByteString]> {
        guard let variable = evaluation[name] else { return .absent }
        if let dynamic = variable.value.dynamic { return .dynamic(dynamic) }
        return variable.value.elements.map { .known($0) } ?? .absent
    }

    /// The list of one architecture, such as `source_x86_64`.
    public func list(_ name: ByteString, architecture: ByteString) -> Field<[ByteString]> {
        list(name + "_" + architecture)
    }

    /// One name, or the names of a split package.
    public var packageNames: Field<[ByteString]> { list("pkgname") }

    /// `pkgbase`, or the first package's name where it is not set or empty.
    public var packageBase: Field<ByteString> {
        let base = string("pkgbase")
        if base == .absent || base.known?.isEmpty == true { return string("pkgname") }
        return base
    }

    /// As the file has it; a `pkgver()` may change it while building.
    public var version: Field<PackageVersion> {
        let epoch = string("epoch")
        if let dynamic = epoch.dynamic { return .dynamic(dynamic) }
        switch (string("pkgver"), string("pkgrel")) {
        case (.known(let pkgver), .known(let pkgrel)):
            return .known(PackageVersion(epoch: epoch.known, pkgver: pkgver, pkgrel: pkgrel))
        case (.dynamic(let dynamic), _), (_, .dynamic(let dynamic)): return .dynamic(dynamic)
        default: return .absent
        }
    }

    /// True if makepkg will replace `pkgver` before it builds.
    public var updatesVersion: Bool { has("pkgver") }

    public var architectures: Field<[ByteString]> { list("arch") }
    public var dependencies: Field<[ByteString]> { list("depends") }
    public var makeDependencies: Field<[ByteString]> { list("makedepends") }
    public var checkDependencies: Field<[ByteString]> { list("checkdepends") }
    public var sources: Field<[PackageSource]> { list("source").map { $0.map { PackageSource($0) } } }
    public var installFile: Field<ByteString> { string("install") }
    public var changelogFile: Field<ByteString> { string("changelog") }

    /// The global `options`; those that package functions set act on packaging only.
    public var options: Field<PackageOptions> { list("options").map { PackageOptions($0) } }

    /// What the global `options` say of `name`: true for `name`, false for `!name`, `nil` if it is not mentioned or
    /// the options are dynamic.
    public func optionState(_ name: ByteString) -> Bool? {
        options.known?.state(name)
    }

    // MARK: Functions

    /// The functions that the file defines, by name.
    public var functions: [ByteString: FunctionDefinition] { evaluation.functions }

    public func has(_ function: ByteString) -> Bool { evaluation.functions[function] != nil }

    /// `prepare`, `pkgver`, `build`, `check` and the package functions that are there, in makepkg's order.
    public var phases: [ByteString] {
        let fixed: [ByteString] = ["prepare", "pkgver", "build", "check", "package"]
        let split = evaluation.functions.keys.filter { $0.hasPrefix("package_") }.sorted()
        return fixed.filter { has($0) } + split
    }
}
