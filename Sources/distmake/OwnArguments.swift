import ByteStrings
import Toolchain

/// How this process was started.
enum OwnArguments {
    /// argv as bytes.
    static var words: [ByteString] {
        var words: [ByteString] = []
        for index in 0..<Int(CommandLine.argc) {
            if let word = unsafe CommandLine.unsafeArgv[index] {
                unsafe words.append(ByteString(cString: word))
            }
        }
        return words
    }

    /// The running program's file, without symbolic links.
    static var executable: ByteString {
        ShimLocation.runningExecutable() ?? words.first ?? "distmake"
    }
}
