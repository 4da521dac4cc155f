internal import ByteStrings
internal import CompilerCommand

/// Whether the compiler, writing to the caller's terminal, would colour its messages. Its output is a pipe where
/// it runs for us, so colour has to be asked for.
///
/// gcc(1), -fdiagnostics-color: `auto` colours a terminal unless GCC_COLORS is set and empty; gcc and clang both
/// leave TERM=dumb alone.
enum DiagnosticColour {
    static func isWanted(_ command: CompilerCommand, in context: PlacementContext) -> Bool {
        guard context.stderrWantsColour, !command.options.contains(where: { $0.has(.colour) }) else {
            return false
        }
        guard let terminal = context.environment("TERM"), !terminal.isEmpty, terminal != "dumb" else {
            return false
        }
        return command.compiler.isClang || context.environment("GCC_COLORS")?.isEmpty != true
    }

    static func option(for compiler: CompilerName) -> ByteString {
        compiler.isClang ? "-fcolor-diagnostics" : "-fdiagnostics-color=always"
    }
}
