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

    static func decision(_ pkgbuild: String, _ options: QuirkOptions) async throws -> QuirkDecision {
        do throws(Refusal) {
            return try await PackageQuirks.decide(
                ByteString(pkgbuild), selection: options.selection, environment: .current, library: library)
        } catch {
            error.lines.forEach(Console.say)
            throw ExitCode(error.status.rawValue)
        }
    }

    /// Quirks that should apply and cannot, on standard error.
    static func sayFailures(_ decision: QuirkDecision) {
        for failure in decision.patch.failures {
            Console.say(ByteString("\(failure); \(failure.consequence)"))
        }
    }
}

struct QuirksListCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List all quirks, also those that are switched off.")

    @Flag(help: "Print JSON.")
    var json = false

    func run() {
        let database = QuirksCommand.library().database
        let quirks = (database.quirks + database.disabled).sorted { $0.id < $1.id }
        if json {
            print(Json.list(quirks.map(QuirkJson.quirk)).text)
            return
        }
        var table = TextTable([.init("id"), .init("what it does", overflow: .cutEnd(minimum: 20))])
        for quirk in quirks {
            table.append([quirk.id, quirk.isEnabled ? quirk.summary : "(switched off) \(quirk.summary)"])
        }
        print(table.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
    }
}

struct QuirksShowCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Explain one quirk.")

    @Flag(help: "Print JSON.")
    var json = false

    @Argument(help: "The quirk's id.")
    var id: String

    func run() throws {
        guard let quirk = QuirksCommand.library().database[id] else {
            Console.say(ByteString("no quirk is called \(id); see distmake quirks list"))
            throw ExitCode.failure
        }
        if json {
            print(QuirkJson.quirk(quirk).text)
            return
        }
        let style = Screen.style
        print("\(style.apply(.heading, quirk.id)): \(quirk.summary)\n\n\(quirk.explanation)")
        if let cost = quirk.cost { print("\n\(style.apply(.heading, "Cost:")) \(cost)") }
        print("\n\(style.apply(.heading, "Evidence:"))")
        for link in quirk.evidence { print("  \(link)") }
        let state = quirk.isEnabled ? "" : " (switched off)"
        print("\n\(style.apply(.heading, "File:")) \(quirk.file)\(state)")
    }
}

struct QuirksMatchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "match", abstract: "Say which quirks apply to a PKGBUILD and why, and which nearly did.")

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup
    var options: QuirkOptions

    @Argument(help: "The PKGBUILD.", completion: .file())
    var pkgbuild = "PKGBUILD"

    func run() async throws {
        let decision = try await QuirksCommand.decision(pkgbuild, options)
        if json {
            print(QuirkJson.decision(decision, pkgbuild: pkgbuild).text)
            return
        }
        let style = Screen.style
        for applied in decision.plan.applied {
            print(
                "\(style.apply(.good, applied.quirk.id)): applies, \(applied.facts.joined(separator: ", "))")
        }
        for offered in decision.plan.offered {
            let facts = offered.facts.joined(separator: ", ")
            print("\(style.apply(.warning, offered.quirk.id)): only with --quirk, \(facts)")
        }
        for near in decision.plan.nearMisses {
            print(style.apply(.faint, "\(near.quirk.id): does not apply, \(near.missing)"))
        }
        QuirksCommand.sayFailures(decision)
        if decision.plan.applied.isEmpty && decision.plan.offered.isEmpty { print("no quirk applies") }
    }
}

struct QuirksDiffCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diff", abstract: "Show how quirks would edit makepkg's copy of a PKGBUILD.")

    @OptionGroup
    var options: QuirkOptions

    @Argument(help: "The PKGBUILD.", completion: .file())
    var pkgbuild = "PKGBUILD"

    func run() async throws {
        let decision = try await QuirksCommand.decision(pkgbuild, options)
        QuirksCommand.sayFailures(decision)
        guard decision.isPatched else { return }
        let name = ByteString(pkgbuild)
        let diff = UnifiedDiff(from: decision.original, to: decision.patch.text)
            .text(old: name, new: name + " with quirks")
        Screen.write(DiffColours.apply(Screen.style, to: diff))
    }
}

struct QuirksCheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Look for mistakes in quirk files, and run their examples.")

    @Argument(help: "Quirk files.", completion: .file(extensions: ["yaml"]))
    var files: [String]

    func run() throws {
        let library = QuirkLibrary(executable: OwnArguments.executable, environment: .current)
        var isGood = true
        for file in files {
            for mistake in PackageQuirks.mistakes(in: ByteString(file), library: library) {
                isGood = false
                Console.print(mistake)
            }
        }
        if !isGood { throw ExitCode.failure }
    }
}
