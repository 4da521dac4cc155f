public import BashSyntax
public import ByteStrings
public import Pkgbuild

/// Everything a quirk may ask about: one package, and the machine and volunteers that would build it.
///
/// `nil` means that it is not known without running something; a condition on it then does not hold, and says so.
public struct QuirkSubject: Sendable {
    public var packageBase: ByteString?
    public var packageNames: [ByteString]?
    /// `[epoch:]pkgver-pkgrel`
    public var version: ByteString?
    public var packageArchitectures: [ByteString]?
    public var options: PackageOptions?
    /// With version constraints as written.
    public var makeDependencies: [ByteString]?
    /// Those of all architectures.
    public var sources: [PackageSource]?
    public var machine: Machine
    let tree: SyntaxTree
    let code: PackageCode
    /// The text of a local source file by its name; `nil` if it cannot be read.
    let localFile: @Sendable (ByteString) -> ByteString?

    /// What is known apart from the package.
    public struct Machine: Sendable {
        /// CARCH.
        public var architecture: ByteString?
        /// The words of CPPFLAGS, CFLAGS … of makepkg.conf, by variable.
        public var flags: [ByteString: [ByteString]]
        /// Name and version, `gcc 14.2.0`.
        public var compiler: ByteString?
        public var volunteers: Set<VolunteerKind>

        public init(
            architecture: ByteString? = nil, flags: [ByteString: [ByteString]] = [:],
            compiler: ByteString? = nil, volunteers: Set<VolunteerKind> = []
        ) {
            self.architecture = architecture
            self.flags = flags
            self.compiler = compiler
            self.volunteers = volunteers
        }
    }

    /// - Parameters:
    ///   - tree: what `package` was evaluated from.
    ///   - localFile: looks as makepkg does, in startdir, then in SRCDEST.
    public init(
        _ package: Pkgbuild, tree: SyntaxTree, machine: Machine = Machine(),
        localFile: @escaping @Sendable (ByteString) -> ByteString? = { _ in nil }
    ) {
        self.machine = machine
        self.localFile = localFile
        self.tree = tree
        code = PackageCode(tree, functions: package.functions)
        packageBase = package.packageBase.known
        packageNames = package.packageNames.known
        version = package.version.known.map { ByteString("\($0)") }
        packageArchitectures = package.architectures.knownOrNone
        options = package.options.dynamic == nil ? package.options.known ?? PackageOptions([]) : nil
        makeDependencies = package.makeDependencies.knownOrNone
        sources = package.list("source").knownOrNone.map { $0.map { PackageSource($0) } }
        for architecture in packageArchitectures ?? [] where architecture != "any" {
            guard let more = package.list("source", architecture: architecture).known else { continue }
            sources?.append(contentsOf: more.map { PackageSource($0) })
        }
    }
}

extension Pkgbuild.Field<[ByteString]> {
    /// An array that is not there is an empty one.
    fileprivate var knownOrNone: [ByteString]? { dynamic == nil ? known ?? [] : nil }
}
