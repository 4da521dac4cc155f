import ByteStrings

/// How many processors the optimisation at link time uses. Of the options of a link and of its objects the greediest
/// counts, in the order of the cases.
///
/// gcc keeps `-flto=` in each object, so a link without the option can use all processors.
///
/// - Source: gcc's lto-wrapper.cc, "Merge multiple -flto="; tried with gcc 12.
public enum LinkTimeJobs: Comparable, Hashable, Sendable {
    /// `-flto`: one, or what make's jobserver gives.
    case serial
    /// `-flto=N`.
    case count(Int)
    /// `-flto=auto` and `-flto=jobserver`, which is the same without a jobserver; clang's `-flto=thin`.
    case processors

    init(mode: ByteString) {
        switch mode {
        case "auto", "jobserver", "thin": self = .processors
        default: self = Int(mode.string).map { $0 > 1 ? .count($0) : .serial } ?? .serial
        }
    }
}

extension CompilerCommand {
    /// What the command's own options ask for; `nil` without link-time optimisation.
    public var linkTimeJobs: LinkTimeJobs? {
        guard usesLinkTimeOptimization else { return nil }
        let modes = options.lazy.filter { $0.role == .linkTimeOptimizationMode }
        return modes.map { LinkTimeJobs(mode: $0.value) }.max() ?? .serial
    }
}
