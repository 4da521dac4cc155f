internal import ByteStrings
internal import Glibc

/// A program ready to run: the real compiler in place of us, or what the coordinator asks for.
struct Program {
    /// Absolute.
    var path: ByteString
    var arguments: [ByteString]
    var environment: Environment

    init(path: ByteString, arguments: [ByteString], environment: Environment) {
        self.path = path
        self.arguments = arguments
        self.environment = environment
    }

    /// The compiler at `path` under the caller's command line.
    init(compiler path: ByteString, for invocation: Invocation, searchPath: ByteString?) {
        self.init(path: path, arguments: invocation.arguments, environment: invocation.environment)
        // A name with a slash leads to us; gcc would look for its parts beside it.
        if let name = arguments.first, name.contains(UInt8(ascii: "/")) { arguments[0] = path }
        if let searchPath { environment["PATH"] = searchPath }
        environment["DISTMAKE_NESTED"] = "1"
    }

    /// For a link that holds slots of its own: `-flto=auto` then uses the cores instead of make's jobserver.
    var withoutJobserver: Program {
        var copy = self
        copy.environment["MAKEFLAGS"] = environment["MAKEFLAGS"].map { MakeFlags.withoutJobs($0) }
        return copy
    }

    /// For a link that shall use all processors and no more, whatever its options say.
    var withOwnJobserver: Program {
        guard let server = Jobserver() else { return withoutJobserver }
        var copy = self
        copy.environment["MAKEFLAGS"] = MakeFlags.withoutJobs(
            environment["MAKEFLAGS"] ?? "", but: server.words)
        return copy
    }
}

extension Program {
    typealias CStrings = UnsafePointer<UnsafeMutablePointer<CChar>?>

    /// Path, arguments and environment as execve(2) takes them, valid until `body` returns.
    func withCStrings<Result>(_ body: (UnsafePointer<CChar>, CStrings, CStrings) -> Result) -> Result {
        unsafe path.withCString { path in
            unsafe arguments.withCStringArray { arguments in
                unsafe environment.entries.withCStringArray { environment in
                    unsafe body(path, arguments, environment)
                }
            }
        }
    }

    /// Becomes that program: for calls that no coordinator has a part in.
    func execute() -> Never {
        unsafe withCStrings { path, arguments, environment in
            _ = unsafe execve(path, arguments, environment)
        }
        Ending.notStarted(arguments.first ?? path, systemError: errno)
    }
}
