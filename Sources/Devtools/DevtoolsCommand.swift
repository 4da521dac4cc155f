public import ByteStrings

/// What a command line of devtools does, as far as builds are concerned.
public enum DevtoolsCommand: Equatable, Sendable {
    /// One build in a chroot.
    case chroot(ChrootCommand)
    /// Builds of several packages, each by a program named `*-build`.
    case packages(PackageListCommand)
    /// A program of devtools that builds nothing with these arguments: help, or what it will refuse.
    case noBuild
    /// Another program.
    case unknown

    /// - Parameter words: the program, by a name or a path, and its arguments.
    public init(_ words: [ByteString]) {
        guard let program = words.first else {
            self = .unknown
            return
        }
        let arguments = words.dropFirst()
        switch program.lastPathComponent {
        case "makechrootpkg":
            self = ChrootCommand(makechrootpkg: program, arguments).map(Self.chroot) ?? .noBuild
        case "pkgctl":
            guard arguments.first == "build" else {
                self = .noBuild
                return
            }
            self = PackageListCommand(arguments.dropFirst()).map(Self.packages) ?? .noBuild
        case let name where ChrootCommand.chrootName(name) != nil:
            self = ChrootCommand(archbuild: program, arguments).map(Self.chroot) ?? .noBuild
        default:
            self = .unknown
        }
    }

    /// Whether a program may be one of those that `pkgctl build` starts: a link to `archbuild` under its name.
    ///
    /// - Parameter target: the file that the program is, without symbolic links.
    public static func isArchbuild(_ program: ByteString, target: ByteString) -> Bool {
        ChrootCommand.chrootName(program.lastPathComponent) != nil && target.lastPathComponent == "archbuild"
    }

    /// The command that `distmake chroot -r CHROOTS [makepkg options]` stands for: a build in a fresh copy, unless it
    /// is to go on in the tree that is there.
    ///
    /// - Parameter reusesTree: `-e` or `-R`.
    public static func convenient(
        chroots: ByteString, reusesTree: Bool, makepkgArguments: [ByteString]
    ) -> [ByteString] {
        ["makechrootpkg"] + (reusesTree ? [] : ["-c"]) + ["-r", chroots, "--"] + makepkgArguments
    }
}
