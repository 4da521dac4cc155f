import ByteStrings
import CompilerCommand
import DistccWire
import History
import HostSpec
import Logging
import NIOPosix
import Placement
import Processes
import Scheduling
import ShimWire
import VolunteerLink

/// Whether volunteers have the compiler that this job means.
extension Job {
    enum ToolchainCheck: Sendable {
        case passed
        /// The host is not for this job.
        case leftOut
        /// Nothing was learnt, by the accident of this code: another host may try.
        case failed(String, Outcome)
        /// It ended like the attempt to compile that it preceded.
        case ended(Race<LinkResult>.Finish)
    }

    private var compiler: Toolchains.Compiler {
        Toolchains.Compiler(file: localCompiler(request.realCompiler), name: command.compiler.bareName)
    }

    /// Takes over what earlier builds found of this compiler, once in a build.
    func openToolchain() async {
        guard !request.realCompiler.isEmpty, !build.toolchains.isOpen(compiler) else { return }
        let (files, path) = (files, request.realCompiler)
        let file = try? await NIOThreadPool.singleton.runIfActive { files.compilerFile(path) }
        for (host, name) in build.toolchains.open(compiler, file: file ?? nil) {
            build.names.served(nameKey(on: host), by: name)
        }
    }

    var barredHosts: Set<Int> {
        build.toolchains.barred(to: compiler, exactBuild: command.usesLinkTimeOptimization)
    }

    /// Why no volunteer at all may do this job.
    var toolchainReason: LocalReason? {
        let barred = barredHosts
        guard !barred.isEmpty else { return nil }
        let usable = build.hosts.indices.filter {
            build.hosts[$0].isUsable && build.hosts[$0].transport != .local
        }
        guard barred.isSuperset(of: usable) else { return nil }
        return build.toolchains.barred(to: compiler, exactBuild: false).isSuperset(of: usable)
            ? .toolchainDiffers : .toolchainBuild
    }

    /// Makes sure of the compiler of a host on which this job holds a slot.
    func checkToolchain(on host: Int, _ compile: RemoteCompile) async -> ToolchainCheck {
        guard !request.realCompiler.isEmpty, !build.toolchains.isAccepted(host) else { return .passed }
        while true {
            switch build.toolchains.turn(compiler, on: host) {
            case .known(let verdict): return judge(verdict)
            case .asking: return await ask(host, compile)
            case .waiting(let answers):
                // Where the one who asked went away with its client, somebody else has to.
                if let check = await wait(for: answers) { return check }
            }
        }
    }

    private func judge(_ verdict: ToolchainVerdict) -> ToolchainCheck {
        switch verdict {
        case .identical: .passed
        case .compatible: command.usesLinkTimeOptimization ? .leftOut : .passed
        case .different: .leftOut
        }
    }

    /// The host may be dead and silent: the copy here starts as in any other wait for it.
    ///
    /// - Returns: `nil` when the question was given up.
    private func wait(for answers: AsyncStream<Toolchains.Answer>) async -> ToolchainCheck? {
        let race = Race<Toolchains.Answer>(
            build: build, client: client, job: identifier, file: estimateKey,
            ask: {
                for await answer in answers { return answer }
                return .givenUp
            }, isWanted: { _ in false }, mayCopy: !leave.forbidsFallback)
        switch await race.run() {
        case .answer(.verdict(let verdict)): return judge(verdict)
        case .answer(.none(let code)): return .failed(code, .blameless)
        case .answer(.givenUp): return Task.isCancelled ? .ended(.clientGone) : nil
        case .accident(let error): return .ended(.accident(error))
        case .localCopy(let report, let failure): return .ended(.localCopy(report, failure: failure))
        case .clientGone: return .ended(.clientGone)
        }
    }

    /// Sends the probe, and lets everybody who waits know what came of it.
    private func ask(_ host: Int, _ compile: RemoteCompile) async -> ToolchainCheck {
        guard let reference = await reference() else {
            // This job's client has gone, or that of the job that was asking the compiler here.
            _ = build.toolchains.conclude(compiler, on: host, .givenUp)
            return Task.isCancelled
                ? .ended(.clientGone) : .failed(LinkError.Code.cancelled.rawValue, .blameless)
        }
        guard !reference.isEmpty else {
            // A compiler that does not take the probe cannot be compared: as good as before there were probes.
            build.log.notice("\(compiler.path) does not compile the probe: volunteers are used unseen")
            _ = build.toolchains.conclude(compiler, on: host, .verdict(.identical))
            return .passed
        }
        let spec = build.hosts[host]
        var first: ToolchainVerdict?
        var last: Found?
        let finish = await tryNames(on: host, shape: "toolchain probe") { finish in
            guard let found = last, found.verdict.grade != .different else {
                if last != nil { return true }
                return await isTroubleWithName(finish, compile)
            }
            return false
        } _: { name in
            last = nil
            let finish = await probe(spec, calling: name, compile)
            if case .answer(let result) = finish, result.response.waitStatus == 0,
                let verdict = ToolchainVerdict(ours: reference, theirs: result.response.object)
            {
                last = Found(name: name, verdict: verdict, object: result.response.object)
                // The likeliest name's difference is the one to tell.
                if verdict.grade == .different, first == nil { first = verdict }
            }
            return finish
        }
        if let found = last, found.verdict.grade != .different {
            return conclude(found, on: host)
        }
        if let first {
            return conclude(Found(name: command.compiler.bareName, verdict: first, object: []), on: host)
        }
        if case .clientGone = finish {
            _ = build.toolchains.conclude(compiler, on: host, .givenUp)
            return .ended(finish)
        }
        let (code, outcome) = accident(in: finish, compile)
        _ = build.toolchains.conclude(compiler, on: host, .none(code))
        if case .answer = finish {
            build.log.notice("job \(number): \(spec.name) did not compile the probe (\(code))")
            return .failed(code, outcome)
        }
        return .ended(finish)
    }

