import ByteStrings
import Processes
import Testing

/// The files of `Examples`, which people copy: distmake takes each as it is, and says nothing against it.
@Suite(.timeLimit(.minutes(1))) struct ExampleTests {
    private static let directory = ManualPage.sources.appending(path: "Examples")

    /// - Parameter environment: besides PATH and a home without files.
    private func run(_ script: ByteString, _ environment: [ByteString] = []) async throws -> ByteString {
        let result = try await capture(
            "/bin/bash",
            arguments: ["-euo", "pipefail", "-c", script, "bash", BuiltDistmake.path, Self.directory],
            environment: ["PATH=/usr/bin:/bin", "HOME=/nonexistent", "LC_ALL=C"] + environment)
        #expect(result.standardError == [], "\(ByteString(result.standardError))")
        #expect(result.waitStatus.isSuccess)
        return ByteString(result.standardOutput)
    }

    @Test func `the host list is understood`() async throws {
        let said = try await run(
            "\"$1\" hosts list", ["DISTCC_DIR=" + Self.directory, "MAKEPKG_CONF=/dev/null"])
        for host: ByteString in ["localhost", "red", "green", "blue"] { #expect(said.contains(host)) }
    }

    @Test func `the quirk is sound`() async throws {
        #expect(try await run("\"$1\" quirks check \"$2\"/quirks.d/*.yaml") == "")
    }

    @Test func `the drop-in sets nothing by itself, and what its lines say is understood`() async throws {
        let file = Self.directory.appending(path: "makepkg.conf.d/distmake.conf")
        #expect(try await run("sed '/^#/d' \"$2/makepkg.conf.d/distmake.conf\"").trimmed == "")
        let lines = try await run("sed -n 's/^#\\([A-Z_]*=\\)/\\1/p' \"$2/makepkg.conf.d/distmake.conf\"")
        let names = lines.split("\n").compactMap { $0.split("=").first }
        #expect(names.first == "DISTCC_HOSTS" && names.count >= 4, "of \(file)")
        let said = try await run(
            "DISTCC_HOSTS= ; \(lines)\nMAKEPKG_CONF=/dev/null DISTCC_HOSTS=$DISTCC_HOSTS \"$1\" hosts")
        #expect(said.contains("green") && said.contains("lzo"))
        for name in names where name != "MAKEFLAGS" {
            var isDocumented = false
            for page in try await ManualPage.all where page.hasSuffix(".5.scd") {
                let terms = ManualPage.terms(try await ManualPage(page).section("# ENVIRONMENT"))
                isDocumented = isDocumented || terms.contains(name.string)
            }
            #expect(isDocumented, "\(name)")
        }
    }
}
