import ByteStrings
import CompilerCommand
import IncludeClosure

extension IncludeCache {
    /// Asks for the closure of a command line in `/w`, whose own directories are `/usr/lib/gcc/include` and
    /// `/usr/include`.
    mutating func ask(
        _ line: ByteString, _ tree: MemoryTree, environment: [ByteString] = [],
        furtherFiles: [ByteString] = [], at seconds: Int64 = 2000, missing: [ByteString] = []
    ) -> ClosureAnswer {
        let request = ClosureRequest(
            command: CompilerCommand(parsing: line.split(" ")), workingDirectory: "/w",
            environment: environment, furtherFiles: furtherFiles,
            builtin: BuiltinDirectories(
                directories: ["/usr/lib/gcc/include", "/usr/include"], missing: missing),
            now: seconds * 1_000_000_000)
        return closure(of: request, reader: tree)
    }
}

extension ClosureAnswer {
    /// The paths, joined by blanks, or the reason.
    var summary: ByteString {
        switch self {
        case .known(let closure): closure.files.map(\.path).joined(separator: " ")
        case .unsure(let unsure): "? " + ByteString(unsure.code.rawValue)
        }
    }

    var closure: IncludeClosure? {
        if case .known(let closure) = self { closure } else { nil }
    }
}
