public import ByteStrings

/// One thing that a quirk does. The PKGBUILD itself is never touched: edits go into makepkg's copy.
public enum QuirkEffect: Equatable, Sendable {
    case editPkgbuild(EditRequest)
    /// A flag with which nothing could be distributed: the build does not start.
    case rejectFlag(ByteString)
    /// A flag of makepkg.conf, or of a variable `…FLAGS` in the PKGBUILD, becomes other text.
    case rewriteFlag(ByteString, to: ByteString)
    case jobs(JobRule)
    case keepLocal(LocalScope)
    case environment(EnvironmentSetting)
    case shipFiles(Shipment)
    case jobMode(JobMode)
    /// An option such as `!distcc` whose reason distmake does away with.
    case ignoreOption(ByteString)
    case warn(String)

    /// The key in quirk files.
    public enum Key: String, CaseIterable, Sendable {
        case insert, append, warn, jobs, local, environment, ship, mode
        case replaceWord = "replace-word"
        case extendWord = "extend-word"
        case bareCompilerPath = "bare-compiler-path"
        case rejectFlag = "reject-flag"
        case rewriteFlag = "rewrite-flag"
        case ignoreOption = "ignore-option"
    }
}

public enum JobRule: Equatable, Sendable {
    /// As many as the PKGBUILD and makepkg.conf say: no `-j` of ours reaches the build by any way.
    case asWritten
    case set(Int)
    case cap(Int)
}

public enum LocalScope: Equatable, Sendable {
    case package
    /// `build`, `check` …
    case phases([Phase])
    /// Globs over the paths of sources and outputs.
    case files([Glob])
}

/// Files that go along with compiles because these read them, which no preprocessed text says.
public struct Shipment: Equatable, Sendable {
    /// Globs over paths below srcdir.
    public var files: [Glob]
    /// The sources of those compiles, by globs over their paths; `*` for all.
    public var sources: [Glob]

    public init(files: [Glob], sources: [Glob] = ["*"]) {
        self.files = files
        self.sources = sources
    }
}

public enum Phase: String, CaseIterable, Sendable {
    case prepare, build, check, package
}

/// Variables for the commands of one phase. `@JOBS@` in a value becomes the number of jobs of the build.
public struct EnvironmentSetting: Equatable, Sendable {
    public var phase: Phase
    public var variables: [ByteString: ByteString]
}

public enum JobMode: String, CaseIterable, Sendable {
    case native, pump, plain, local
}
