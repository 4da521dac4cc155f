/// Why an invocation stays on this machine. The raw value is the code in logs, History and the summary; codes
/// are never reused.
public enum LocalReason: String, CaseIterable, Sendable {
    // What the command asks for.
    case query
    case configureProbe = "configure-probe"
    case linkStep = "link-step"
    case compileAndLink = "compile-and-link"
    case preprocessOnly = "preprocess-only"
    case syntaxOnly = "syntax-only"
    case unknownCompiler = "unknown-compiler"

    // Where it runs.
    case disabled
    case fakeroot
    case fakechroot
    case foreignPreload = "foreign-preload"
    case compilerEnvironment = "compiler-environment"
    case dependenciesEnvironment = "dependencies-environment"

    // What goes in and out.
    case responseFile = "response-file"
    case noInput = "no-input"
    case standardInput = "standard-input"
    case severalInputs = "several-inputs"
    case assemblerSource = "assembler-source"
    case languageNotSupported = "language-not-supported"
    case precompiledHeader = "precompiled-header"
    case modules
    case standardOutput = "standard-output"
    case severalOutputs = "several-outputs"
    case outputNotRegular = "output-not-regular"
    case ambiguousDepfile = "ambiguous-depfile"

    // Options.
    case nativeUnresolved = "native-unresolved"
    case gccPlugin = "gcc-plugin"
    case plugin = "compiler-plugin"
    case specs
    case otherTools = "other-tools"
    case configFile = "compiler-config-file"
    case extraInputFile = "extra-input-file"
    case profile
    case coverage
    case splitDwarf = "split-dwarf"
    case stackUsage = "stack-usage"
    case saveTemps = "save-temps"
    case compilerDump = "compiler-dump"
    case timeTrace = "time-trace"
    case optimizationRecord = "optimization-record"
    case diagnosticsFile = "diagnostics-file"
    case compilationDatabase = "compilation-database"
    case auxInfo = "aux-info"
    case assemblerOption = "assembler-option"
    case characterSet = "character-set"
    case templateRepository = "template-repository"
    case preprocessorMode = "preprocessor-mode"
    case severalArchitectures = "several-architectures"
    case offloading
    case recordsCommandLine = "records-command-line"
    case intermediateOutput = "intermediate-output"
    case sourceColumns = "source-columns"
    case needsSource = "needs-source"
    case statistics = "compiler-statistics"
    case frontendOption = "frontend-option"
    case workingDirectory = "working-directory"
    case unknownOption = "unknown-option"
    case unknownOptionWithPath = "unknown-option-with-path"
    case exactBytes = "exact-bytes"

    // What quirks of the package say.
    case quirk
    case shippedFiles = "shipped-files"
    case jobMode = "job-mode"

    // What volunteers proved to have.
    case toolchainDiffers = "toolchain-differs"
    case toolchainBuild = "toolchain-build"

    // Seen in the preprocessed text only.
    case includedBinary = "incbin"
}
