import ByteStrings
import Reporting
import ShimWire

/// What the last words of a build are printed on.
enum Summary {
    static func display(_ environment: ProcessEnvironment, noColour: Bool) -> BuildOutcome.Display {
        let style = Self.style(environment)
        return BuildOutcome.Display(
            width: UInt32(Console.isTerminal ? Console.size?.columns ?? 0 : 0),
            usesColour: style == .ansi && !noColour, isUTF8: Console.isUTF8(environment))
    }

    static func style(_ environment: ProcessEnvironment) -> Style {
        Style(
            noColor: environment["NO_COLOR"]?.string, term: environment["TERM"]?.string,
            isTerminal: Console.isTerminal)
    }
}
