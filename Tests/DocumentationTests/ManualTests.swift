import BuildDriver
import ByteStrings
import Placement
import Processes
import Scheduling
import Testing
import VolunteerLink

@testable import Coordinator

/// The pages say what the programs do, both ways: nothing is left out, and nothing is promised.
@Suite(.timeLimit(.minutes(1))) struct ManualTests {
    /// The pages as `make install` puts them, formatted into a directory that goes with the test.
    private func withFormattedPages<R>(_ body: (ByteString) async throws -> R) async throws -> R {
        let directory = try await output("mktemp -d")
        let result: R
        do {
            _ = try await output("exec \"$1/scripts/man\" \"$2\"", [ManualPage.sources, directory])
            result = try await body(directory)
        } catch {
            _ = try await output("rm -r \"$1\"", [directory])
            throw error
        }
        _ = try await output("rm -r \"$1\"", [directory])
        return result
    }

    /// What a line of sh prints, without its last newline; it has to succeed.
    private func output(_ script: ByteString, _ arguments: [ByteString] = []) async throws -> ByteString {
        let result = try await capture("/bin/sh", arguments: ["-c", script, "sh"] + arguments)
        try #require(
            result.waitStatus.isSuccess,
            "\(script): \(String(decoding: result.standardError, as: UTF8.self))")
        return ByteString(result.standardOutput.reversed().drop { $0 == UInt8(ascii: "\n") }.reversed())
    }

    @Test func `scdoc formats every page and groff finds no fault`() async throws {
        let faults = try await withFormattedPages { directory in
            try await output("groff -man -ww -z -Tutf8 -Kutf8 \"$1\"/*.[1-8] 2>&1", [directory])
        }
        #expect(faults == "")
    }

    @Test func `man finds a page by the name of every command`() async throws {
        let pages = try await withFormattedPages { try await output("ls \"$1\"", [$0]) }
        let found = pages.string.split(separator: "\n")
        let commands = try await BuiltDistmake.commands().filter { !$0.contains(" ") }
        #expect(commands.filter { !found.contains("distmake-\($0).1") } == [])
    }

    @Test func `distmake(1) names every command, and every command of a command has an entry`() async throws {
        var said = Set(ManualPage.terms(try await ManualPage("distmake.1.scd").section("# COMMANDS")))
        for group in ["history", "quirks", "hosts"] {
            let page = try await ManualPage("distmake-\(group).1.scd")
            said.formUnion(ManualPage.terms(try page.section("# COMMANDS")).map { "\(group) \($0)" })
        }
        #expect(said == Set(try await BuiltDistmake.commands()))
    }

    /// A page of a command says all that a command has; the others what goes with their kind.
    @Test func `every page has the sections that people look for`() async throws {
        let always = ["NAME", "DESCRIPTION", "EXAMPLES", "SEE ALSO"]
        let ofFiles = always + ["ENVIRONMENT", "FILES", "SECURITY"]
        let wanted = ["1": ofFiles + ["SYNOPSIS", "EXIT STATUS"], "5": ofFiles, "7": always]
        for name in try await ManualPage.all {
            let page = try await ManualPage(name)
            let kind = try #require(name.split(separator: ".").dropLast().last.map(String.init))
            for heading in try #require(wanted[kind]) {
                #expect(try !page.section("# " + heading).isEmpty, "\(name)")
            }
        }
    }

    /// References among our own pages lead somewhere: `*distmake-hosts*(5)`.
    @Test func `pages that are referred to exist`() async throws {
        let pages = try await ManualPage.all
        for name in pages {
            for line in try await ManualPage(name).lines {
                for reference in line.matches(of: /\*(distmake[a-z-]*)\*\(([1-8])\)/) {
                    #expect(pages.contains("\(reference.1).\(reference.2).scd"), "\(name): \(reference.0)")
                }
            }
        }
    }

    @Test func `local reasons are those of the code`() async throws {
        let page = try await ManualPage("distmake-reasons.7.scd")
        let said = ManualPage.terms(try page.section("# LOCAL REASONS"))
        #expect(said == LocalReason.allCases.map(\.rawValue) + Unplaced.allCases.map(\.rawValue))
    }

    @Test func `accidents are those of the code`() async throws {
        let page = try await ManualPage("distmake-reasons.7.scd")
        let said = ManualPage.terms(try page.section("# ACCIDENTS"))
        #expect(said == LinkError.Code.allCases.map(\.rawValue) + Accident.allCases.map(\.rawValue))
    }

    @Test func `reasons for preprocessing here are those of the code`() async throws {
        let page = try await ManualPage("distmake-reasons.7.scd")
        #expect(ManualPage.terms(try page.section("# PREPROCESSED HERE")) == TextReason.all)
    }

    @Test func `distcc's variables are those of the code`() async throws {
        let page = try await ManualPage("distmake.1.scd")
        let refused = ManualPage.terms(try page.section("## Variables of distcc without effect"))
        let said = ManualPage.terms(try page.section("# ENVIRONMENT"))
        for variable in DistccVariable.all {
            let name = variable.name.string
            #expect(said.contains(name), "\(name)")
            if case .refused = variable.treatment {
                #expect(refused.contains(name), "\(name)")
            } else {
                #expect(!refused.contains(name), "\(name)")
            }
        }
        let known = Set(DistccVariable.all.map(\.name.string))
        #expect(said.filter { $0.hasPrefix("DISTCC_") && !known.contains($0) } == [])
    }

    @Test(arguments: [
        ("distmake", "# OPTIONS", ["", "build"]), ("distmake-run", "# OPTIONS", ["run"]),
        ("distmake-chroot", "# OPTIONS", ["chroot"]), ("distmake-bench", "# OPTIONS", ["bench"]),
        ("distmake-history", "## list", ["history list"]),
        ("distmake-history", "## show, report", ["history show", "history report"]),
        ("distmake-history", "## compare", ["history compare"]),
        ("distmake-history", "## export", ["history export"]),
        ("distmake-history", "## prune", ["history prune"]), ("distmake-history", "## sql", ["history sql"]),
        ("distmake-quirks", "## list, show", ["quirks list", "quirks show"]),
        ("distmake-quirks", "## match", ["quirks match"]), ("distmake-quirks", "## diff", ["quirks diff"]),
        ("distmake-hosts", "## check", ["hosts check"]), ("distmake-doctor", "# OPTIONS", ["doctor"]),
        ("distmake-monitor", "# OPTIONS", ["monitor"]), ("distmake-log", "# OPTIONS", ["log"]),
    ])
    func `options are those of the parser`(name: String, heading: String, commands: [String]) async throws {
        let page = try await ManualPage(name + ".1.scd")
        let said = Set(ManualPage.terms(try page.section(heading)))
        let options = try await BuiltDistmake.options()
        for command in commands {
            let names = options.filter { $0.command == command && $0.section != "makepkg's options" }.map(
                \.names)
            #expect(!names.isEmpty)
            #expect(Set(names.joined()) == said, "of \(command)")
        }
    }

    /// What stands in a synopsis is an option of that command.
    @Test func `synopses name no option that there is not`() async throws {
        let options = try await BuiltDistmake.options()
        for name in try await ManualPage.all where name.hasSuffix(".1.scd") && name != "distmake-cc.1.scd" {
            let command = name.dropLast(".1.scd".count).dropFirst("distmake-".count)
            let known = Set(
                options.filter { command.isEmpty || $0.command.split(separator: " ").first == command }
                    .flatMap(\.names))
            let synopsis = try await ManualPage(name).section("# SYNOPSIS").joined(separator: " ")
            for option in synopsis.matches(of: /\*(--?[a-z][a-z-]*)\*/) {
                #expect(
                    known.contains(String(option.1)) || option.1 == "-r" && command == "chroot", "\(name)")
            }
        }
    }

    @Test func `doctor's statuses are those of the code`() async throws {
        let page = try await ManualPage("distmake-doctor.1.scd")
        let codes = Diagnosis.Problem.Code.allCases.map(\.rawValue)
        #expect(ManualPage.terms(try page.section("# EXIT STATUS")) == codes.map { "\($0)" })
        #expect(codes.allSatisfy { (100...127).contains($0) })
    }

    @Test func `no command has an option without a page`() async throws {
        let commands = Set(try await BuiltDistmake.options().map(\.command))
        #expect(
            commands == [
                "", "build", "run", "chroot", "bench", "history list", "history show", "history compare",
                "history report",
                "history export", "history prune", "history sql", "quirks list", "quirks show",
                "quirks match",
                "quirks diff", "hosts check", "doctor", "monitor", "log",
            ])
    }

    @Test func `makepkg's own options are all offered`() async throws {
        let help = try await capture("/bin/sh", arguments: ["-c", "exec makepkg --help"])
        let words = String(decoding: help.standardOutput, as: UTF8.self)
            .split { " ,\n[]".contains($0) }.map(String.init).filter { $0.hasPrefix("-") }
        let offered = Set(
            try await BuiltDistmake.options().filter { $0.section == "makepkg's options" }.flatMap(\.names))
        let real = Set(words).subtracting(["-h", "--help", "-p"])
        #expect(real.count > 30)
        #expect(real.subtracting(offered) == [])
    }

    @Test(arguments: ["bash", "zsh", "fish"] as [ByteString])
    func `the parser writes completions`(shell: ByteString) async throws {
        let result = try await capture(
            BuiltDistmake.path, arguments: ["--generate-completion-script", shell])
        #expect(result.waitStatus.isSuccess)
        let script = String(decoding: result.standardOutput, as: UTF8.self)
        #expect(
            script.contains("resolve-native") && script.contains("syncdeps") && script.contains("history"))
    }
}
