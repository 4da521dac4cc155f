import ByteStrings
import HostSpec
import Processes

extension LinkError {
    /// What the end of an ssh process says.
    ///
    /// - Source: ssh(1), EXIT STATUS: 255 for an error of its own, else that of the command, which is 127 or 126
    ///   when the shell over there finds no such program or may not run it.
    init(ending end: ServantProcess.End, host: HostSpec, otherwise code: Code) {
        let code: Code =
            switch end.waitStatus.exitCode {
            case 255: .sshFailed
            case 126, 127: .sshCommand
            default: code
            }
        self.init(code, host: host, message: Self.lastWords(end.messages))
    }

    /// The last two lines of what a program said, as one, without what is no text.
    static func lastWords(_ messages: ByteString) -> ByteString {
        let lines = messages.split("\n").map(\.trimmed).filter {
            // Said on each first connection where host keys are not checked.
            !$0.isEmpty && !$0.hasPrefix("Warning: Permanently added")
        }
        let text = lines.suffix(2).joined(separator: "; ")
        return ByteString(text.bytes.prefix(300).filter { $0 >= 0x20 && $0 != 0x7F })
    }
}