    /// A name under which the host has a compiler.
    private struct Found: Sendable {
        var name: ByteString
        var verdict: ToolchainVerdict
        var object: [UInt8]
    }

    private func conclude(_ found: Found, on host: Int) -> ToolchainCheck {
        let name = build.hosts[host].name
        build.log.info(
            "\(name) has \(compiler.name) as \(found.name): \(found.verdict.grade) \(found.verdict.difference)"
        )
        if let file = build.toolchains.conclude(compiler, on: host, .verdict(found.verdict)) {
            build.recorder?.record(
                ToolchainRecord(
                    key: build.toolchains.key(compiler, on: host), file: file, remoteName: found.name,
                    grade: found.verdict.grade.rawValue, difference: found.verdict.difference,
                    signature: ToolchainVerdict.signature(of: found.object) ?? "", checked: WallClock.now))
        }
        return judge(found.verdict)
    }

    private func probe(
        _ host: HostSpec, calling name: ByteString, _ compile: RemoteCompile
    ) async -> Race<LinkResult>.Finish {
        let probe = ToolchainProbe(for: command.compiler)
        let target = compile.remoteArguments.filter { $0.hasPrefix("--target=") }
        let request = DistccRequest(
            version: host.usesCompression ? .compressed : .plain,
            arguments: [name] + target + ToolchainProbe.options + ["-c", probe.sourceName, "-o", "probe.o"],
            source: probe.text.bytes)
        // A copy of the job that has been started here is let run to its end.
        return await Race<LinkResult>(
            build: build, client: client, job: identifier, file: estimateKey,
            ask: { [link = build.link] () throws(LinkError) in try await link.compile(request, on: host) },
            isWanted: { _ in false }, mayCopy: !leave.forbidsFallback
        ).run()
    }

    private func accident(
        in finish: Race<LinkResult>.Finish, _ compile: RemoteCompile
    ) -> (code: String, outcome: Outcome) {
        switch finish {
        case .accident(let error): return (error.code.rawValue, .blameless)
        case .localCopy, .clientGone: return (Accident.slowHost.rawValue, .blameless)
        case .answer(let answer):
            let accident = Accident(distccStatus: answer.response.waitStatus)
            let isFailure = answer.response.waitStatus != 0
            let code = accident ?? (isFailure ? .volunteerFailed : .wrongObject)
            return (code.rawValue, .refused(shape: compile.shape))
        }
    }

    /// What the compiler here makes of the probe, asked once in a build: empty when it does not take it, `nil` when the client has gone.
    private func reference() async -> [UInt8]? {
        await build.probeObjects.answer(for: compiler) {
            let probe = ToolchainProbe(for: command.compiler)
            let names: (source: ByteString, object: ByteString) = (
                "pp/\(number).probe.i", "pp/\(number).probe.o"
            )
            let source = runtimePath(names.source)
            let object = runtimePath(names.object)
            defer {
                RuntimeFile.remove(source)
                RuntimeFile.remove(object)
            }
            guard RuntimeFile.write(probe.text.bytes, to: source) else { return [] }
            var arguments = [programName] + ToolchainProbe.options
            arguments += ["-x", probe.language, "-c", directoryInside.appending(path: names.source)]
            arguments += ["-o", directoryInside.appending(path: names.object)]
            guard let reply = await ask(arguments) else { return nil }
            return reply.waitStatus == 0 ? RuntimeFile.take(object, limit: 1 << 20) ?? [] : []
        }
    }

    // MARK: What earlier builds found

    /// Whether the first object of a host that was not asked now is by the compiler of then.
    func bearsSignature(_ object: [UInt8], of host: Int) -> Bool {
        guard let wanted = build.toolchains.unconfirmedSignature(compiler, on: host),
            let found = ToolchainVerdict.signature(of: object)
        else { return true }
        guard found == wanted else { return false }
        build.toolchains.confirm(compiler, on: host)
        return true
    }

    /// After an accident that another compiler over there would explain, the host is asked again: in this build where
    /// only an earlier one had asked, else in the next.
    func doubtToolchain(of host: Int, isCertain: Bool = false) {
        let isAskedAgain = build.toolchains.doubt(compiler, on: host)
        if isAskedAgain { build.names.forget(nameKey(on: host)) }
        if isAskedAgain || isCertain { build.recorder?.doubt(build.toolchains.key(compiler, on: host)) }
    }
}
