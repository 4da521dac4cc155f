import ByteStrings
import CompilerCommand
import DistccWire
import History
import HostSpec
import Logging
import NIOPosix
import ObjectFile
import Placement
import Scheduling
import ShimWire
import VolunteerLink

/// What goes to a volunteer: text that was preprocessed here, to the end or but for its macros, or the sources.
enum Cargo: Sendable {
    case text([UInt8])
    case directives([UInt8])
    case sources(PumpJob)

    /// Sends it to a volunteer and waits for the answer.
    ///
    /// - Parameters:
    ///   - name: what the host calls the compiler.
    ///   - version: the protocol for text.
    ///   - began: as for `VolunteerLink.compile`.
    func send(
        calling name: ByteString, _ compile: RemoteCompile, version: ProtocolVersion,
        over link: VolunteerLink, to host: HostSpec, began: @escaping @Sendable (LinkPhase) -> Void
    ) async throws(LinkError) -> LinkResult {
        switch self {
        case .sources(let pump):
            return try await link.compile(
                [name] + pump.compile.arguments.dropFirst(), of: pump.tree, on: host, began: began)
        case .text(let text):
            let arguments = [name] + compile.remoteArguments.dropFirst()
            return try await link.compile(
                DistccRequest(version: version, arguments: arguments, source: text), on: host,
                began: began)
        case .directives(let text):
            let arguments = [name] + (compile.directives?.remoteArguments ?? []).dropFirst()
            return try await link.compile(
                DistccRequest(version: version, arguments: arguments, source: text), on: host,
                began: began)
        }
    }
}

extension Job {
    /// Compiles on a volunteer and puts the object in its place. Whatever goes wrong on the way ends in a local
    /// compile; what goes wrong with the sources ends in preprocessed text first.
    mutating func distribute(_ compile: RemoteCompile, _ context: PlacementContext) async {
        await openToolchain()
        if let reason = toolchainReason { return await runLocally(.compile, reason: reason.rawValue) }
        guard var cargo = await load(compile, context) else { return }
        var tried: Set<Int> = []
        while true {
            let grant = await lease(
                slotRequest(compile, cargo, avoiding: tried.union(barredHosts)), for: .connect)
            switch grant {
            case .withdrawn:
                return
            case .unplaced(let reason):
                if case .directives = cargo, reason == .hostsRefuse || reason == .hostsFailed {
                    guard let text = await text(for: compile) else { return }
                    cargo = .text(text)
                    tried = []
                    continue
                }
                if case .sources = cargo, needOfSources == nil {
                    // What no volunteer could do with the sources may still go well with text, on any of them.
                    guard let text = await text(for: compile) else { return }
                    cargo = .text(text)
                    tried = []
                    continue
                }
                if record.fallback == nil, let reason = toolchainReason {
                    return await runLocally(.compile, reason: reason.rawValue)
                }
                return await fallBack(record.fallback ?? reason.rawValue)
            case .lease(let lease):
                guard let host = lease.host else { return await runOnListedLocalhost(lease) }
                if await attempt(compile, cargo, host, lease) { return }
                tried.insert(host)
            }
        }
    }

    /// The sources where a volunteer preprocesses, is not busier than the others, all files are known, and the link is
    /// fast enough for them; else text. `nil` when the job is over.
    private mutating func load(_ compile: RemoteCompile, _ context: PlacementContext) async -> Cargo? {
        let need = needOfSources
        if case .preprocess = compile.text,
            need != nil || (build.prefersSources && environment("DISTMAKE_PUMP") != "0"),
            let pump = await pumpJob(compile, context)
        {
            if hostsForSources(pump).contains(where: { build.hosts[$0].isUsable }) {
                record.sourceBytes = pump.sourceBytes
                return .sources(pump)
            }
            weighedSources = pump.sourceBytes
        }
        if let need {
            await runLocally(.compile, reason: need.rawValue)
            return nil
        }
        if let text = await directivesText(for: compile) { return .directives(text) }
        return await text(for: compile).map { .text($0) }
    }

    /// Where this compile's sources may go: to hosts that preprocess, over links that are fast enough for them.
    private func hostsForSources(_ pump: PumpJob) -> [Int] {
        let isFixed = needOfSources != nil || build.wish == .sources || environment("DISTMAKE_PUMP") == "1"
        return build.hosts.indices.filter { index in
            let host = build.hosts[index]
            return host.sendsIncludes
                && (isFixed || build.tally.sourcesPay(pump, to: host.name, cores: build.cores))
        }
    }

    /// Sources go only where they are understood, and a host that refuses them may still take text.
    private func slotRequest(_ compile: RemoteCompile, _ cargo: Cargo, avoiding tried: Set<Int>)
        -> SlotRequest
    {
        var avoided = tried
        if case .sources(let pump) = cargo {
            let willing = Set(hostsForSources(pump))
            avoided.formUnion(
                build.hosts.indices.filter {
                    build.hosts[$0].transport != .local && !willing.contains($0)
                })
        }
        return SlotRequest(
            job: identifier, work: .remote(shape: shape(compile, cargo)), avoiding: avoided,
            estimate: build.tally.estimate(for: estimateKey))
    }

