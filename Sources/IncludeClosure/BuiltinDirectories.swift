public import ByteStrings
public import CompilerCommand

/// The directories that a compiler searches by itself, asked once per compiler, language and shaping words.
///
/// The compiler is asked rather than modelled: multilibs, sysroots, relocation and distributions' patches all end
/// in the list that it prints.
public struct BuiltinDirectories: Hashable, Sendable {
    /// In order of search.
    public var directories: [ByteString]
    /// Directories that were looked for and did not exist; should one appear, the list is out of date.
    public var missing: [ByteString]

    public init(directories: [ByteString], missing: [ByteString] = []) {
        self.directories = directories
        self.missing = missing
    }

    /// Reads what the compiler printed on stderr for `Query.arguments`; `nil` when there is no list in it.
    public init?(parsing text: ByteString) {
        directories = []
        missing = []
        var state = 0
        for line in text.split("\n") {
            if let rest = line.dropping(prefix: "ignoring nonexistent directory \"") {
                missing.append(rest.dropping(suffix: "\"") ?? rest)
            } else if line.hasPrefix("#include <...> search starts here:") {
                state = 1
            } else if line.hasPrefix("End of search list.") {
                state = state == 1 ? 2 : 3
            } else if state == 1, let path = line.dropping(prefix: " ") {
                if path.hasSuffix(" (framework directory)") { return nil }
                directories.append(path)
            }
        }
        guard state == 2 else { return nil }
        directories.removeAll { $0.isEmpty }
    }

    /// What to ask the compiler for the list that holds for a command.
    public struct Query: Hashable, Sendable {
        /// `c`, `c++`, `objective-c`, `objective-c++` or `assembler-with-cpp`.
        public var language: ByteString
        /// The command's words that shape the list: target, sysroot, multilib, `-nostdinc++` …
        public var words: [ByteString]

        /// To be run with LC_ALL=C and without CPATH, C_INCLUDE_PATH and their like, which are added afterwards; the
        /// list comes on stderr.
        public var arguments: [ByteString] {
            ["-E", "-v", "-x", language] + words + ["/dev/null"]
        }

        /// `nil` when the command has no single source that is preprocessed.
        public init?(for command: CompilerCommand) {
            let sources = command.inputs.filter { $0.language != nil }
            guard sources.count == 1, let source = sources.first, !source.isPreprocessed,
                let name = source.language?.preprocessorName
            else { return nil }
            language = name
            words = []
            for option in command.options where SearchOption(option).isShaping { words += option.words }
        }
    }
}

extension SourceLanguage {
    /// The name for `-x` of what is preprocessed as C or its kin; `nil` for the rest.
    var preprocessorName: ByteString? {
        switch self {
        case .c, .cxx, .objectiveC, .objectiveCxx: ByteString(rawValue)
        case .assembler: "assembler-with-cpp"
        case .header, .module, .other: nil
        }
    }

    /// The variable that adds directories for this language alone.
    var directoryVariable: ByteString {
        switch self {
        case .cxx: "CPLUS_INCLUDE_PATH"
        case .objectiveC: "OBJC_INCLUDE_PATH"
        case .objectiveCxx: "OBJCPLUS_INCLUDE_PATH"
        default: "C_INCLUDE_PATH"
        }
    }
}
