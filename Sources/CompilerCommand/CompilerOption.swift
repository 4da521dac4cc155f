public import ByteStrings

/// One row of the table of options: a name, how its value is written, and what it is about.
public struct CompilerOption: Equatable, Sendable {
    /// How many words an option takes, and where its value begins.
    public enum Shape: Sendable {
        /// The whole word is the name.
        case flag
        /// The value follows in the same word and may be empty.
        case joined
        /// The value is the next word.
        case separate
        /// In the same word, or the next one when the word ends with the name.
        case joinedOrSeparate
    }

    public struct Traits: OptionSet, Sendable {
        public let rawValue: UInt16
        public init(rawValue: UInt16) { self.rawValue = rawValue }

        /// Has no effect on text that is preprocessed already.
        public static let preprocessor = Traits(rawValue: 1 << 0)
        /// Asks for or shapes a depfile.
        public static let dependency = Traits(rawValue: 1 << 1)
        /// Has a value for the linker and no effect on a compile.
        public static let linker = Traits(rawValue: 1 << 2)
        /// Is mostly for the linker; gcc's specs may look at it in a compile, clang calls it unused there.
        public static let linkMode = Traits(rawValue: 1 << 3)
        /// Makes the compiler answer and stop.
        public static let query = Traits(rawValue: 1 << 4)
        /// A family (`-f`, `-m`, `-W`) that stands for every option without a row of its own.
        public static let generic = Traits(rawValue: 1 << 5)
        /// Turns debug information on.
        public static let debug = Traits(rawValue: 1 << 6)
        /// Says whether messages are coloured.
        public static let colour = Traits(rawValue: 1 << 7)
        /// Means the CPU of the machine that reads it.
        public static let native = Traits(rawValue: 1 << 8)
        /// Says where the compile took place, for debug information.
        public static let compilationDirectory = Traits(rawValue: 1 << 9)
    }

    /// What an option is to the code that reads or rewrites command lines; rows of the same role differ in
    /// spelling only.
    public enum Role: Sendable {
        case output, language, verbose, endOfOptions
        case stopAtPreprocessing, stopAtSyntax, stopAtAssembly, stopAtObject
        case depfile, depfileWithoutSystem, depfilePath, depfileTarget, depfilePhony
        /// Hand words to the preprocessor, the assembler, clang's frontend and LLVM.
        case preprocessorList, preprocessorWord, assemblerList, assemblerWord, frontendWord, backendWord
        case linkTimeOptimization, linkTimeOptimizationMode, noLinkTimeOptimization
        case noLineMarkers, include, architecture
        /// Map prefixes in what `__FILE__` and `__builtin_FILE()` say; the second in debug information too.
        case macroPrefixMap, filePrefixMap
        case optimizationInfo, verboseAssembly
    }

    public var name: ByteString
    public var shape: Shape
    public var traits: Traits
    public var role: Role?
    public var hazard: Hazard?
    /// The hazard of an earlier option that this one takes back.
    public var cancels: Hazard?

    init(
        _ name: ByteString, _ shape: Shape = .flag, _ traits: Traits = [], role: Role? = nil,
        hazard: Hazard? = nil, cancels: Hazard? = nil
    ) {
        self.name = name
        self.shape = shape
        self.traits = traits
        self.role = role
        self.hazard = hazard
        self.cancels = cancels
    }
}
