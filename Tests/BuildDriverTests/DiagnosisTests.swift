import BashSyntax
import ByteStrings
import Makepkg
import Testing

@testable import BuildDriver

@Suite struct DiagnosisTests {
    @Test(arguments: [
        (ConfigurationValue.Content.scalar("-O2 -g"), "-O2 -g" as ByteString),
        (.array(["strip", "!docs", "a=b/c"]), "(strip !docs a=b/c)"),
        (.array(["two words", "it's", ""]), "('two words' 'it'\\''s' '')"),
        (.array(["$(x)", "*"]), "('$(x)' '*')"),
        (.array([]), "()"),
    ])
    func `values are written as a shell would`(content: ConfigurationValue.Content, text: ByteString) {
        #expect(Diagnosis.written(content) == text)
    }

    @Test func `a setting names every assignment that made it, and why bash was asked`() {
        let files = ConfigurationFiles(main: "/m", isChosen: true, paths: ["/m"])
        var configuration = EffectiveConfiguration(
            files: files,
            values: [
                "CFLAGS": ConfigurationValue(
                    .scalar("-O2 -g"),
                    origins: [.file("/m", line: 3, text: ""), .file("/m.d/a.conf", line: 1, text: "")]),
                "MAKEFLAGS": ConfigurationValue(
                    .scalar("-j4"), origins: [.file("/m", line: 9, text: "")]),
                "OTHER": ConfigurationValue(.scalar("x"), origins: [.commandLine]),
            ])
        let place = Place(file: "/m", position: SourcePosition(line: 9, column: 14, offset: 80))
        configuration.asked["MAKEFLAGS"] = Dynamic(.commandSubstitution("$(nproc)"), at: place)
        var diagnosis = Diagnosis()
        diagnosis.settings = Diagnosis.settings(of: configuration)
        #expect(
            diagnosis.settings == [
                .init(name: "CFLAGS", value: "-O2 -g", origins: ["/m:3", "/m.d/a.conf:1"]),
                .init(
                    name: "MAKEFLAGS", value: "-j4", origins: ["/m:9"],
                    dynamic: "/m:9: depends on a command: $(nproc)"),
                .init(name: "OTHER", value: "x", origins: ["the command line"]),
            ])
        #expect(diagnosis.importantSettings.map(\.name) == ["CFLAGS", "MAKEFLAGS"])
    }
}
