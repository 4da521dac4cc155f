/// What one may change about a build without changing the package.
public struct BuildSetup: Hashable, Sendable {
    /// The text of the host list, with single blanks; empty for a local build.
    public var hosts: String
    /// The -j of build(); 0 for no limit, `nil` when it is not known.
    public var jobLimit: Int?
    /// How most compiles were done: `local`, `plain`, `directives`, `pump` or `native`; empty without compiles.
    public var mode: String
    /// `gcc 12.2.0 x86_64-linux-gnu`; empty when it is not known.
    public var compiler: String
    /// The model of this machine's processor; empty when it is not known.
    public var processor: String

    public init(hosts: String, jobLimit: Int?, mode: String, compiler: String, processor: String) {
        self.hosts = hosts
        self.jobLimit = jobLimit
        self.mode = mode
        self.compiler = compiler
        self.processor = processor
    }

    /// A host list with single blanks and without comments: written otherwise it is the same set-up.
    public static func oneLine(hosts: String) -> String {
        let lines = hosts.split { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
        let words = lines.flatMap { line in
            (line.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).first ?? "")
                .split { $0 == " " || $0 == "\t" }
        }
        return words.joined(separator: " ")
    }
}
