import ByteStrings
import ShimWire

/// Questions to the compiler. The shim asks them in its own world, since it is the shim's compiler.
extension Job {
    /// What the compiler said.
    struct Reply: Sendable {
        var waitStatus: Int32
        var output: ByteString
        var messages: ByteString
    }

    /// Which of the compiler's streams are kept.
    struct Streams: OptionSet, Sendable {
        let rawValue: UInt8

        static let output = Streams(rawValue: 1)
        static let messages = Streams(rawValue: 2)
    }

    /// No compiler has more to say about itself.
    private static let replyLimit = 1 << 20

    /// What `run` calls the program: a path where the caller used a path (it may be the masquerade's), else the
    /// caller's name.
    var programName: ByteString {
        let name = request.arguments.first ?? ""
        return name.contains(UInt8(ascii: "/")) ? request.realCompiler : name
    }

    /// A compiler as the shim sees it.
    func localCompiler(_ path: ByteString) -> LocalCompiler {
        LocalCompiler(path: path, root: files.rootIdentity)
    }

    /// A file in the build's runtime directory, by the name that a `RunRequest` has for it.
    func runtimePath(_ name: ByteString) -> ByteString {
        build.directory.appending(path: name)
    }

    /// Lets the shim start a program, and waits for its end.
    ///
    /// - Returns: `nil` when the client has gone.
    func report(of run: RunRequest) async -> JobReport? {
        client.send(.run(run))
        return await nextReport()
    }

    /// Asks a compiler.
    ///
    /// - Parameters:
    ///   - environment: changes to the caller's, as in `RunRequest`.
    ///   - streams: those that are not kept are empty in the reply.
    /// - Returns: `nil` when the client has gone.
    func ask(
        _ arguments: [ByteString], environment: [ByteString] = [], keeping streams: Streams = []
    ) async -> Reply? {
        let output: ByteString = streams.contains(.output) ? "pp/\(number).answer" : ""
        let messages: ByteString = streams.contains(.messages) ? "pp/\(number).answer.err" : ""
        let run = RunRequest(
            arguments: arguments, standardOutputName: output, standardErrorName: messages,
            environment: environment)
        let report = await report(of: run)
        let (said, warned) = (take(output), take(messages))
        return report.map { Reply(waitStatus: $0.waitStatus, output: said, messages: warned) }
    }

    private func take(_ name: ByteString) -> ByteString {
        guard !name.isEmpty else { return "" }
        return ByteString(RuntimeFile.take(runtimePath(name), limit: Self.replyLimit) ?? [])
    }
}
