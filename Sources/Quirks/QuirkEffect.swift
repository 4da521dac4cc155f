public import ByteStrings

/// One thing that a quirk does. The PKGBUILD itself is never touched: edits go into makepkg's copy.
public enum QuirkEffect: Equatable, Sendable {
    case editPkgbuild(EditRequest)
    /// A flag of makepkg.conf with which nothing could be distributed.
    case rejectFlag(ByteString)
    case rewriteFlag(ByteString, to: ByteString)
    case jobs(JobRule)
    case keepLocal(LocalScope)
    case environment(EnvironmentSetting)
    /// Files that go along with every compile that reads them: globs over paths below srcdir.
    case shipFiles([Glob])
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
