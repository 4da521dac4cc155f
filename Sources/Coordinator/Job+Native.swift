import ByteStrings
import CompilerCommand
import ShimWire
import Toolchain

extension Job {
    /// The flags that stand for the command's `-march=native` and the like; `nil` when it has none, or when the
    /// compiler does not say.
    func nativeFlags() async -> [ByteString]? {
        guard !command.nativeOptions.isEmpty, !request.realCompiler.isEmpty else { return nil }
        let question = NativeQuestion(
            compiler: localCompiler(request.realCompiler),
            options: NativeOptions(arguments: request.arguments))
        return await build.nativeFlags.answer(for: question) { await askForNativeFlags() }?.flags
    }

    private func askForNativeFlags() async -> NativeFlags?? {
        let query = NativeQuery.arguments(compiler: programName, for: request.arguments)
        guard let reply = await ask(query, keeping: .messages) else { return nil }
        return .some(NativeFlags(driverOutput: reply.messages, for: request.arguments))
    }
}

/// What a compiler is asked about `native`: the answer is the same for all commands with these options.
struct NativeQuestion: Hashable, Sendable {
    var compiler: LocalCompiler
    var options: NativeOptions
}
