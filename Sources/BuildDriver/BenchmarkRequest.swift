import Analysis
public import ByteStrings
import HostSpec
import Processes

/// What `distmake bench` is asked for.
public struct BenchmarkRequest: Sendable {
    /// Where the PKGBUILD is, or where the command runs.
    public var directory: ByteString
    /// What makepkg and distmake are told of a package besides the set-up, such as `-p FILE`; empty for a command.
    public var options: [ByteString]
    /// The PKGBUILD's name, where an option has another one.
    public var buildFile: ByteString?
    /// The program and its arguments; empty where a package is built.
    public var command: [ByteString]
    /// A line for sh that undoes the command; empty for a package.
    public var clean: ByteString
    /// Host lists as they were typed.
    public var hosts: [ByteString]
    /// Whether to measure without volunteers too.
    public var isLocalToo: Bool
    public var jobLimits: [Int]
    /// How often each set-up is measured.
    public var rounds: Int
    /// Whether what an earlier call has done is forgotten.
    public var startsAnew: Bool

    public init(
        directory: ByteString, options: [ByteString] = [], buildFile: ByteString? = nil,
        command: [ByteString], clean: ByteString, hosts: [ByteString], isLocalToo: Bool, jobLimits: [Int],
        rounds: Int, startsAnew: Bool
    ) {
        self.directory = directory
        self.options = options
        self.buildFile = buildFile
        self.command = command
        self.clean = clean
        self.hosts = hosts
        self.isLocalToo = isLocalToo
        self.jobLimits = jobLimits
        self.rounds = rounds
        self.startsAnew = startsAnew
    }

    /// The lists to measure, as words with single blanks; an empty one stands for none.
    ///
    /// - Parameter configured: the list that a build would find, for a request that names none.
    func lists(configured: () throws(Refusal) -> HostSource?) throws(Refusal) -> [String] {
        var sources = hosts.map { HostSource(text: $0, origin: .option("--hosts")) }
        if sources.isEmpty, !isLocalToo {
            sources = [try configured() ?? HostSource(text: "", origin: .environment)]
        }
        var lists: [String] = []
        for source in sources {
            do throws(HostSourceError) {
                let tokens = try source.list()?.items.map(\.token) ?? []
                lists.append(tokens.joined(separator: " ").string)
            } catch {
                throw Refusal(.configuration, error.lines)
            }
        }
        return lists + (isLocalToo ? [""] : [])
    }

    /// Every list with every -j. Without a -j of anybody's, a build without volunteers gets one for each processor,
    /// since nobody would build it one file after the other.
    func setups(_ lists: [String], hasJobs: Bool) -> [BenchmarkSetup] {
        var setups = BenchmarkSetup.all(hosts: lists, jobLimits: jobLimits)
        for index in setups.indices where setups[index].hosts.isEmpty && jobLimits.isEmpty && !hasJobs {
            setups[index].jobLimit = Processors.available
        }
        return setups
    }
}
