public import ByteStrings

/// A compile as a volunteer does it that preprocesses too (distcc's pump mode, protocol 3).
///
/// The volunteer rebuilds our files below a root of its own, `/tmp/distccd-XXXXXX`, and a stock one patches that
/// root into some absolute options and not into others; `__FILE__` and messages then name paths of a directory
/// that has never existed here. So no path leaves as an absolute one: `/usr/include` is sent as
/// `../../../usr/include`, up from the working directory, which is right below any root, and the compiler itself
/// maps `../../..` back with `-ffile-prefix-map`. Messages and depfiles, which it does not map, are mapped here
/// (`VolunteerPaths`).
///
/// The volunteer's own headers are never read: `-nostdinc`, and our compiler's search directories after the
/// command's own.
public struct PumpCompile: Equatable, Sendable {
    /// argv for the volunteer, as `RemoteCompile.remoteArguments`.
    public var arguments: [ByteString]
    public var paths: VolunteerPaths
    /// What debug information is to call the working directory. The volunteer's compiler calls it by the path below
    /// its own root, and no option of gcc's changes that.
    public var debugDirectory: ByteString
}

/// Why a compile that may leave is preprocessed here all the same. The raw value is the code in the log and the summary.
public enum PumpObstacle: String, Error, CaseIterable, Sendable {
    /// Text that is preprocessed already, or assembly to come back.
    case nothingToInclude = "nothing-to-include"
    /// The working directory is the root, so that no way leads up from it.
    case rootDirectory = "root-directory"
    /// CPATH and its kin add search directories on this machine only.
    case includeEnvironment = "include-environment"
    /// An option of the preprocessor whose effect on a rebuilt tree is not certain.
    case preprocessorOption = "preprocessor-option"
    /// A path on the command line goes up to the root by itself, and could not be told from ours.
    case pathAboveRoot = "path-above-root"
    /// A name in the depfile that make has to have quoted.
    case depfileTarget = "depfile-target"
}
