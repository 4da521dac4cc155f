import ByteStrings

/// One option of makepkg: a row of the table below.
struct MakepkgOption: Sendable {
    /// What it changes for us. Options that only makepkg needs to understand have `.nothing`.
    enum Effect: Equatable, Sendable {
        case nothing
        /// makepkg prints or packs something and builds nothing.
        case passThrough(MakepkgCommandLine.Reason)
        case set(MakepkgCommandLine.Flags)
        case check(Bool)
        case directory
        case buildFile
        case configFile
    }

    var long: ByteString
    /// 0 when there is none.
    var short: UInt8
    var takesArgument: Bool
    var since: MakepkgVersion
    var effect: Effect

    private init(
        _ long: ByteString, _ short: Character? = nil, takes argument: Bool = false,
        since: MakepkgVersion = MakepkgVersion(6, 0), _ effect: Effect = .nothing
    ) {
        self.long = long
        self.short = short?.asciiValue ?? 0
        takesArgument = argument
        self.since = since
        self.effect = effect
    }

    /// The options of makepkg 6.0.2, 6.1.0 and 7.0.0 (`OPT_SHORT` and `OPT_LONG` in makepkg.sh.in). An empty
    /// long name: only the short one exists. 6.1 and 7.0 act on `--noverify` but forgot it in `OPT_LONG`:
    /// refused.
    static let all: [MakepkgOption] = [
        MakepkgOption("allsource", nil, .passThrough(.notABuild)),
        MakepkgOption("asdeps"),
        MakepkgOption("check", nil, .check(true)),
        MakepkgOption("clean", "c", .set(.clean)),
        MakepkgOption("cleanbuild", "C", .set(.cleanBuild)),
        MakepkgOption("config", takes: true, .configFile),
        MakepkgOption("dir", "D", takes: true, since: MakepkgVersion(6, 1), .directory),
        MakepkgOption("force", "f", .set(.force)),
        MakepkgOption("geninteg", "g", .passThrough(.notABuild)),
        MakepkgOption("help", "h", .passThrough(.help)),
        MakepkgOption("holdver", nil, .set(.holdVersion)),
        MakepkgOption("ignorearch", "A"),
        MakepkgOption("install", "i", .set(.install)),
        MakepkgOption("key", takes: true),
        MakepkgOption("log", "L", .set(.log)),
        MakepkgOption("needed"),
        MakepkgOption("noarchive", nil, .set(.noArchive)),
        MakepkgOption("nobuild", "o", .set(.noBuild)),
        MakepkgOption("nocheck", nil, .check(false)),
        MakepkgOption("nocolor", "m", .set(.noColour)),
        MakepkgOption("noconfirm"),
        MakepkgOption("nodeps", "d", .set(.noDependencies)),
        MakepkgOption("noextract", "e", .set(.noExtract)),
        MakepkgOption("noprepare", nil, .set(.noPrepare)),
        MakepkgOption("noprogressbar", nil, .set(.noProgressBar)),
        MakepkgOption("nosign"),
        MakepkgOption("packagelist", nil, .passThrough(.notABuild)),
        MakepkgOption("printsrcinfo", nil, .passThrough(.notABuild)),
        MakepkgOption("repackage", "R", .set(.repackage)),
        MakepkgOption("rmdeps", "r", .set(.removeDependencies)),
        MakepkgOption("sign"),
        MakepkgOption("skipchecksums"),
        MakepkgOption("skipinteg"),
        MakepkgOption("skippgpcheck"),
        MakepkgOption("source", "S", .passThrough(.notABuild)),
        MakepkgOption("syncdeps", "s", .set(.syncDependencies)),
        MakepkgOption("verifysource", nil, .passThrough(.notABuild)),
        MakepkgOption("version", "V", .passThrough(.version)),
        MakepkgOption("", "F", .passThrough(.notABuild)),  // makepkg calling itself under fakeroot
        MakepkgOption("", "p", takes: true, .buildFile),
    ]

    static func known(to version: MakepkgVersion) -> [MakepkgOption] {
        all.filter { $0.since <= version }
    }
}
