import ArgumentParser
import BuildDriver
import ByteStrings
import Coordinator
import Processes
import ShimWire

/// The resident process of one build, started by the driver or by a shim with the listening socket as descriptor 0.
struct CoordinatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coordinator", abstract: "Serve one build (started by distmake itself).",
        shouldDisplay: false)

    @Option(help: "The build's runtime directory.")
    var directory: String?

    @Option(help: "The directory of a coordinator that several builds share; it ends when idle.")
    var shared: String?

    func validate() throws {
        guard (directory == nil) != (shared == nil) else {
            throw ValidationError("one of --directory and --shared is needed")
        }
    }

    func run() async throws {
        DescriptorLimit.raise()
        var facts: BuildFacts?
        if let shared {
            facts = try await SharedBuild.facts(ProcessEnvironment.current, directory: ByteString(shared))
        }
        let path = ByteString(directory ?? shared ?? "")
        let identifier = shared == nil ? path.lastPathComponent : SharedBuild.identifier()
        try await CoordinatorServer(
            directory: path, identifier: identifier, sharedFacts: facts,
            keepLog: { BuildLogs.keep(path, as: identifier) }
        ).run(socket: 0)
    }
}
