import ByteStrings
import CompilerCommand
import ShimWire
import Toolchain

extension Job {
    /// The flags that stand for the command's `-march=native` and the like; `nil` when it has none, or when the
    /// compiler does not say. The compiler is asked in the shim's world, since it is the shim's compiler.
    func nativeFlags() async -> [ByteString]? {
        guard !command.nativeOptions.isEmpty, !request.realCompiler.isEmpty else { return nil }
        let key = NativeFlagCache.Key(
            compiler: request.realCompiler, options: NativeOptions(arguments: request.arguments))
        if let known = build.nativeFlags.known(key) { return known?.flags }
        let name: ByteString = "pp/\(number).native"
        let query = NativeQuery.arguments(compiler: programName, for: request.arguments)
        client.send(.run(RunRequest(arguments: query, standardOutputName: "", standardErrorName: name)))
        guard await nextReport() != nil else { return nil }
        let output = RuntimeFile.take(build.directory.appending(path: name), limit: 1 << 20) ?? []
        let flags = NativeFlags(driverOutput: ByteString(output), for: request.arguments)
        build.nativeFlags.remember(flags, for: key)
        return flags?.flags
    }
}
