import ByteStrings
import CShims
import Glibc
import Processes
import Reporting

/// The whole terminal, drawn by us; it is given back however this program ends.
struct FullScreen: Sendable {
    /// What is typed, byte by byte; none where standard input is no terminal.
    let keys: AsyncStream<UInt8>

    init() throws(ProcessError) {
        let failure = distmake_take_screen()
        guard failure == 0 else {
            throw ProcessError(.inputOutput, executable: "", systemError: -failure)
        }
        let (stream, continuation) = AsyncStream<UInt8>.makeStream(bufferingPolicy: .bufferingNewest(64))
        keys = stream
        guard isatty(0) == 1 else {
            continuation.finish()
            return
        }
        startThread {
            var byte: UInt8 = 0
            while unsafe read(0, &byte, 1) == 1 { continuation.yield(byte) }
            continuation.finish()
        }
    }

    /// Takes the terminal again after `leave`.
    func enter() {
        _ = distmake_take_screen()
    }

    func leave() {
        distmake_give_screen_back()
    }

    var size: (rows: Int, columns: Int) { Console.size(of: 1) ?? (24, 80) }

    func style(_ environment: ProcessEnvironment) -> Style {
        Style(noColor: environment["NO_COLOR"]?.string, term: environment["TERM"]?.string, isTerminal: true)
    }

    /// Shows these lines and nothing else. Each is written over what was there, so that nothing flickers.
    func draw(_ lines: [String]) {
        let body = lines.map { $0 + "\u{1B}[K" }.joined(separator: "\r\n")
        Console.write(Array("\u{1B}[H\(body)\u{1B}[J".utf8), to: 1)
    }
}
