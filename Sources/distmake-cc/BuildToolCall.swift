internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

/// A call of ninja, samu or cargo: the real one runs in our place, ninja with the build's `-j` where nobody has said how
/// many jobs.
///
/// Left to themselves they run as many jobs as there are processors and two more, whatever the volunteers could take.
/// A build with fewer jobs than processors gets none of our words, so that nothing is slower than without us; nor does
/// one under a jobserver, whose tokens are the limit (ninja takes them since 1.13, unless it is given a `-j`).
///
/// cargo is the other way round. Its own number of jobs is that of the processors, and right: what it starts runs here.
/// But it takes the tokens of make's jobserver where there is one, all that were meant for volunteers. So it gets none.
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
        switch name.bytes.last {
        case UInt8(ascii: "a"), UInt8(ascii: "u"), UInt8(ascii: "o"):
            return BuildTool.names.contains(name.lastPathComponent)
        default: return false
        }
    }

    /// Becomes the real tool. PATH stays as it is: the compilers of the build are to be found in it.
    func execute(_ search: CompilerSearch) -> Never {
        guard let path = search.compiler else { Ending.notStarted(arguments[0], systemError: ENOENT) }
        var tool = Program(path: path, arguments: arguments, environment: environment)
        if arguments[0].contains(UInt8(ascii: "/")) { tool.arguments[0] = path }
        if arguments[0].lastPathComponent == BuildTool.cargo {
            if buildJobs != nil { tool.environment = environmentWithoutJobserver }
        } else if let count = jobsToAdd {
            tool.arguments.insert("-j" + ByteString(String(count)), at: 1)
        }
        tool.execute()
    }

    /// The build's `-j`; `nil` where it is none of ours, or leaves processors idle as it is.
    private var buildJobs: Int? {
        guard let text = environment[BuildTool.jobsVariable], let count = Int(text.string),
            count > Int(distmake_core_count())
        else { return nil }
        return count
    }

    /// For cargo, which looks into these in this order.
    ///
    /// - Source: the crate jobserver 0.1, `Client::from_env`.
    private var environmentWithoutJobserver: Environment {
        var changed = environment
        for name: ByteString in ["CARGO_MAKEFLAGS", "MAKEFLAGS", "MFLAGS"] {
            guard let flags = environment[name], MakeFlags.haveJobserver(flags) else { continue }
            changed[name] = MakeFlags.withoutJobs(flags)
        }
        return changed
    }

    /// The number of jobs to add for ninja and samu.
    private var jobsToAdd: Int? {
        guard let count = buildJobs, !MakeFlags.haveJobserver(environment["MAKEFLAGS"] ?? ""),
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
