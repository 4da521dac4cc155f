public import ByteStrings

/// distcc's variables, and what becomes of each here.
///
/// - Source: distcc(1), ENVIRONMENT VARIABLES, and what distcc 3.4 reads besides (`getenv` in its source).
public struct DistccVariable: Sendable {
    public enum Treatment: Equatable, Sendable {
        /// It means here what it means there.
        case honoured
        /// The compilers read it.
        case compilers
        /// It has no effect, and this is what to use or know instead: said before the build when it is set.
        case refused(ByteString)
    }

    public let name: ByteString
    public let treatment: Treatment

    private init(_ name: ByteString, _ treatment: Treatment) {
        self.name = name
        self.treatment = treatment
    }

    public static let all: [DistccVariable] = [
        DistccVariable("DISTCC_HOSTS", .honoured),
        DistccVariable("DISTCC_DIR", .honoured),
        DistccVariable("DISTCC_VERBOSE", .honoured),
        DistccVariable("DISTCC_LOG", .honoured),
        DistccVariable("DISTCC_FALLBACK", .honoured),
        DistccVariable("DISTCC_SKIP_LOCAL_RETRY", .honoured),
        DistccVariable("DISTCC_BACKOFF_PERIOD", .honoured),
        DistccVariable("DISTCC_IO_TIMEOUT", .honoured),
        DistccVariable("DISTCC_SSH", .honoured),
        DistccVariable("DISTCC_NO_REWRITE_CROSS", .honoured),
        DistccVariable("DISTCC_DISABLE", .honoured),
        DistccVariable("DEPENDENCIES_OUTPUT", .compilers),
        DistccVariable("CPATH", .compilers),
        DistccVariable("C_INCLUDE_PATH", .compilers),
        DistccVariable("CPLUS_INCLUDE_PATH", .compilers),
        DistccVariable("TMPDIR", .compilers),
        DistccVariable(
            "UNCACHED_ERR_FD",
            .refused("nothing is written to a compile's standard error; use DISTCC_LOG")),
        DistccVariable(
            "DISTCC_PAUSE_TIME_MSEC", .refused("a compile that waits starts as soon as a slot is free")),
        DistccVariable(
            "DISTCC_SAVE_TEMPS", .refused("no text is kept; -save-temps keeps it, and the compile here")),
        DistccVariable("DISTCC_TCP_CORK", .refused("each job leaves in full packets without it")),
        DistccVariable(
            "DISTCC_MAX_DISCREPANCY",
            .refused("each source that cannot be sent is preprocessed here by itself")),
        DistccVariable(
            "DISTCC_EXCLUDE_FRESH_FILES", .refused("every compile looks at each of its files again")),
        DistccVariable(
            "DISTCC_ENABLE_DISCREPANCY_EMAIL", .refused("no mail is sent; see distmake history show")),
        DistccVariable(
            "DISTCC_EMAILLOG_WHOM_TO_BLAME", .refused("no mail is sent; see distmake history show")),
        DistccVariable(
            "DISTCC_PRINCIPAL", .refused("there is no GSSAPI authentication; use hosts by ssh (@host)")),
        DistccVariable(
            "INCLUDE_SERVER_PORT", .refused("headers are found without an include server; use ,cpp,lzo")),
        DistccVariable(
            "INCLUDE_SERVER_ARGS", .refused("headers are found without an include server; use ,cpp,lzo")),
        DistccVariable("DISTCC_POTENTIAL_HOSTS", .refused("use DISTCC_HOSTS, or +zeroconf in it")),
        DistccVariable("LSDISTCC_ARGS", .refused("use DISTCC_HOSTS, or +zeroconf in it")),
    ]

    /// What the user should know of the variables that are set.
    static func notes(_ environment: ProcessEnvironment) -> [ByteString] {
        var notes: [ByteString] = []
        for variable in all {
            guard case .refused(let instead) = variable.treatment, environment.text(variable.name) != nil
            else { continue }
            notes.append(variable.name + " has no effect: " + instead)
        }
        for (name, meaning) in numbers {
            guard let text = environment.text(name), seconds(name, environment) == nil else { continue }
            notes.append(name + "=" + text + " is no number of seconds: " + meaning)
        }
        for name in switches {
            guard let text = environment.text(name), text != "0", text != "1" else { continue }
            notes.append(name + "=" + text + " is neither 0 nor 1, and has no effect")
        }
        if let order = environment.text("DISTMAKE_ORDER"), order != "list" {
            notes.append("DISTMAKE_ORDER=" + order + " has no effect: only list is known")
        }
        return notes
    }

    /// A number of seconds; `nil` when it is not set, or none.
    static func seconds(_ name: ByteString, _ environment: ProcessEnvironment) -> UInt32? {
        environment.text(name).flatMap { UInt32($0.string) }
    }

    private static let numbers: [(ByteString, ByteString)] = [
        ("DISTCC_IO_TIMEOUT", "300 is used"), ("DISTCC_BACKOFF_PERIOD", "60 is used"),
    ]
    private static let switches: [ByteString] = [
        "DISTCC_FALLBACK", "DISTCC_SKIP_LOCAL_RETRY", "DISTCC_VERBOSE", "DISTCC_DISABLE",
    ]
}
