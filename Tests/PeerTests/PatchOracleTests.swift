import BashSyntax
import ByteStrings
import Pkgbuild
import Processes
import Testing

@testable import Quirks

/// Where quirks edit a PKGBUILD, bash reads the copy as it read the original, and doing it again changes nothing.
@Suite(.serialized, .timeLimit(.minutes(2))) struct `Patched copies` {
    /// A copy that differs from its original.
    private struct Copy {
        var name: ByteString
        var original: ByteString
        var text: ByteString
    }

    private static let root = ByteString(#filePath).directoryPath.directoryPath.directoryPath
    private static let corpus = root.appending(path: "Tests/Corpora/pkgbuilds")

    private static let quirks: [Quirk] = {
        let directory = root.appending(path: "Quirks")
        return Files.names(in: directory).compactMap { name in
            Files.text(directory.appending(path: name)).flatMap { try? Quirk.decode($0, file: name).get() }
        }
    }()

    private static let pkgbuilds: [(name: ByteString, text: ByteString)] =
        Files.names(in: corpus).filter { $0.hasSuffix(".PKGBUILD") }.compactMap { name in
            Files.text(corpus.appending(path: name)).map { (name, $0) }
        }

    @Test func `the examples of every quirk pass bash`() async throws {
        var copies: [Copy] = []
        for quirk in Self.quirks {
            for (index, example) in quirk.examples.enumerated() where example.expectation != .doesNotApply {
                let architecture = example.architecture ?? "x86_64"
                let flags = example.flags.mapValues { $0.split(" ") }
                let subject = { (text: ByteString) in
                    Self.subject(text, architecture, flags: flags) { example.files[$0] }
                }
                let name = ByteString("\(quirk.id)-\(index)")
                if let copy = try patch(
                    example.pkgbuild, name, by: [quirk], subject(example.pkgbuild), subject)
                {
                    copies.append(copy)
                }
            }
        }
        let editing = Self.quirks.filter { quirk in
            quirk.effects.contains { if case .editPkgbuild = $0 { true } else { false } }
        }
        #expect(copies.count >= editing.count)
        try await expectBashReads(copies)
    }

    @Test func `every file of the corpus under every quirk that applies passes bash`() async throws {
        #expect(Self.quirks.count >= 40)
        var copies: [Copy] = []
        for (name, text) in Self.pkgbuilds {
            let subject = { (text: ByteString) in
                Self.subject(text, "x86_64", flags: [:]) { file in
                    // Kernels have a plugin, or nothing would be to edit.
                    file.contains("config") ? "CONFIG_GCC_PLUGINS=y\nCONFIG_GCC_PLUGIN_STACKLEAK=y\n" : nil
                }
            }
            let original = subject(text)
            for quirk in Self.quirks {
                let copyName = name + "-" + ByteString(quirk.id)
                if let copy = try patch(text, copyName, by: [quirk], original, subject) {
                    copies.append(copy)
                }
            }
            if let copy = try patch(text, name + "-all", by: Self.quirks, original, subject) {
                copies.append(copy)
            }
        }
        print("\(copies.count) copies of \(Self.pkgbuilds.count) files differ from their originals")
        #expect(copies.count > 40)
        try await expectBashReads(copies)
    }

    // MARK: -

    private static func subject(
        _ text: ByteString, _ architecture: ByteString, flags: [ByteString: [ByteString]],
        localFile: @escaping @Sendable (ByteString) -> ByteString?
    ) -> QuirkSubject {
        let tree = SyntaxTree(parsing: text)
        let directory = corpus
        var configuration = Evaluation(sourceFile: { Files.text(directory.appending(path: $0)) })
        configuration.set("CARCH", to: Variable(.scalar(architecture)))
        return QuirkSubject(
            Pkgbuild(tree, after: configuration), tree: tree,
            machine: QuirkSubject.Machine(architecture: architecture, flags: flags, volunteers: [.stock]),
            localFile: localFile)
    }

    /// The text with the edits of those quirks that apply, on request or by themselves; `nil` if it is the same.
    private func patch(
        _ text: ByteString, _ name: ByteString, by quirks: [Quirk],
        _ original: QuirkSubject, _ subject: (ByteString) -> QuirkSubject
    ) throws -> Copy? {
        let database = QuirkDatabase(layers: [quirks])
        let first = try QuirkPlan(database, for: original)
        let wanted = (first.applied + first.offered).map(\.quirk.id)
        guard !wanted.isEmpty else { return nil }
        let selection = QuirkSelection(forced: Set(wanted))
        func patched(_ subject: QuirkSubject) throws -> PkgbuildPatch {
            PkgbuildPatch(
                try QuirkPlan(
                    QuirkDatabase(layers: [quirks.filter { wanted.contains($0.id) }]), for: subject,
                    selection: selection),
                of: subject.tree, subject: subject
            ) { Files.text(Self.root.appending(path: "Hooks").appending(path: $0)) }
        }
        let patch = try patched(original)
        #expect(patch.failures.map(\.description) == [], "\(name)")
        guard patch.text != text else { return nil }
        let again = try patched(subject(patch.text))
        #expect(again.text == patch.text, "\(name) is edited twice")
        return Copy(name: name, original: text, text: patch.text)
    }

    /// `bash -n`; with extglob where bash, which does not run the file's own `shopt`, reads the original only so.
    private func expectBashReads(_ copies: [Copy]) async throws {
        let place = try Workplace()
        for (index, copy) in copies.enumerated() {
            try Files.write(place.work.appending(path: ByteString("\(index).original")), copy.original.bytes)
            try Files.write(place.work.appending(path: ByteString("\(index).copy")), copy.text.bytes)
        }
        let script: ByteString = """
            for original in *.original; do
              option=(-n)
              bash "${option[@]}" "$original" 2>/dev/null || option=(-O extglob -n)
              bash "${option[@]}" "${original%.original}.copy" || echo "${original%.original}"
            done
            """
        let result = try await capture(
            "/bin/bash", arguments: ["-c", script], environment: ["PATH=/usr/bin:/bin", "LC_ALL=C"],
            workingDirectory: place.work)
        for index in ByteString(result.standardOutput).split("\n").compactMap({ Int($0.string) }) {
            Issue.record("bash refuses \(copies[index].name): \(ByteString(result.standardError))")
        }
    }
}
