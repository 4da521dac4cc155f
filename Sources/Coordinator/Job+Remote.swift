import ByteStrings
import CompilerCommand
import DistccWire
import History
import HostSpec
import Logging
import NIOPosix
import Placement
import Scheduling
import ShimWire
import VolunteerLink

extension Job {
    /// Preprocesses here, compiles on a volunteer, and puts the object in its place. Whatever goes wrong on the way
    /// ends in a local compile.
    mutating func distribute(_ compile: RemoteCompile) async {
        guard let text = await text(for: compile) else { return }
        var tried: Set<Int> = []
        while true {
            let queuedAt = build.clock.now
            let slot = SlotRequest(job: identifier, work: .remote(shape: compile.shape), avoiding: tried)
            let grant = await build.desk.lease(slot)
            record.queued += build.clock.now - queuedAt
            switch grant {
            case .withdrawn:
                return
            case .unplaced(let reason):
                return await fallBack(record.fallback ?? reason.rawValue)
            case .lease(let lease):
                guard let host = lease.host else { return await runOnListedLocalhost(lease) }
                if await attempt(compile, text, host, lease) { return }
                tried.insert(host)
            }
        }
    }

    /// `localhost` stands in the list and was the freest: a placement, not an accident.
    private mutating func runOnListedLocalhost(_ lease: Lease) async {
        record.mode = .local
        record.host = "localhost"
        client.send(.local([]))
        if let report = await nextReport() { finishLocally(report) }
        build.desk.release(identifier, lease, outcome: .served)
    }

    /// - Returns: whether the job is over; else another host may try.
    private mutating func attempt(
        _ compile: RemoteCompile, _ text: [UInt8], _ index: Int, _ lease: Lease
    ) async -> Bool {
        let host = build.hosts[index]
        record.attempts += 1
        record.host = host.name.string
        let finish = await tryNames(on: index, compile) { name in
            let request = DistccRequest(
                version: host.usesCompression ? .compressed : .plain,
                arguments: [name] + compile.remoteArguments.dropFirst(), source: text)
            let race = Race(
                build: build, client: client, job: identifier, file: estimateKey, request: request, host: host
            )
            return await race.run()
        }
        build.desk.release(identifier, lease, outcome: outcome(of: finish, compile))
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
            return false
        case .answer(let answer):
            note(answer)
            return await accept(answer.response, from: host, compile)
        }
    }

    private func outcome(of finish: Race.Finish, _ compile: RemoteCompile) -> Outcome {
        switch finish {
        case .answer(let answer):
            // distccd reports its own trouble with exit codes from 100 on (distcc's exitcode.h).
            Accident(distccStatus: answer.response.waitStatus) == nil
                ? .served : .refused(shape: compile.shape)
        case .localCopy(_, nil): .silent
        case .localCopy(_, let error?), .accident(let error):
            switch error.blame {
            case .host: .hostDown
            case .command: .refused(shape: compile.shape)
            case .file, .nobody: .blameless
            }
        case .clientGone: .blameless
        }
    }

    /// Checks what a volunteer sent before anything of it is believed.
    ///
    /// - Returns: whether the job is over.
    private mutating func accept(
        _ response: DistccResponse, from host: HostSpec, _ compile: RemoteCompile
    ) async -> Bool {
        if let accident = Accident(distccStatus: response.waitStatus) {
            record.fallback = accident.rawValue
            return false
        }
        guard response.waitStatus == 0 else {
            // The user shall see the true message: from here, with snippet, colour and caret.
            await runLocally(.compile, reason: "compile-error")
            return true
        }
        let expected = ExpectedObject(of: command, native: build.nativeObject)
        if !compile.isAssembly, let problem = expected.problem(with: response.object) {
            build.log.error("job \(number): \(host.name) sent \(problem); compiling it elsewhere")
            record.fallback = Accident.wrongObject.rawValue
            return false
        }
        do {
            let (files, umask, number) = (files, request.umask, number)
            let overwriting = overwriting(compile)
            try await NIOThreadPool.singleton.runIfActive {
                try files.write(
                    response.object, to: compile.output, umask: umask, unique: number,
                    overwriting: overwriting)
            }
        } catch {
            await fallBack(Accident.outputUnwritable.rawValue)
            return true
        }
        await answer(response, compile)
        return true
    }

    /// What the compiler would have done with an output that exists.
    private func overwriting(_ compile: RemoteCompile) -> JobFiles.Overwriting {
        if command.compiler.isClang { return .replacesWritable }
        return compile.isAssembly ? .writesInto : .replaces
    }

    private mutating func answer(_ response: DistccResponse, _ compile: RemoteCompile) async {
        build.tally.noteOutput(compile.output, in: files)
        build.tally.noteDuration(record.compile)
        record.mode = .plain
        record.fallback = nil
        record.status = .exited(0)
        isServed = true
        let messages = preprocessorMessages() + response.standardError
        record.stderrBytes = messages.count
        await client.sendAll(
            .done(JobResult(waitStatus: 0, standardOutput: response.standardOutput, standardError: messages)))
    }

    private mutating func note(_ answer: LinkResult) {
        record.connect = answer.times.connect
        record.send = answer.times.send
        record.compile = answer.times.wait
        record.receive = answer.times.receive
        record.bytesSent = answer.bytesSent
        record.bytesReceived = answer.bytesReceived
    }

    /// No volunteer could do it: the same compile that makepkg alone would have run.
    mutating func fallBack(_ code: String) async {
        await runLocally(.compile, reason: nil)
        record.fallback = code
    }
}
