internal import ByteStrings
internal import CShims

/// What the kernel handed to this process.
enum OwnProcess {
    static func arguments() -> [ByteString] {
        unsafe strings(CommandLine.unsafeArgv)
    }

    static func environment() -> Environment {
        guard let start = unsafe distmake_environment() else { return Environment(entries: []) }
        return unsafe Environment(entries: strings(start))
    }

    /// The C strings up to a NULL.
    private static func strings(_ start: UnsafePointer<UnsafeMutablePointer<CChar>?>) -> [ByteString] {
        var strings: [ByteString] = []
        var cursor = unsafe start
        while let string = unsafe cursor.pointee {
            strings.append(unsafe ByteString(cString: string))
            unsafe cursor += 1
        }
        return strings
    }
}
