public import ByteStrings

/// The question to a compiler driver: what would it pass to the compiler proper for these arguments?
///
/// `-###` makes gcc and clang print the commands that they would run, without running any. The question is about
/// a compile (`-S`): to the preprocessor alone (`-E`) gcc does not pass on the `--param` of a command line.
public enum NativeQuery {
    /// - Parameters:
    ///   - compiler: The real compiler.
    ///   - arguments: The whole command line without argv[0]. Only what can change the meaning of `native`
    ///     is asked with: the three options themselves (with `-mtune=generic`, say, `-march=native` says
    ///     nothing about tuning), the target, and the word size.
    public static func arguments(compiler: ByteString, for arguments: [ByteString]) -> [ByteString] {
        command(compiler, relevant(arguments))
    }

    /// The same question with the replacement: the two answers must mean the same.
    static func arguments(
        compiler: ByteString, replacing arguments: [ByteString], with flags: NativeFlags
    ) -> [ByteString] {
        command(compiler, flags.replacing(in: relevant(arguments)))
    }

    private static func command(_ compiler: ByteString, _ arguments: [ByteString]) -> [ByteString] {
        [compiler] + arguments + ["-S", "-###", "-x", "c", "/dev/null", "-o", "/dev/null"]
    }

    static func relevant(_ arguments: [ByteString]) -> [ByteString] {
        var result: [ByteString] = []
        var index = 0
        while index < arguments.count {
            let argument = arguments[index]
            if argument == "-target", index + 1 < arguments.count {
                result += [argument, arguments[index + 1]]
                index += 1
            } else if exact.contains(argument) || prefixes.contains(where: { argument.hasPrefix($0) }) {
                result.append(argument)
            }
            index += 1
        }
        return result
    }

    private static let exact: Set<ByteString> = ["-m16", "-m32", "-m64", "-mx32", "-marm", "-mthumb"]
    private static let prefixes: [ByteString] = ["-march=", "-mtune=", "-mcpu=", "--target="]
}