    private func shape(_ compile: RemoteCompile, _ cargo: Cargo) -> ByteString {
        switch cargo {
        case .text: compile.shape
        case .directives: compile.shape + " directives"
        case .sources: compile.shape + " pump"
        }
    }

    /// `localhost` stands in the list and was the freest: a placement, not an accident.
    private mutating func runOnListedLocalhost(_ lease: Lease) async {
        record.mode = .local
        record.host = "localhost"
        build.board.note(number, .compile)
        client.send(.local([]))
        if let report = await nextReport() { finishLocally(report) }
        build.desk.release(
            identifier, lease, outcome: .served,
            measured: Measurement(textBytes: record.sourceBytes, compile: record.compile))
    }

    /// - Returns: whether the job is over; else another host may try.
    private mutating func attempt(
        _ compile: RemoteCompile, _ cargo: Cargo, _ index: Int, _ lease: Lease
    ) async -> Bool {
        let host = build.hosts[index]
        let shape = shape(compile, cargo)
        let finish: Race<LinkResult>.Finish
        switch await checkToolchain(on: index, compile) {
        case .leftOut:
            build.desk.release(identifier, lease, outcome: .blameless)
            return false
        case .failed(let code, let outcome):
            build.desk.release(identifier, lease, outcome: outcome)
            record.attempts += 1
            record.host = host.name.string
            record.fallback = code
            return false
        case .ended(let end):
            finish = end
        case .passed:
            let isPacked = build.compresses(for: host, wish: environment("DISTMAKE_COMPRESSION"))
            let version = isPacked ? ProtocolVersion.compressed : .plain
            finish = await tryNames(on: index, shape: shape) {
                await isTroubleWithName($0, compile)
            } _: { name in
                await Race<LinkResult>(
                    build: build, client: client, job: identifier, file: estimateKey,
                    ask: { [link = build.link, board = build.board, number] () throws(LinkError) in
                        try await cargo.send(
                            calling: name, compile, version: version, over: link, to: host
                        ) { board.note(number, JobPhase($0)) }
                    },
                    // A compile error is told by the copy here, with its true message.
                    isWanted: { $0.response.waitStatus == 0 },
                    mayCopy: !leave.forbidsFallback
                ).run()
            }
        }
        record.attempts += 1
        record.host = host.name.string
        build.desk.release(
            identifier, lease, outcome: outcome(of: finish, shape), measured: measurement(finish, cargo))
        switch finish {
        case .clientGone:
            return true
        case .localCopy(let report, let failure):
            record.mode = .local
            record.fallback = failure?.code.rawValue ?? Accident.slowHost.rawValue
            if let failure { build.tally.noteMessage(of: failure) }
            finishLocally(report)
            return true
        case .accident(let error):
            record.fallback = error.code.rawValue
            build.log.notice("job \(number): \(error)")
            build.tally.noteMessage(of: error)
            if error.blame == .command { doubtToolchain(of: index) }
            return false
        case .answer(let answer):
            note(answer)
            build.tally.noteTransfer(
                to: host.name, bytesSent: answer.bytesSent, send: answer.times.send)
            if case .text = cargo, weighedSources > 0 {
                build.tally.noteWeighed(
                    sourceBytes: weighedSources, textBytes: answer.bytesSent,
                    processor: record.user + record.system)
            }
            return await accept(answer.response, from: index, compile, cargo)
        }
    }

    /// A volunteer that preprocesses does more for the same bytes, and says nothing of its speed.
    private func measurement(_ finish: Race<LinkResult>.Finish, _ cargo: Cargo) -> Measurement? {
        guard case .answer(let answer) = finish, case .text(let text) = cargo,
            answer.response.waitStatus == 0
        else { return nil }
        return Measurement(textBytes: text.count, compile: answer.times.wait)
    }

    private func outcome(of finish: Race<LinkResult>.Finish, _ shape: ByteString) -> Outcome {
        switch finish {
        case .answer(let answer):
            // distccd reports its own trouble with exit codes from 100 on (distcc's exitcode.h).
            Accident(distccStatus: answer.response.waitStatus) == nil
                ? .served : .refused(shape: shape)
        case .localCopy(_, nil): .silent
        case .localCopy(_, let error?), .accident(let error):
            switch error.blame {
            case .host: .hostDown
            case .command: .refused(shape: shape)
            case .file, .nobody: .blameless
            }
        case .clientGone: .blameless
        }
    }

