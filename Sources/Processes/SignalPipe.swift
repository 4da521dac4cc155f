internal import ByteStrings
internal import CShims
internal import Glibc

/// Signals as bytes in a pipe: INT, QUIT and TERM are noticed and survived, WINCH, TSTP and CONT tell the progress
/// line when to draw. They are caught, never ignored, because an ignored signal would be inherited by makepkg.
///
/// TSTP is caught too, so who asked for it calls `stop` when the terminal is tidy.
public struct SignalPipe: Sendable {
    /// Becomes readable when a signal has come; each byte is a signal's number.
    public let descriptor: Int32

    /// Remembers with which signals the program was started: the first thing in main, before any other thread.
    public static func recordStart() {
        distmake_record_signals()
    }

    /// Catches `signals`, but for those that the program was started to ignore (nohup). There is one pipe per
    /// process; another `SignalPipe` adds signals to it.
    public init(_ signals: [Int32]) throws(ProcessError) {
        let descriptor = unsafe distmake_signal_pipe(signals, CInt(signals.count))
        guard descriptor >= 0 else {
            throw ProcessError(.inputOutput, executable: "", systemError: -descriptor)
        }
        self.descriptor = descriptor
    }

    /// Stops this process as Ctrl-Z would have, and returns when it goes on. By TSTP itself, not by STOP: the shell
    /// says which one it was, and where nobody could continue us (an orphaned group) nothing stops.
    public static func stop() {
        distmake_stop_by_terminal()
    }

    /// The numbers as they come. Ask once: every reader of the pipe takes bytes from the others. The thread that
    /// reads lives as long as the process.
    public func numbers() -> AsyncStream<Int32> {
        let (stream, continuation) = AsyncStream<Int32>.makeStream(bufferingPolicy: .bufferingNewest(64))
        startThread { [descriptor] in
            var byte: UInt8 = 0
            while true {
                let count = unsafe read(descriptor, &byte, 1)
                if count == 1 { continuation.yield(Int32(byte)) }
                if count == 0 || (count < 0 && errno != EINTR) { break }
            }
            continuation.finish()
        }
        return stream
    }
}
