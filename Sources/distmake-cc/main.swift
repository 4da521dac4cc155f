// distmake-cc: found under a compiler's name, it asks the coordinator what is to become of the compile, does as
// told, and on any doubt runs the real compiler. Under the name of a build tool it only adds a `-j`. It starts
// thousands of times per build: static, no Foundation, no configuration, no log. The contract is in
// docs/shim-protocol.md.

internal import ByteStrings
internal import CShims
internal import Glibc
internal import ShimWire

func serve(_ invocation: Invocation) -> Never {
    let name = invocation.arguments.first ?? "cc"
    let asksNobody = invocation.isNested || invocation.role == .buildTool
    let build = asksNobody ? nil : Place(ofBuild: invocation.environment)
    let search = CompilerSearch(name: name, role: invocation.role, path: invocation.environment["PATH"])
    if invocation.role == .buildTool { BuildToolCall(invocation).execute(search) }
    let compiler = search.compiler.map { Program(compiler: $0, for: invocation, searchPath: search.path) }
    guard !asksNobody, let place = build ?? Place(shared: invocation, search) else {
        guard let compiler else { Ending.notStarted(name, systemError: ENOENT) }
        compiler.execute()
    }
    let request = request(invocation, search)
    guard let compiler else {
        do throws(ConnectionLost) {
            var conversation = try Conversation(at: place, request: request, compiler: nil)
            try conversation.run()
        } catch {
            Ending.notStarted(name, systemError: ENOENT)
        }
    }
    let startError: CInt = unsafe compiler.withCStrings { path, arguments, environment in
        unsafe distmake_execute_on_crash(path, arguments, environment)
        do throws(ConnectionLost) {
            var conversation = try Conversation(at: place, request: request, compiler: compiler)
            try conversation.run()
        } catch {
            return Fallback.run(compiler, directory: place.directory)
        }
    }
    Ending.notStarted(name, systemError: startError)
}

/// What the coordinator has to know of this call.
func request(_ invocation: Invocation, _ search: CompilerSearch) -> JobRequest {
    let mask = umask(0)
    umask(mask)
    return JobRequest(
        umask: mask, standardErrorIsTerminal: isatty(2) == 1, realCompiler: search.compiler ?? "",
        workingDirectory: workingDirectory(), arguments: invocation.arguments,
        environment: invocation.environment.entries, coreCount: UInt32(distmake_core_count()))
}

let arguments = OwnProcess.arguments()
if let answer = LauncherAnswers.answer(to: arguments) {
    _ = Ending.write(answer.bytes, to: 1)
    _exit(0)
}
serve(Invocation(arguments: arguments, environment: OwnProcess.environment()))
