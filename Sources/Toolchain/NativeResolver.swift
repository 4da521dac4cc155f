public import ByteStrings
internal import Processes

/// Asks a compiler what it takes `native` for.
public enum NativeResolver {
    /// The replacement flags for one command line, checked: the driver is asked once with `native` and once
    /// with the replacement, and both times it must tell the compiler proper the same.
    ///
    /// Two runs of a driver, about 10 ms; the answer holds for the compiler's identity, this machine's CPU and
    /// `NativeQuery.arguments`, so callers keep it.
    ///
    /// - Parameters:
    ///   - compiler: The path of a real compiler.
    ///   - arguments: The command line, or CFLAGS as words; without argv[0].
    ///   - environment: `NAME=value` entries; PATH without masquerade directories.
    /// - Returns: `nil` when the command line has nothing native in it.
    /// - Throws: `ToolchainError` `.compilerMissing`, `.nativeUnresolved`, `.cancelled`.
    public static func resolve(
        compiler: ByteString, arguments: [ByteString], environment: [ByteString]
    ) async throws(ToolchainError) -> NativeFlags? {
        guard !NativeOptions(arguments: arguments).isEmpty else { return nil }
        let question = NativeQuery.arguments(compiler: compiler, for: arguments)
        let native = ByteString(try await ask(question, environment: environment).standardError)
        guard let flags = NativeFlags(driverOutput: native, for: arguments) else {
            throw ToolchainError(.nativeUnresolved, path: compiler)
        }
        let check = NativeQuery.arguments(compiler: compiler, replacing: arguments, with: flags)
        let replaced = ByteString(try await ask(check, environment: environment).standardError)
        guard let meaning = NativeMeaning(driverOutput: native),
            meaning == NativeMeaning(driverOutput: replaced)
        else { throw ToolchainError(.nativeUnresolved, path: compiler) }
        return flags
    }
}

/// Runs a compiler for what it says about itself.
///
/// - Throws: `ToolchainError` `.compilerMissing`, `.cancelled`.
func ask(_ command: [ByteString], environment: [ByteString]) async throws(ToolchainError) -> ProcessResult {
    do {
        return try await capture(command[0], arguments: Array(command.dropFirst()), environment: environment)
    } catch {
        throw ToolchainError(
            error.code == .cancelled ? .cancelled : .compilerMissing, path: command[0],
            systemError: error.systemError)
    }
}
