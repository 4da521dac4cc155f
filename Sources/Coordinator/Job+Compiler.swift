import ByteStrings
import CompilerCommand
import DistccWire
import ObjectFile
import Placement
import ShimWire
import VolunteerLink

/// Which compiler this is, and what it is called elsewhere.
extension Job {
    /// What the compiler says of itself, where its name does not say enough to place the command: `cc` may be gcc or
    /// clang, and clang has to be told its target elsewhere.
    func factsForPlacement() async -> CompilerFacts? {
        let compiler = command.compiler
        guard command.action == .object || command.action == .assembly, compiler.driver != .unknown,
            compiler.family != .gcc, build.distributes
        else { return nil }
        return await facts(of: request.realCompiler)
    }

    /// Asks a compiler `-v`, once per build.
    ///
    /// - Parameter compiler: its path.
    private func facts(of compiler: ByteString) async -> CompilerFacts? {
        guard !compiler.isEmpty else { return nil }
        return await build.compilers.answer(for: localCompiler(compiler)) {
            await ask([compiler, "-v"], environment: ["LC_ALL=C"], keeping: .messages)
                .map { CompilerFacts(verboseOutput: $0.messages) }
        }
    }

    /// The names to try on volunteers, by what is known of the compiler here.
    private func candidates() async -> [ByteString] {
        let compiler = command.compiler
        // The user's leave to send the name as it is.
        if environment("DISTCC_NO_REWRITE_CROSS") != nil { return [compiler.bareName] }
        guard let facts = await facts(of: request.realCompiler) else { return [compiler.bareName] }
        var isSame = true
        if !compiler.target.isEmpty || !compiler.version.isEmpty {
            let plain = request.realCompiler.directoryPath.appending(path: compiler.stem)
            isSame = await self.facts(of: plain) == facts
        }
        return volunteerNames(of: compiler, facts: facts, plainNameIsSame: isSame)
    }

    func nameKey(on host: Int) -> NameBook.Key {
        NameBook.Key(
            host: host, compiler: localCompiler(request.realCompiler), name: command.compiler.bareName)
    }

    /// Runs `attempt` under the names that the compiler may have on a host, until one is served.
    ///
    /// - Parameter isTrouble: whether another name might do better.
    func tryNames(
        on host: Int, shape: ByteString,
        isTrouble: (Race<LinkResult>.Finish) async -> Bool,
        _ attempt: (ByteString) async -> Race<LinkResult>.Finish
    ) async -> Race<LinkResult>.Finish {
        let key = nameKey(on: host)
        // gcc is not asked about itself before its own name has failed.
        let first = command.compiler.family == .gcc ? [command.compiler.bareName] : await candidates()
        var names = build.names.names(for: key, shape: shape, candidates: first)
        var tried: Set<ByteString> = []
        var finish = await attempt(names[0])
        while true {
            tried.insert(names[0])
            guard await isTrouble(finish) else {
                if case .answer = finish { build.names.served(key, by: names[0]) }
                return finish
            }
            guard !build.names.isKnown(key) || !tried.isSuperset(of: names) else { return finish }
            let all = build.names.names(for: key, shape: shape, candidates: await candidates())
            names = all.filter { !tried.contains($0) }
            guard !names.isEmpty else {
                build.names.allFailed(key, shape: shape)
                return finish
            }
            finish = await attempt(names[0])
        }
    }

    /// Whether another name might do: the compiler is missing over there, makes objects for another machine, or the
    /// connection was closed, which is all that a name outside of a stock whitelist gets.
    func isTroubleWithName(_ finish: Race<LinkResult>.Finish, _ compile: RemoteCompile) async -> Bool {
        switch finish {
        case .accident(let error):
            return error.blame == .command
        case .answer(let answer):
            if Accident(distccStatus: answer.response.waitStatus) == .compilerMissing { return true }
            guard answer.response.waitStatus == 0, !compile.isAssembly else { return false }
            return await problem(with: answer.response.object) != nil
        case .localCopy, .clientGone:
            return false
        }
    }

    /// What is wrong with an object that a volunteer sent, in words; `nil` when nothing is.
    func problem(with object: [UInt8]) async -> String? {
        let target = command.targetTriple
        let problem = ExpectedObject(of: command, target: target, native: build.nativeObject)
            .problem(with: object)
        // A compiler without a machine in its name is mostly this machine's. That of a chroot need not be: armv7h on
        // an aarch64 kernel, i686 on an x86_64 one.
        guard problem != nil, target == nil, let facts = await facts(of: request.realCompiler) else {
            return problem
        }
        return ExpectedObject(of: command, target: facts.target, native: build.nativeObject)
            .problem(with: object)
    }
}
