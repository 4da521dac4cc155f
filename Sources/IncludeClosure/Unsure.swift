public import ByteStrings

/// Why the closure of a translation unit is not known for certain; the job is preprocessed here then.
public struct Unsure: Error, Equatable, Sendable {
    /// Stable: counted, shown and stored.
    public enum Code: String, CaseIterable, Sendable {
        /// An option whose effect on the search for headers is not modelled; `detail` is the word.
        case unmodelledOption = "unmodelled-option"
        /// A variable that moves the compiler's own files (GCC_EXEC_PREFIX …); `detail` is its name.
        case unmodelledVariable = "unmodelled-variable"
        /// No source, more than one, standard input, or one that is preprocessed already.
        case unfitSource = "unfit-source"
        /// The source is missing or cannot be read.
        case unreadableFile = "unreadable-file"
        /// A searched directory can be entered but not listed.
        case unreadableDirectory = "unreadable-directory"
        /// One of the compiler's directories appeared or went since it was asked.
        case builtinDirectories = "builtin-directories"
        /// `x.h.gch` or `x.h.pch` lies where `x.h` is looked for, or a pragma reads one.
        case precompiledHeader = "precompiled-header"
        /// `import`, `module`, `#pragma clang module`.
        case modules
        /// `#include MACRO`, and the macro is the compiler's own or makes no sense.
        case computedInclude = "computed-include"
        /// `#include MACRO` with more possible values than are tried.
        case computedAlternatives = "computed-alternatives"
        /// `#if HAS(X_H)`, where HAS is a macro around `__has_include`.
        case computedHasInclude = "computed-has-include"
        /// `.incbin` or the assembler's `.include` with a name that is not a plain string, or not found.
        case assemblerFile = "assembler-file"
        /// Trigraphs in a file, and a language standard that has them.
        case trigraphs
        /// A source that only a compiler can take apart in linear time.
        case tangledSource = "tangled-source"
        /// A file came or went while the closure was made.
        case changing
        /// More files than a closure may have.
        case tooManyFiles = "too-many-files"
    }

    public var code: Code
    /// The canonical path of the file that says so; empty when it is the command line.
    public var file: ByteString
    /// From 1; 0 when there is none.
    public var line: Int
    /// The word, variable, macro or path it is about.
    public var detail: ByteString

    public init(_ code: Code, file: ByteString = "", line: Int = 0, detail: ByteString = "") {
        self.code = code
        self.file = file
        self.line = line
        self.detail = detail
    }
}
