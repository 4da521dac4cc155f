import BashSyntax
import ByteStrings
import Glibc
import Pkgbuild
import Testing

/// The PKGBUILDs of `Tests/Corpora/pkgbuilds`, one per construct.
private enum Corpus {
    static let directory = ByteString(#filePath).directoryPath.directoryPath.appending(
        path: "Corpora/pkgbuilds")

    static let names: [ByteString] = {
        guard let stream = unsafe directory.withCString({ unsafe opendir($0) }) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [ByteString] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe ByteString(raw.prefix { $0 != 0 })
            }
            if name.hasSuffix(".PKGBUILD") { names.append(name) }
        }
        return names.sorted()
    }()

    static func text(_ name: ByteString) -> ByteString? {
        guard let file = unsafe directory.appending(path: name).withCString({ unsafe fopen($0, "r") }) else {
            return nil
        }
        defer { unsafe fclose(file) }
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return ByteString(bytes.prefix(count))
    }
}

@Suite struct `The corpus` {
    @Test func `has a file for each construct`() {
        #expect(Corpus.names.count >= 155)
    }

    /// What no static reading can know, and why; everything else is known.
    private static let dynamic: [ByteString: Set<ByteString>] = [
        "backticks": ["source"], "mapfile": ["depends"], "printf_v": ["source"],
        "toplevel_cmdsubst": ["pkgver", "depends"], "dynamic_override": ["depends", "pkgdesc"],
        "odd_lines": ["depends", "provides", "replaces", "groups"],
        "heredoc_overrides": ["provides"], "unset_var": ["depends"],
        "cut_line": ["optdepends"],
        "declare_f": ["*"], "thunderbird_mozconfig": ["*"],
        "chromium_arm": ["depends"], "seabios_assoc": ["optdepends"], "quoted_commands": ["groups"],
        "startdir_variables": ["depends"], "crlf_values": ["arch"],
    ]

    /// Files of which bash makes something, but hardly what was meant.
    private static let oddities: [ByteString: String] = [
        "byte_order_mark": "a byte order mark is part of the first word",
        "crlf_values": "carriage return before the end of a line",
        "crlf_comments": "carriage return before the end of a line",
    ]

    @Test(arguments: Corpus.names)
    func `is understood and known`(name: ByteString) throws {
        let text = try #require(Corpus.text(name))
        let tree = SyntaxTree(parsing: text)
        let oddity = Self.oddities[name.dropping(suffix: ".PKGBUILD") ?? name]
        #expect(tree.diagnostics.allSatisfy { $0.message == oddity }, "\(tree.diagnostics)")
        #expect(tree.diagnostics.isEmpty == (oddity == nil))
        #expect(!tree.root.leaves.contains { $0.kind == .unknown })
        #expect(tree.text == text)

        var environment = Evaluation(unsetVariables: .empty, sourceFile: { Corpus.text($0) })
        environment.set("CARCH", to: Variable(.scalar("x86_64")))
        let srcinfo = Srcinfo(Pkgbuild(tree, file: name, after: environment))
        let allowed = Self.dynamic[name.dropping(suffix: ".PKGBUILD") ?? name] ?? []
        if allowed.contains("*") {
            #expect(srcinfo.unknown.count > 20)
        } else {
            let unknown = srcinfo.unknown
            #expect(Set(unknown.map(\.attribute)) == allowed, "\(unknown.map(\.reason.cause))")
        }
    }
}