    /// Checks what a volunteer sent before anything of it is believed.
    ///
    /// - Returns: whether the job is over.
    private mutating func accept(
        _ response: DistccResponse, from index: Int, _ compile: RemoteCompile, _ cargo: Cargo
    ) async -> Bool {
        let host = build.hosts[index]
        if let accident = Accident(distccStatus: response.waitStatus) {
            if accident == .compilerMissing { doubtToolchain(of: index) }
            record.fallback = accident.rawValue
            return false
        }
        guard response.waitStatus == 0 else {
            if leave.trustsErrors {
                await answer(response, compile, cargo)
                return true
            }
            // The user shall see the true message: from here, with snippet, colour and caret.
            await runLocally(.compile, reason: "compile-error")
            noteDisagreement(on: cargo)
            return true
        }
        if !compile.isAssembly, let problem = await problem(with: response.object) {
            build.log.error("job \(number): \(host.name) sent \(problem); compiling it elsewhere")
            doubtToolchain(of: index, isCertain: true)
            record.fallback = Accident.wrongObject.rawValue
            return false
        }
        if !compile.isAssembly, !bearsSignature(response.object, of: index) {
            build.log.notice("job \(number): \(host.name) has another compiler than in earlier builds")
            doubtToolchain(of: index, isCertain: true)
            record.fallback = Accident.wrongObject.rawValue
            return false
        }
        var object = response.object
        if case .sources(let pump) = cargo {
            VolunteerDirectory.replace(
                request.workingDirectory, with: pump.compile.debugDirectory, in: &object)
        }
        var outputs = [(path: compile.output, bytes: object, overwriting: overwriting(compile))]
        if case .sources(let pump) = cargo, let depfile = pump.depfile {
            guard let text = pump.depfileText(response, depfile) else {
                record.fallback = Accident.depfileMissing.rawValue
                return false
            }
            // Both compilers open a depfile with O_TRUNC.
            outputs.insert((depfile.path, text.bytes, .writesInto), at: 0)
        }
        do {
            let (files, umask, number, written) = (files, request.umask, number, outputs)
            try await NIOThreadPool.singleton.runIfActive {
                for output in written {
                    try files.write(
                        output.bytes, to: output.path, umask: umask, unique: number,
                        overwriting: output.overwriting)
                }
            }
        } catch {
            await fallBack(Accident.outputUnwritable.rawValue)
            return true
        }
        await answer(response, compile, cargo)
        return true
    }

    /// What a volunteer called wrong and the compiler here did not is an accident, and no compile error.
    private mutating func noteDisagreement(on cargo: Cargo) {
        guard record.status == .exited(0) else { return }
        record.localReason = nil
        record.fallback = Accident.remoteOnlyError.rawValue
        if case .sources = cargo { build.tally.noteSources(isGood: false) }
        if case .directives = cargo { build.tally.noteDirectives(isGood: false) }
    }

    /// What the compiler would have done with an output that exists.
    private func overwriting(_ compile: RemoteCompile) -> JobFiles.Overwriting {
        if command.compiler.isClang { return .replacesWritable }
        return compile.isAssembly ? .writesInto : .replaces
    }

    private mutating func answer(
        _ response: DistccResponse, _ compile: RemoteCompile, _ cargo: Cargo
    ) async {
        noteOutputs([compile.output])
        build.tally.noteDuration(record.compile)
        let messages: [UInt8]
        switch cargo {
        case .text, .directives:
            record.mode = if case .directives = cargo { .directives } else { .plain }
            messages = preprocessorMessages() + response.standardError
        case .sources(let pump):
            record.mode = .pump
            if response.waitStatus == 0 { build.tally.noteSources(isGood: true) }
            messages = pump.compile.paths.here(messages: response.standardError)
        }
        record.fallback = nil
        record.status = EndStatus(waitStatus: response.waitStatus)
        isServed = true
        record.stderrBytes = messages.count
        await client.sendAll(
            .done(
                JobResult(
                    waitStatus: response.waitStatus, standardOutput: response.standardOutput,
                    standardError: messages)))
    }

    private mutating func note(_ answer: LinkResult) {
        record.connect = answer.times.connect
        record.send = answer.times.send
        record.compile = answer.times.wait
        record.receive = answer.times.receive
        record.bytesSent = answer.bytesSent
        record.bytesReceived = answer.bytesReceived
    }

    /// No volunteer could do it: the same compile that makepkg alone would have run, unless the user forbids it.
    mutating func fallBack(_ code: String) async {
        if leave.forbidsFallback, let status = Leave.exitStatus(after: code) {
            return await fail(code, status)
        }
        await runLocally(.compile, reason: nil)
        record.fallback = code
    }

    /// The end of a compile that no volunteer could do and that may not be done here.
    private mutating func fail(_ code: String, _ status: Int32) async {
        record.mode = .givenUp
        record.fallback = code
        record.status = .exited(status)
        let message =
            "distmake: no volunteer has compiled " + record.file
            + ByteString(" (\(code)), and DISTCC_FALLBACK=0 forbids to do it here\n")
        record.stderrBytes = message.count
        isServed = true
        await client.sendAll(
            .done(JobResult(waitStatus: status << 8, standardOutput: [], standardError: message.bytes)))
    }
}

extension JobPhase {
    fileprivate init(_ phase: LinkPhase) {
        switch phase {
        case .send: self = .send
        case .wait: self = .compile
        case .receive: self = .receive
        }
    }
}
