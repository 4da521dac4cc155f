import ByteStrings
import CompilerCommand
import Files
import Glibc
import Placement
import Processes

/// What a compiler here says of itself and makes of the probe.
struct ProbeReference: Sendable {
    var name: CompilerName
    var facts: CompilerFacts
    var object: [UInt8]

    private static let objectLimit = 1 << 20

    /// `nil` for a compiler that does not say what it is, or does not take the probe: nothing can be compared with it.
    init?(_ compiler: WantedCompiler, environment: [ByteString]) async {
        name = CompilerName(compiler.name)
        let answer = try? await capture(
            compiler.path, arguments: ["-v"], environment: environment + ["LC_ALL=C"])
        guard let facts = CompilerFacts(verboseOutput: ByteString(answer?.standardError ?? [])),
            let object = await Self.object(by: compiler, ToolchainProbe(for: name), environment)
        else { return nil }
        self.facts = facts
        self.object = object
    }

    /// The names under which a volunteer may have it.
    var remoteNames: [ByteString] { volunteerNames(of: name, facts: facts, plainNameIsSame: true) }

    private static func object(
        by compiler: WantedCompiler, _ probe: ToolchainProbe, _ environment: [ByteString]
    ) async -> [UInt8]? {
        var template = Array("/tmp/distmake-probe-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&template) != nil else { return nil }
        let directory = unsafe ByteString(cString: template)
        let path = directory.appending(path: "probe.o")
        defer {
            _ = unsafe path.withCString { unsafe unlink($0) }
            _ = unsafe directory.withCString { unsafe rmdir($0) }
        }
        let arguments = ToolchainProbe.options + ["-x", probe.language, "-c", "-", "-o", path]
        let result = try? await capture(
            compiler.path, arguments: arguments, environment: environment, input: probe.text.bytes)
        guard let result, result.waitStatus.isSuccess else { return nil }
        return Descriptor(opening: path, O_RDONLY)?.readAll(limit: objectLimit)
    }
}
