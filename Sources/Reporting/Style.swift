public import ByteStrings

/// Whether text is coloured.
public enum Style: Equatable, Sendable {
    case plain
    case ansi

    /// What a run of text means; the colours follow from it.
    public enum Role: Sendable {
        case heading, good, warning, bad, faint
    }

    /// The style for a stream.
    ///
    /// - Parameters:
    ///   - noColor: the value of `NO_COLOR`; anything but the empty text turns colours off (no-color.org).
    ///   - term: the value of `TERM`; `dumb` and none at all mean a terminal without colours.
    ///   - isTerminal: isatty(3) of the stream.
    public init(noColor: String?, term: String?, isTerminal: Bool) {
        let hasColours = term.map { !$0.isEmpty && $0 != "dumb" } ?? false
        self = isTerminal && hasColours && (noColor ?? "").isEmpty ? .ansi : .plain
    }

    public func apply(_ role: Role, _ text: String) -> String {
        guard self == .ansi, !text.isEmpty else { return text }
        let (before, after) = marks(role)
        return before + text + after
    }

    /// The same for text that need not be UTF-8.
    public func apply(_ role: Role, _ text: ByteString) -> ByteString {
        guard self == .ansi, !text.isEmpty else { return text }
        let (before, after) = marks(role)
        return ByteString(before) + text + ByteString(after)
    }

    private func marks(_ role: Role) -> (before: String, after: String) {
        let code =
            switch role {
            case .heading: "1"
            case .good: "32"
            case .warning: "33"
            case .bad: "31"
            case .faint: "2"
            }
        return ("\u{1B}[\(code)m", "\u{1B}[0m")
    }
}
