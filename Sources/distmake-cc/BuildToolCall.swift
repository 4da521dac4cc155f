internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// A call of ninja or samu: the real one runs in our place, with the build's `-j` where nobody has said how many jobs.
///
/// Left to themselves they run as many jobs as there are processors and two more, whatever the volunteers could take.
/// A build with fewer jobs than processors gets none of our words, so that nothing is slower than without us; nor does
/// one under a jobserver, whose tokens are the limit (ninja takes them since 1.13, unless it is given a `-j`).
struct BuildToolCall {
    private let arguments: [ByteString]
    private let environment: Environment

    init(_ invocation: Invocation) {
        arguments = invocation.arguments
        environment = invocation.environment
    }

    /// Whether arguments, a process's own, call a build tool.
    static func matches(_ arguments: [ByteString]) -> Bool {
        guard let name = arguments.first else { return false }
        // Compilers' names end otherwise. Asking for the list at once costs each compile 4 % of the shim's instructions.
        return (name.bytes.last == UInt8(ascii: "a") || name.bytes.last == UInt8(ascii: "u"))
            && BuildTool.names.contains(name.lastPathComponent)
    }

    /// Becomes the real tool. PATH stays as it is: the compilers of the build are to be found in it.
    func execute(_ search: CompilerSearch) -> Never {
        guard let path = search.compiler else { Ending.notStarted(arguments[0], systemError: ENOENT) }
        let name = arguments[0].contains(UInt8(ascii: "/")) ? path : arguments[0]
        let jobs = jobs.map { ["-j" + ByteString(String($0))] } ?? []
        Program(path: path, arguments: [name] + jobs + arguments.dropFirst(), environment: environment)
            .execute()
    }

    /// The number of jobs to add.
    private var jobs: Int? {
        guard let text = environment[BuildTool.jobsVariable], let count = Int(text.string),
            count > Int(distmake_core_count()),
            !MakeFlags.haveJobserver(environment["MAKEFLAGS"] ?? ""),
            Self.leavesJobsOpen(arguments.dropFirst())
        else { return nil }
        // samu reads the one; the other is makepkg.conf's, for PKGBUILDs that pass it on.
        let isSaidElsewhere = (["SAMUFLAGS", "NINJAFLAGS"] as [ByteString]).contains { name in
            !Self.leavesJobsOpen((environment[name] ?? "").split(" ")[...])
        }
        return isSaidElsewhere ? nil : count
    }

    /// Whether these words start a build and do not say how many jobs it has.
    ///
    ///     word   ::= letter* [letter-with-value value] | long | "--" | target
    ///     letter ::= n | v | h | …            letter-with-value ::= C | d | f | j | k | l | t | w
    ///
    /// Options may stand behind targets (getopt(3)); `-t` hands the rest to a tool that builds nothing.
    ///
    /// - Source: ninja 1.13, `ReadFlags` in ninja.cc; samurai 1.2, `main` in samu.c.
    private static func leavesJobsOpen(_ words: ArraySlice<ByteString>) -> Bool {
        var words = words
        while let word = words.popFirst() {
            if word == "--" { return true }
            if word == "--help" || word == "--version" { return false }
            guard word.hasPrefix("-"), !word.hasPrefix("--") else { continue }
            var letters = word.bytes.dropFirst()
            while let letter = letters.popFirst() {
                switch letter {
                case UInt8(ascii: "j"), UInt8(ascii: "t"), UInt8(ascii: "h"): return false
                case UInt8(ascii: "C"), UInt8(ascii: "d"), UInt8(ascii: "f"), UInt8(ascii: "k"),
                    UInt8(ascii: "l"), UInt8(ascii: "w"):
                    if letters.isEmpty { _ = words.popFirst() }
                    letters = []
                default: continue
                }
            }
        }
        return true
    }
}
