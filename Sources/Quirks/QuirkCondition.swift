public import ByteStrings

/// One thing that must be true of a package, the configuration or the volunteers. Lists mean "one of these".
public indirect enum QuirkCondition: Equatable, Sendable {
    /// pkgbase or one of the pkgnames.
    case package([Glob])
    case packageBase([Glob])
    case packageName([Glob])
    case version(VersionRange)
    /// The PKGBUILD's `arch`.
    case packageArchitecture([Glob])
    case function([Glob])
    /// An array that is assigned or appended to anywhere, also inside functions.
    case array([Glob])
    /// The last word about this option is this one: `lto`, `!distcc`.
    case option([ByteString])
    /// `makedepends` without version constraints.
    case makeDependency([Glob])
    /// An entry of `source` as written.
    case source([Glob])
    case text(TextSearch)
    case file(FileSearch)
    /// The PKGBUILD names a compiler past PATH.
    case compilerPath(CompilerPathKind)
    /// A word of CPPFLAGS, CFLAGS, CXXFLAGS, DEBUG_CFLAGS, DEBUG_CXXFLAGS or LTOFLAGS in makepkg.conf.
    case flag([Glob])
    /// The compiler's name and version, `gcc 14.2.0`.
    case compiler([Glob])
    /// The machine's CARCH.
    case architecture([Glob])
    /// One of the volunteers is of this kind.
    case volunteer([VolunteerKind])
    /// All conditions of at least one of these.
    case any([[QuirkCondition]])
    /// None of these.
    case none([QuirkCondition])

    /// The key in quirk files.
    public enum Key: String, CaseIterable, Sendable {
        case package, pkgbase, pkgname, version, arch, function, array, option, makedepends, source, text,
            file
        case compilerPath = "compiler-path"
        case flag, compiler, carch, volunteers, any, not
    }
}

/// Text in the code of a PKGBUILD: comments are left out, and continued lines are one line.
public struct TextSearch: Equatable, Sendable {
    /// The functions to look in; none means everywhere.
    public var functions: [Glob]
    /// A line has one of these in it.
    public var patterns: [Glob]
}

/// A local source file, looked for as makepkg does: in startdir, then in SRCDEST.
public struct FileSearch: Equatable, Sendable {
    /// Names in `source`.
    public var names: [Glob]
    /// A whole line of the file; none means that the source is there.
    public var lines: [Glob]
}

public enum CompilerPathKind: String, CaseIterable, Sendable {
    /// The value of an assignment is a compiler in `/usr/bin`, where PATH would have found it: `CC=/usr/bin/gcc`.
    case system
    /// Any absolute path, such as `/opt/rocm/bin/hipcc`.
    case absolute
    /// `gcc-14`
    case versioned
}

/// What a volunteer runs.
public enum VolunteerKind: String, CaseIterable, Sendable {
    /// A distccd that is not ours.
    case stock
    /// distmaked.
    case native
}
