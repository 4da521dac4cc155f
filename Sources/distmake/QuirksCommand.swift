import ArgumentParser
import BuildDriver
import ByteStrings
import Quirks
import Reporting

/// The quirk database, and what it says of a package. No PKGBUILD is ever executed.
struct QuirksCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quirks", abstract: "Show which packages are treated differently, and why.",
        subcommands: [
            QuirksListCommand.self, QuirksShowCommand.self, QuirksMatchCommand.self, QuirksDiffCommand.self,
            QuirksCheckCommand.self,
        ], defaultSubcommand: QuirksListCommand.self)

    /// The database; files with mistakes are named on standard error and left out.
    static func library() -> QuirkLibrary {
        let library = QuirkLibrary(executable: OwnArguments.executable, environment: .current)
        library.errors.forEach { Console.say(ByteString("\($0)")) }
        return library
    }

    static func decision(_ pkgbuild: String) async throws -> QuirkDecision {
        do throws(Refusal) {
            return try await PackageQuirks.decide(
                ByteString(pkgbuild), library: library(), environment: .current)
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode(error.status.rawValue)
        }
    }
}

struct QuirksListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List all quirks.")

    func run() {
        var table = TextTable([.init("id"), .init("what it does", overflow: .cutEnd(minimum: 20))])
        for quirk in QuirksCommand.library().database.quirks { table.append([quirk.id, quirk.summary]) }
        print(table.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
    }
}

struct QuirksShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Explain one quirk.")

    @Argument(help: "The quirk's id.")
    var id: String

    func run() throws {
        guard let quirk = QuirksCommand.library().database[id] else {
            Console.say(ByteString("no quirk is called \(id); see distmake quirks list"))
            throw ExitCode.failure
        }
        print("\(quirk.id): \(quirk.summary)\n\n\(quirk.explanation)")
        if let cost = quirk.cost { print("\nCost: \(cost)") }
        print("\nEvidence:")
        for link in quirk.evidence { print("  \(link)") }
        print("\nFile: \(quirk.file)\(quirk.isEnabled ? "" : " (disabled)")")
    }
}

struct QuirksMatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Say which quirks apply to a PKGBUILD and why, and which nearly did.")

    @Argument(help: "The PKGBUILD.", completion: .file())
    var pkgbuild = "PKGBUILD"

    func run() async throws {
        let decision = try await QuirksCommand.decision(pkgbuild)
        for applied in decision.plan.applied {
            print("\(applied.quirk.id): applies, \(applied.facts.joined(separator: ", "))")
        }
        for offered in decision.plan.offered {
            print("\(offered.quirk.id): only with --quirk, \(offered.facts.joined(separator: ", "))")
        }
        for near in decision.plan.nearMisses {
            print("\(near.quirk.id): does not apply, \(near.missing)")
        }
        for failure in decision.patch.failures { Console.say(ByteString("\(failure)")) }
        if decision.plan.applied.isEmpty && decision.plan.offered.isEmpty { print("no quirk applies") }
    }
}

struct QuirksDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how quirks would edit makepkg's copy of a PKGBUILD.")

    @Argument(help: "The PKGBUILD.", completion: .file())
    var pkgbuild = "PKGBUILD"

    func run() async throws {
        let decision = try await QuirksCommand.decision(pkgbuild)
        for failure in decision.patch.failures { Console.say(ByteString("\(failure)")) }
        guard decision.isPatched else { return }
        let name = ByteString(pkgbuild)
        let diff = UnifiedDiff(from: decision.original, to: decision.patch.text)
        print(diff.text(old: name, new: name + " with quirks").string, terminator: "")
    }
}

struct QuirksCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look for mistakes in quirk files.")

    @Argument(help: "Quirk files.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    func run() throws {
        var isGood = true
        for file in files {
            for mistake in PackageQuirks.mistakes(in: ByteString(file)) {
                isGood = false
                Console.print(mistake)
            }
        }
        if !isGood { throw ExitCode.failure }
    }
}
