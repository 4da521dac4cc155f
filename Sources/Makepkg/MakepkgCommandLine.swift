public import ByteStrings

/// What the arguments of `distmake build` mean to makepkg, and what remains of them for it.
///
/// makepkg decides what its options mean; this only has to know which runs are builds and where their files
/// are. So whatever makepkg would refuse, or this does not know, is `.passThrough`: makepkg prints its own
/// message and its own exit status counts.
public struct MakepkgCommandLine: Equatable, Sendable {
    public enum Run: Equatable, Sendable {
        case build
        /// `-o`: prepare() and pkgver() run, build() does not.
        case extractOnly
        case passThrough(Reason)
    }

    public enum Reason: String, Equatable, Sendable {
        /// An option that builds nothing: `--printsrcinfo`, `-S`, `-g` …
        case notABuild = "not-a-build"
        case help
        case version
        /// makepkg will refuse these arguments.
        case refused
    }

    /// Options without an argument that matter to a build.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt32
        public init(rawValue: UInt32) { self.rawValue = rawValue }

        public static let clean = Flags(rawValue: 1 << 0)
        public static let cleanBuild = Flags(rawValue: 1 << 1)
        public static let force = Flags(rawValue: 1 << 2)
        public static let holdVersion = Flags(rawValue: 1 << 3)
        public static let install = Flags(rawValue: 1 << 4)
        public static let log = Flags(rawValue: 1 << 5)
        public static let noArchive = Flags(rawValue: 1 << 6)
        public static let noBuild = Flags(rawValue: 1 << 7)
        public static let noColour = Flags(rawValue: 1 << 8)
        public static let noDependencies = Flags(rawValue: 1 << 9)
        public static let noExtract = Flags(rawValue: 1 << 10)
        public static let noPrepare = Flags(rawValue: 1 << 11)
        public static let noProgressBar = Flags(rawValue: 1 << 12)
        public static let removeDependencies = Flags(rawValue: 1 << 13)
        public static let repackage = Flags(rawValue: 1 << 14)
        public static let syncDependencies = Flags(rawValue: 1 << 15)
    }

    public var run: Run
    public var flags: Flags = []
    /// `--check` or `--nocheck`, the last one given.
    public var check: Bool?
    /// `-D`: makepkg changes to it before it looks for anything else.
    public var directory: ByteString?
    /// `-p`; `MakepkgCommandLine.buildFile(environment:configured:)` says which file is used.
    public var buildFileOption: ByteString?
    /// `--config`.
    public var configFile: ByteString?
    /// `VAR=val` and `VAR+=val`, exported by makepkg after it has read its configuration.
    public var assignments: [Assignment] = []
    /// What the user asked of distmake itself.
    public var own: OwnOptions

    /// The user's arguments without distmake's own options.
    var words: [ByteString]
    /// Where in `words` options end and more may be inserted.
    var optionsEnd: Int

    /// Reads the arguments after `distmake build`, or after `makepkg` when installed under that name.
    ///
    /// - Throws: `usage` for one of distmake's own options without its value or with a bad one.
    public init(_ arguments: [ByteString], version: MakepkgVersion) throws(MakepkgError) {
        let separated = try OwnOptions.separate(from: arguments, version: version)
        own = separated.own
        words = separated.words
        let parsed = OptionScanner(version: version).scan(words)
        optionsEnd = parsed.optionsEnd
        guard !parsed.isRefused else {
            run = .passThrough(.refused)
            return
        }
        run = .build
        for (option, argument) in parsed.options {
            apply(option.effect, argument)
        }
        if case .build = run, flags.contains(.noBuild) { run = .extractOnly }
        // makepkg stops at the first empty word and ignores what is no assignment.
        assignments = parsed.operands.prefix { !$0.isEmpty }.compactMap(Assignment.init)
    }

    private mutating func apply(_ effect: MakepkgOption.Effect, _ argument: ByteString?) {
        switch effect {
        case .nothing: break
        case .passThrough(let reason):
            // --help and --version end makepkg at once: the first of them counts, before all else.
            if run != .passThrough(.help), run != .passThrough(.version) { run = .passThrough(reason) }
        case .set(let flag): flags.insert(flag)
        case .check(let wanted): check = wanted
        case .directory: directory = argument
        case .buildFile: buildFileOption = argument
        case .configFile: configFile = argument
        }
    }

    /// The words for makepkg with `options` after the user's own, so that they win.
    public func arguments(adding options: [ByteString] = []) -> [ByteString] {
        Array(words[..<optionsEnd]) + options + Array(words[optionsEnd...])
    }

    /// The PKGBUILD's name as makepkg finds it: an assignment on the command line, else the configuration's,
    /// else `-p`, else the environment's, else `PKGBUILD`. (The configuration is sourced after `-p` is read.)
    public func buildFile(environment: ByteString?, configured: ByteString?) -> ByteString {
        let found = [configured, buildFileOption ?? environment].compactMap { $0 }.first
        let value = assignments.reduce(found ?? "") { value, assignment in
            assignment.name == "BUILDFILE" ? assignment.applied(to: value) : value
        }
        return value.isEmpty ? "PKGBUILD" : value
    }
}
