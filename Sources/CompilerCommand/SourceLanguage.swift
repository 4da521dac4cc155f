public import ByteStrings

/// What an input is written in, by its extension, by `-x`, or by the driver's name.
public enum SourceLanguage: String, Sendable {
    case c
    case cxx = "c++"
    case objectiveC = "objective-c"
    case objectiveCxx = "objective-c++"
    case assembler
    /// A header given as input: the output is a precompiled header.
    case header
    case module
    /// Fortran, Ada, D, CUDA, OpenCL, LLVM IR …: nothing that distmake knows more about.
    case other
}

/// One input of a command.
public struct Input: Equatable, Sendable {
    public var path: ByteString
    /// `nil` for what only the linker reads: objects, libraries, unknown extensions.
    public var language: SourceLanguage?
    /// Whether the file holds preprocessed text already (`.i`, `-x cpp-output`).
    public var isPreprocessed: Bool

    public init(path: ByteString, language: SourceLanguage?, isPreprocessed: Bool = false) {
        self.path = path
        self.language = language
        self.isPreprocessed = isPreprocessed
    }
}

extension SourceLanguage {
    typealias Kind = (language: SourceLanguage?, isPreprocessed: Bool)

    /// The language of `-x NAME`; an unknown name is `other`.
    static func kind(named name: ByteString) -> Kind {
        names[name] ?? (.other, false)
    }

    /// What the driver takes a file for. g++ and clang++ compile `.c`, `.h` and `.i` as C++ (gcc(1), "g++").
    static func kind(ofPath path: ByteString, driver: CompilerName.Driver) -> Kind {
        let name = path.lastPathComponent.bytes
        guard let dot = name.lastIndex(of: UInt8(ascii: ".")) else { return (nil, false) }
        let kind = extensions[ByteString(name[(dot + 1)...])] ?? (nil, false)
        return driver == .cxx && kind.language == .c ? (.cxx, kind.isPreprocessed) : kind
    }

    private static let names: [ByteString: Kind] = [
        "c": (.c, false), "cpp-output": (.c, true), "c++": (.cxx, false), "c++-cpp-output": (.cxx, true),
        "objective-c": (.objectiveC, false), "objective-c-cpp-output": (.objectiveC, true),
        "objc-cpp-output": (.objectiveC, true), "objective-c++": (.objectiveCxx, false),
        "objective-c++-cpp-output": (.objectiveCxx, true), "objc++-cpp-output": (.objectiveCxx, true),
        "assembler": (.assembler, true), "assembler-with-cpp": (.assembler, false),
        "c-header": (.header, false), "c++-header": (.header, false), "c++-system-header": (.header, false),
        "c++-user-header": (.header, false), "objective-c-header": (.header, false),
        "objective-c++-header": (.header, false), "cpp-header": (.header, false),
        "c++-module": (.module, false),
    ]

    /// gcc(1), "Overall Options", and clang's `Types.cpp`.
    private static let extensions: [ByteString: Kind] = {
        var table: [ByteString: Kind] = [:]
        let rows: [(ByteString, Kind)] = [
            ("c", (.c, false)), ("i", (.c, true)),
            ("cc cp cxx cpp CPP c++ C CC", (.cxx, false)), ("ii", (.cxx, true)),
            ("m", (.objectiveC, false)), ("mi", (.objectiveC, true)),
            ("mm M", (.objectiveCxx, false)), ("mii", (.objectiveCxx, true)),
            ("S sx", (.assembler, false)), ("s", (.assembler, true)),
            ("h H hh hp hxx hpp HPP h++ tcc", (.header, false)),
            ("cppm ccm cxxm c++m ixx pcm", (.module, false)),
            ("f for ftn i90 F FOR fpp FPP FTN f77 f90 f95 f03 f08 F90 F95 F03 F08", (.other, false)),
            ("go d di dd adb ads brig rs hs swift mod", (.other, false)),
            ("cu cui cuh hip hipi cl clcpp cli rs ll bc ast", (.other, false)),
        ]
        for (names, kind) in rows {
            for name in names.split(" ") { table[name] = kind }
        }
        return table
    }()
}
