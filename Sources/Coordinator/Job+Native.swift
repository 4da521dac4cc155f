import ByteStrings
import CompilerCommand
import ShimWire
import Toolchain

extension Job {
    /// The flags that stand for the command's `-march=native` and the like; `nil` when it has none, or when the
    /// compiler does not say. The compiler is asked in the shim's world, since it is the shim's compiler.
    func nativeFlags() async -> [ByteString]? {
        guard !command.nativeOptions.isEmpty, !request.realCompiler.isEmpty else { return nil }
        let question = NativeQuestion(
            compiler: request.realCompiler, options: NativeOptions(arguments: request.arguments))
        return await build.nativeFlags.answer(for: question) { await askForNativeFlags() }?.flags
    }

    private func askForNativeFlags() async -> NativeFlags?? {
        let name: ByteString = "pp/\(number).native"
        let query = NativeQuery.arguments(compiler: programName, for: request.arguments)
        client.send(.run(RunRequest(arguments: query, standardOutputName: "", standardErrorName: name)))
        guard await nextReport() != nil else { return nil }
        let output = RuntimeFile.take(build.directory.appending(path: name), limit: 1 << 20) ?? []
        return .some(NativeFlags(driverOutput: ByteString(output), for: request.arguments))
    }
}

/// What a compiler is asked about `native`: the answer is the same for all commands with these options.
struct NativeQuestion: Hashable, Sendable {
    /// Its path.
    var compiler: ByteString
    var options: NativeOptions
}
