import BuildDriver
import ByteStrings
import Glibc
import Reporting

/// What standard output can show.
enum Screen {
    static var isTerminal: Bool { isatty(1) == 1 }

    /// Columns; `nil` where nothing limits them.
    static var width: Int? {
        var size = winsize()
        guard isTerminal, unsafe ioctl(1, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return nil }
        return Int(size.ws_col)
    }

    static var style: Style {
        let environment = ProcessEnvironment.current
        return Style(
            noColor: environment["NO_COLOR"]?.string, term: environment["TERM"]?.string,
            isTerminal: isTerminal)
    }

    /// Prints bytes as they are.
    static func write(_ text: ByteString) {
        var rest = text.bytes[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(1, $0.baseAddress, $0.count) }
            if count < 0 && errno == EINTR { continue }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    static var isUTF8: Bool { Console.isUTF8(.current) }
}

/// The clock on the wall.
enum LocalTime {
    /// What local time is ahead of UTC now.
    static var offset: Duration {
        var now = time(nil)
        var parts = unsafe tm()
        guard unsafe localtime_r(&now, &parts) != nil else { return .zero }
        return .seconds(unsafe parts.tm_gmtoff)
    }
}
