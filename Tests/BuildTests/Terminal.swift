import ByteStrings
import Glibc
import Processes

/// A terminal with somebody at it: a pseudo-terminal, an interactive bash of the build user in it, and a screen.
///
/// What is written to the terminal is taken from it whenever the screen is looked at.
final class Terminal {
    private let fixture: PackageFixture
    /// The user's end; negative when the window is closed.
    private var keyboard: Int32
    private let shell: DetachedProcess
    private(set) var screen: Screen
    /// Everything that was written to the terminal.
    private(set) var transcript: ByteString = ""

    static let interrupt: ByteString = "\u{03}"
    static let suspend: ByteString = "\u{1A}"

    // TIOCSPTLCK and TIOCGPTPEER of ioctl_tty(2), which the Glibc module has not.
    private static let setLock: UInt = 0x4004_5431
    private static let openLine: UInt = 0x5441

    /// - Parameter environment: beside the fixture's; TERM is xterm unless it is here.
    init(
        _ fixture: PackageFixture, rows: Int = 24, columns: Int = 100, hosts: ByteString,
        environment: [ByteString] = []
    ) throws {
        self.fixture = fixture
        screen = Screen(rows: rows, columns: columns)
        keyboard = unsafe open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC | O_NONBLOCK)
        var lock: Int32 = 0
        guard keyboard >= 0, unsafe ioctl(keyboard, Self.setLock, &lock) == 0 else {
            throw SetupError(failed: "/dev/ptmx")
        }
        let line = ioctl(keyboard, Self.openLine, O_RDWR | O_NOCTTY | O_CLOEXEC)
        guard line >= 0 else { throw SetupError(failed: "a terminal") }
        defer { close(line) }
        let prompt: [ByteString] = ["PS1=##$?## ", "TERM=xterm", "HISTFILE=", "DISTCC_HOSTS=" + hosts]
        shell = try fixture.start(
            ["/bin/bash", "--norc", "--noprofile", "--noediting", "-i"], on: line,
            environment: prompt.filter { entry in
                !environment.contains { $0.split("=").first == entry.split("=").first }
            } + environment)
        try setSize(rows: rows, columns: columns)
    }

    deinit {
        if keyboard >= 0 { close(keyboard) }
    }

    /// Presses keys.
    func type(_ keys: ByteString) {
        _ = unsafe keys.bytes.withUnsafeBytes { unsafe Glibc.write(keyboard, $0.baseAddress, $0.count) }
    }

    /// Gives the window another size, as a window manager does: the programs in the foreground get SIGWINCH.
    func resize(rows: Int, columns: Int) throws {
        look()
        screen.resize(rows: rows, columns: columns)
        try setSize(rows: rows, columns: columns)
    }

    private func setSize(rows: Int, columns: Int) throws {
        var size = winsize(
            ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
        guard unsafe ioctl(keyboard, UInt(TIOCSWINSZ), &size) == 0 else {
            throw SetupError(failed: "TIOCSWINSZ")
        }
    }

    /// Takes what has been written.
    func look() {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while keyboard >= 0 {
            let count = unsafe read(keyboard, &buffer, buffer.count)
            guard count > 0 else { return }
            screen.write(buffer.prefix(count))
            transcript += ByteString(buffer.prefix(count))
        }
    }

    /// Waits until the screen shows what is wanted.
    func shows(within limit: Duration = .seconds(30), _ condition: (Screen) -> Bool) async throws -> Bool {
        try await eventually(within: limit) {
            look()
            return condition(screen)
        }
    }

    /// Waits for text among what has been written since `start`.
    func says(_ text: ByteString, since start: Int = 0, within limit: Duration = .seconds(30)) async throws
        -> Bool
    {
        try await eventually(within: limit) {
            look()
            return transcript.firstRange(of: text, from: start) != nil
        }
    }

    /// Waits for the shell's next prompt and returns the status of the command before it; `nil` when none comes.
    func prompt(since start: Int, within limit: Duration = .seconds(60)) async throws -> Int? {
        var status: Int?
        _ = try await eventually(within: limit) {
            look()
            let text = ByteString(transcript.bytes[start...])
            guard let begin = text.firstRange(of: "##"),
                let end = text.firstRange(of: "## ", from: begin.upperBound)
            else { return false }
            status = Int(ByteString(text.bytes[begin.upperBound..<end.lowerBound]).string)
            return status != nil
        }
        return status
    }

    /// Closes the window: whoever is in the terminal gets SIGHUP.
    func hangUp() async {
        close(keyboard)
        keyboard = -1
        _ = await shell.wait()
    }

    /// Ends the shell.
    func leave() async {
        type("\u{03}\rexit\r")
        _ = await shell.wait()
    }
}
