import ArgumentParser
import BuildDriver
import ByteStrings
import HostCheck
import Reporting

/// What a build here would read and use, and what is wrong with it. Nothing of the PKGBUILD is executed.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Say what a build here would use, and what is wrong with it.")

    @Flag(help: "Show every variable of makepkg's configuration.")
    var all = false

    @Flag(help: "Print JSON.")
    var json = false

    @Flag(help: "Do not ask the volunteers.")
    var offline = false

    @Option(
        name: .customShort("p"), help: "The PKGBUILD to look at.", completion: .file(), transform: { $0 })
    var pkgbuild: String?

    func run() async throws {
        var diagnosis = await Diagnosis.make(
            pkgbuild: pkgbuild.map { ByteString($0) }, environment: .current,
            executable: OwnArguments.executable)
        if !offline { diagnosis.add(await HostCheck.reports(for: diagnosis).flatMap(\.findings)) }
        if json {
            print(DoctorJson.diagnosis(diagnosis).text)
        } else {
            show(diagnosis)
        }
        if let problem = diagnosis.problems.first { throw ExitCode(problem.code.rawValue) }
    }

    private func show(_ diagnosis: Diagnosis) {
        if let makepkg = diagnosis.makepkg {
            line("makepkg", "\(makepkg.version), \(makepkg.path)")
            heading("configuration")
            diagnosis.files.forEach { print("  \($0)") }
        }
        showSettings(all ? diagnosis.settings : diagnosis.importantSettings)
        showHosts(diagnosis)
        if let compiler = diagnosis.compiler { line("compiler", compiler.string) }
        if let masquerade = diagnosis.masquerade {
            line("masquerade", masquerade.directory.string)
            print("  \(masquerade.names.map(\.string).joined(separator: " "))")
        }
        line("PKGBUILD", diagnosis.pkgbuild?.string ?? "none here")
        let style = Screen.style
        for unknown in diagnosis.unknown {
            let text = unknown.text.isEmpty ? "" : ": \(unknown.text)"
            print(
                "\(style.apply(.warning, "not understood")): \(unknown.place): \(unknown.message)\(text); bash takes it"
            )
        }
        for problem in diagnosis.problems { show(.bad, "problem", problem.text, problem.remedy) }
        for hint in diagnosis.hints { show(.warning, "hint", hint.text, hint.remedy) }
        if diagnosis.problems.isEmpty, diagnosis.hints.isEmpty {
            print(style.apply(.good, "nothing is wrong"))
        }
    }

    /// Values are never cut: they are what one looks for.
    private func showSettings(_ settings: [Diagnosis.Setting]) {
        var table = TextTable([.init("variable"), .init("value"), .init("from")], indent: 2)
        for setting in settings {
            let places = setting.origins.map(\.string).joined(separator: ", ")
            let dynamic = setting.dynamic.map { " (bash was asked: \($0))" } ?? ""
            table.append([setting.name.string, setting.value.string, places + dynamic])
        }
        print(table.render(width: nil, style: Screen.style, utf8: Screen.isUTF8), terminator: "")
    }

    private func showHosts(_ diagnosis: Diagnosis) {
        line("hosts", diagnosis.hostOrigin?.string ?? "none")
        guard let chosen = diagnosis.hosts else { return }
        if let written = try? chosen.source.list() {
            let rows = HostRows(written, announced: chosen.announced)
            for table in [rows.hosts, rows.settings] {
                print(
                    table.render(width: Screen.width, style: Screen.style, utf8: Screen.isUTF8),
                    terminator: "")
            }
        }
        chosen.notes.forEach { print("  \($0)") }
    }

    private func show(_ role: Style.Role, _ title: String, _ text: ByteString, _ remedy: ByteString) {
        let style = Screen.style
        print("\(style.apply(role, title)): \(text)\n  \(style.apply(.good, "do")): \(remedy)")
    }

    private func heading(_ title: String) {
        print("\(Screen.style.apply(.heading, title)):")
    }

    private func line(_ title: String, _ text: String) {
        print("\(Screen.style.apply(.heading, title)): \(text)")
    }
}
