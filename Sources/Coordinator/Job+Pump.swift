import ByteStrings
import CompilerCommand
import DistccWire
import HostSpec
import IncludeClosure
import Logging
import Placement
import Processes
import ShimWire
import VolunteerLink

/// A compile whose sources travel: what to send, and how to read the answer.
struct PumpJob: Sendable {
    var compile: PumpCompile
    var tree: EncodedTree
    /// Of all files together, unpacked.
    var sourceBytes: Int
    var depfile: Depfile?
    /// Whose depfiles the volunteer's is to look like.
    var family: CompilerName.Family

    /// The depfile as the compiler here would have written it; `nil` when the volunteer's says nothing.
    func depfileText(_ response: DistccResponse, _ depfile: Depfile) -> ByteString? {
        guard var rules = DependencyRules(parsing: ByteString(response.dependencies)) else { return nil }
        rules.targets = depfile.targets
        rules.files = rules.files.map(compile.paths.here)
        return rules.text(as: family, hasPhonyTargets: depfile.hasPhonyTargets)
    }
}

extension Job {
    /// Prepares a compile for volunteers that preprocess; `nil` when this one is preprocessed here.
    ///
    /// Only what is certain leaves like this: a closure that may lack a file would cost a failed compile, or worse, one
    /// that succeeds with another header.
    func pumpJob(_ compile: RemoteCompile, _ context: PlacementContext) async -> PumpJob? {
        guard build.hosts.contains(where: { $0.sendsIncludes && $0.isUsable }) else { return nil }
        guard let query = BuiltinDirectories.Query(for: command), let root = files.rootIdentity,
            let answer = await compilerAnswer(query)
        else {
            return keepingSources(TextReason.noSearchList, "")
        }
        let directories = answer.builtin.directories
        let pump: PumpCompile
        do throws(PumpObstacle) {
            pump = try pumpCompile(
                command, in: context,
                searchDirectories: command.compiler.isClang ? directories : directories.map(shortened),
                readsPredefinitions: answer.readsPredefinitions)
        } catch {
            return keepingSources(error.rawValue, "")
        }
        let request = ClosureRequest(
            command: command, workingDirectory: self.request.workingDirectory,
            environment: self.request.environment, builtin: answer.builtin, now: WallClock.now.nanoseconds)
        let further = ShippedFiles(directory: build.facts.directory, patterns: shippedFiles)
        switch await build.closures.shipment(for: request, with: further, files: files, of: root) {
        case .unsure(let unsure):
            return keepingSources(unsure.code.rawValue, unsure.file + " " + unsure.detail)
        case .known(let shipment):
            if let mention = shipment.closure.mentions.first {
                return keepingSources(TextReason.placeMacro, mention.macro.name + " " + mention.file)
            }
            return PumpJob(
                compile: pump, tree: shipment.tree,
                sourceBytes: shipment.closure.files.reduce(0) { $0 + Int($1.status.size) },
                depfile: command.depfile, family: command.compiler.isClang ? .clang : .gcc)
        }
    }

    private func keepingSources(_ code: String, _ detail: ByteString) -> PumpJob? {
        build.tally.noteText(code)
        build.log.info("job \(number) is preprocessed here: \(code) \(detail)")
        return nil
    }

    /// gcc names headers of the system by their real paths where those are shorter, as in
    /// `/usr/lib/gcc/x/15/../../../../include/c++/15`.
    private func shortened(_ directory: ByteString) -> ByteString {
        let short = directory.lexicallyNormalizedPath
        guard short.count < directory.count, let identity = files.identity(of: directory) else {
            return directory
        }
        return files.identity(of: short) == identity ? short : directory
    }

    private func compilerAnswer(_ query: BuiltinDirectories.Query) async -> CompilerAnswers.Answer? {
        guard !request.realCompiler.isEmpty else { return nil }
        let key = CompilerAnswers.Key(compiler: localCompiler(request.realCompiler), query: query)
        return await build.compilerAnswers.answer(for: key) {
            await ask(query)
        }
    }

    private func ask(_ query: BuiltinDirectories.Query) async -> CompilerAnswers.Answer?? {
        let reply = await ask(
            [programName] + query.arguments,
            environment: [
                "LC_ALL=C", "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH",
                "OBJCPLUS_INCLUDE_PATH",
            ], keeping: [.output, .messages])
        return reply.map { reply in
            BuiltinDirectories(parsing: reply.messages).map {
                CompilerAnswers.Answer(
                    builtin: $0, readsPredefinitions: reply.output.contains("/stdc-predef.h\""))
            }
        }
    }
}

extension Duration {
    fileprivate var nanoseconds: Int64 {
        components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000
    }
}
