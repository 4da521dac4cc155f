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
    @Test func `scdoc formats every page`() async throws {
        let pages = try await ManualPage.all
        #expect(!pages.isEmpty)
        for page in pages {
            let file = ManualPage.directory.appending(path: ByteString(page))
            let result = try await capture(
                "/bin/sh", arguments: ["-c", "exec scdoc <\"$1\"", "sh", file])
            #expect(
                result.waitStatus.isSuccess && !result.standardOutput.isEmpty,
                "\(page): \(String(decoding: result.standardError, as: UTF8.self))")
        }
    }

    @Test func `every page has the sections that people look for`() async throws {
        for name in try await ManualPage.all {
            let page = try await ManualPage(name)
            for heading in ["EXIT STATUS", "ENVIRONMENT", "FILES", "EXAMPLES", "SECURITY"] {
                #expect(try !page.section("# " + heading).isEmpty)
            }
        }
    }

    @Test func `local reasons are those of the code`() async throws {
        let page = try await ManualPage("distmake.1.scd")
        let said = ManualPage.terms(try page.section("# LOCAL REASONS"))
        #expect(said == LocalReason.allCases.map(\.rawValue) + Unplaced.allCases.map(\.rawValue))
    }

    @Test func `accidents are those of the code`() async throws {
        let page = try await ManualPage("distmake.1.scd")
        let said = ManualPage.terms(try page.section("# ACCIDENTS"))
        #expect(said == LinkError.Code.allCases.map(\.rawValue) + Accident.allCases.map(\.rawValue))
    }

    @Test func `reasons for preprocessing here are those of the code`() async throws {
        let page = try await ManualPage("distmake.1.scd")
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
        ("## Build", ["", "build"]), ("## run", ["run"]), ("## bench", ["bench"]),
        ("## history list", ["history list"]),
        ("## history show, report", ["history show", "history report"]),
        ("## history compare", ["history compare"]),
        ("## history export", ["history export"]), ("## history prune", ["history prune"]),
        ("## history sql", ["history sql"]),
        ("## quirks list, show", ["quirks list", "quirks show"]), ("## quirks match", ["quirks match"]),
        ("## quirks diff", ["quirks diff"]),
        ("## hosts check", ["hosts check"]), ("## doctor", ["doctor"]), ("## monitor", ["monitor"]),
        ("## log", ["log"]),
    ])
    func `options are those of the parser`(heading: String, commands: [String]) async throws {
        let page = try await ManualPage("distmake.1.scd")
        let said = Set(ManualPage.terms(try page.section(heading)))
        let options = try await BuiltDistmake.options()
        for command in commands {
            let names = options.filter { $0.command == command && $0.section != "makepkg's options" }.map(
                \.names)
            #expect(!names.isEmpty)
            #expect(Set(names.joined()) == said, "of \(command)")
        }
    }

    @Test func `options of chroot are those of the parser`() async throws {
        let page = try await ManualPage("distmake-chroot.1.scd")
        let names = try await BuiltDistmake.options().filter { $0.command == "chroot" }.flatMap(\.names)
        #expect(Set(ManualPage.terms(try page.section("# OPTIONS"))) == Set(names))
    }

    @Test func `doctor's statuses are those of the code`() async throws {
        let page = try await ManualPage("distmake.1.scd")
        let codes = Diagnosis.Problem.Code.allCases.map(\.rawValue)
        #expect(ManualPage.terms(try page.section("## Of doctor")) == codes.map { "\($0)" })
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
