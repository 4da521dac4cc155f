/// What an option does beyond reading its input and writing its output; the reason why such a command may not
/// be carried elsewhere without more ado.
public enum Hazard: Sendable, CaseIterable {
    /// Loads code into the compiler.
    case plugin
    /// Replaces the driver's rules.
    case specs
    /// Looks for the compiler's own programs elsewhere, or wraps them.
    case otherTools
    /// Reads a configuration file of clang's driver.
    case configFile
    /// Reads a file that is no part of the preprocessed text.
    case extraInputFile
    /// Reads or names profile data.
    case profile
    case coverage
    /// Builds, uses or describes a C++ or clang module.
    case modules
    /// Uses or makes a precompiled header.
    case precompiledHeader
    /// Translates characters between sets.
    case characterSet
    /// g++'s template repository, `.rpo`.
    case templateRepository
    /// Changes what preprocessing means (`-fpreprocessed`, `-traditional-cpp`).
    case preprocessorMode
    /// Compiles for other devices as well.
    case offloading
    /// Writes the command line into the object.
    case recordsCommandLine
    /// Writes something that is neither an object nor assembly.
    case intermediateOutput
    /// Puts columns of the source into the object.
    case sourceColumns
    /// Needs the text of the source, not only its tokens, for its messages.
    case needsSource
    /// Measures or describes this very run on stderr.
    case statistics
    /// Reaches clang's frontend past its driver in a way that is not understood.
    case frontendOption
    /// Changes what relative paths mean.
    case workingDirectory
    /// Its effect elsewhere is not known.
    case unknown

    // Files beside the output.
    case splitDwarf, stackUsage, saveTemps, dump, timeTrace, optimizationRecord
    case diagnosticsFile, compilationDatabase, auxInfo, assemblerListing

    /// Whether the command writes a file beside its output and depfile.
    public var isSideOutput: Bool {
        switch self {
        case .splitDwarf, .stackUsage, .saveTemps, .dump, .timeTrace, .optimizationRecord, .diagnosticsFile,
            .compilationDatabase, .auxInfo, .assemblerListing, .coverage, .templateRepository:
            true
        default:
            false
        }
    }
}
