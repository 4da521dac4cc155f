import ArgumentParser
import Quirks

/// Which quirks a build with the same options would apply.
struct QuirkOptions: ParsableArguments {
    @Flag(help: "Apply no quirks.")
    var noQuirks = false

    @Option(help: .init("Apply one quirk that is not applied by itself.", valueName: "id"))
    var quirk: [String] = []

    @Option(help: .init("Do not apply one quirk.", valueName: "id"))
    var noQuirk: [String] = []

    var selection: QuirkSelection {
        QuirkSelection(ignoresAll: noQuirks, forced: Set(quirk), refused: Set(noQuirk))
    }
}
