import ByteStrings

/// The caller's leave to depart from the local fall-back, for one compile: from its own environment, as distcc reads
/// it.
struct Leave: Equatable, Sendable {
    /// DISTCC_FALLBACK=0: what the volunteers fail to do fails. What stays here from the beginning is not touched.
    var forbidsFallback = false
    /// DISTCC_SKIP_LOCAL_RETRY=1: a volunteer's compile error is the answer, with its messages.
    var trustsErrors = false

    /// Any value but these two leaves distcc's default.
    ///
    /// - Source: distcc 3.4 `util.c`, `dcc_getenv_bool`.
    init(_ environment: (ByteString) -> ByteString?) {
        forbidsFallback = environment("DISTCC_FALLBACK") == "0"
        trustsErrors = forbidsFallback || environment("DISTCC_SKIP_LOCAL_RETRY") == "1"
    }

    /// How stock distcc ends after an accident; `nil` for those that are this machine's own and not a volunteer's.
    ///
    /// - Source: distcc 3.4 `exitcode.h`.
    static func exitStatus(after code: String) -> Int32? {
        switch code {
        case "refused", "unreachable", "unresolved", "connect-timeout", "ssh-failed": 103
        case "closed-while-sending", "closed-without-answer", "ssh-command": 107
        case "truncated": 108
        case "garbage", "too-large", Accident.wrongObject.rawValue, Accident.depfileMissing.rawValue: 109
        case Accident.compilerMissing.rawValue: 110
        case "no-hosts", "hosts-failed", "hosts-refuse", "hosts-down": 116
        case "stalled": 118
        case Accident.volunteerFailed.rawValue: 100
        default: nil
        }
    }
}
