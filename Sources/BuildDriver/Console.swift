public import ByteStrings
import Glibc

/// Standard error, and what it can show.
public enum Console {
    /// Prints one line; nothing of ours ever goes to standard output during a build.
    public static func print(_ line: ByteString) {
        write(line.bytes + [UInt8(ascii: "\n")])
    }

    /// Prints `distmake: line`.
    public static func say(_ line: ByteString) {
        print("distmake: " + line)
    }

    /// - Parameter descriptor: standard error, if it is not another.
    static func write(_ bytes: [UInt8], to descriptor: Int32 = 2) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    static var isTerminal: Bool { isatty(2) == 1 }

    /// Rows and columns of the terminal; `nil` when there is none.
    static var size: (rows: Int, columns: Int)? { size(of: 2) }

    static func size(of descriptor: Int32) -> (rows: Int, columns: Int)? {
        var size = winsize()
        guard unsafe ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_row > 0, size.ws_col > 0 else {
            return nil
        }
        return (Int(size.ws_row), Int(size.ws_col))
    }

    /// Whether the locale's characters are UTF-8, by the variables that setlocale(3) reads.
    public static func isUTF8(_ environment: ProcessEnvironment) -> Bool {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment.text($0) }.first ?? ""
        let name = locale.string.lowercased()
        return name.contains("utf-8") || name.contains("utf8")
    }
}
