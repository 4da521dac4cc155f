internal import ByteStrings

/// How this program was called, and what it therefore stands for.
struct Invocation {
    enum Role {
        /// Found in PATH, or called by its path, under a compiler's name.
        case masquerade
        /// Called as `distcc` or `distmake-cc`, with a compiler's command line as its arguments.
        case launcher
        /// Found under the name of a build tool; see `BuildToolCall`.
        case buildTool
    }

    var role: Role
    /// The compiler's command line as the caller wrote it, its name included; empty for a launcher without one.
    var arguments: [ByteString]
    var environment: Environment

    /// - Parameter arguments: the process's own, from `argv[0]` on.
    init(arguments: [ByteString], environment: Environment) {
        self.environment = environment
        guard Self.isLauncher(arguments) else {
            role = BuildToolCall.matches(arguments) ? .buildTool : .masquerade
            self.arguments = arguments
            return
        }
        role = .launcher
        self.arguments = Array(arguments.dropFirst())
        // `distcc -c a.c`: distcc(1) calls it implicit usage; the compiler is cc.
        if let first = self.arguments.first, first.hasPrefix("-") || Self.isInput(first) {
            self.arguments.insert("cc", at: 0)
        }
    }

    /// Whether a compiler that we started calls us (LTRANS of a link): the real one then runs at once.
    var isNested: Bool { environment["DISTMAKE_NESTED"] == "1" }

    /// Whether `arguments`, a process's own, call it as what starts a compiler and not as the compiler.
    static func isLauncher(_ arguments: [ByteString]) -> Bool {
        guard let name = arguments.first?.lastPathComponent else { return false }
        return name == "distcc" || name == "distmake-cc"
    }

    /// What distcc takes for a file to compile rather than for a compiler's name.
    private static func isInput(_ argument: ByteString) -> Bool {
        let extensions: [ByteString] = [
            ".c", ".cc", ".cpp", ".cxx", ".cp", ".c++", ".C", ".m", ".mm", ".i", ".ii", ".mi", ".mii", ".M",
            ".s",
            ".S", ".o",
        ]
        return extensions.contains(argument.pathExtension)
    }
}
