import BashSyntax
import ByteStrings
import Testing

@testable import Quirks

struct PatchTests {
    static let text: ByteString =
        "pkgname=demo\npkgver=1\npkgrel=1\narch=(any)\nbuild() {\n  make -j1\n  ls /usr/bin/gcc\n}\n"
    static let subject = QuirkSubject(text)

    static func insertion(_ command: ByteString, function: ByteString = "build") -> QuirkEffect {
        .editPkgbuild(
            .insert(
                Insertion(
                    side: .before,
                    anchors: [CommandAnchor(function: function, commands: [CommandPattern(command)])],
                    text: .literal("true"))))
    }

    @Test func `edits that cannot be made leave the text and say why`() throws {
        var strict = Quirk("b", effects: [Self.insertion("make"), Self.insertion("cmake")])
        strict.isRequired = true
        let plan = try Self.subject.plan(
            Quirk("a", effects: [Self.insertion("make", function: "prepare")]), strict)
        let patch = Self.subject.patched(by: plan)
        #expect(patch.text == Self.text)
        #expect(patch.changed == [])
        #expect(patch.failures.map(\.code) == ["function-missing", "command-missing"])
        #expect(patch.failures.first?.found == ["build"])
        #expect(patch.fatalFailures.map(\.quirk.id) == ["b"])
        #expect(
            patch.failures.map(\.description) == [
                "a.yaml:1: quirk `a`: the PKGBUILD has no function `prepare` to edit (function-missing); "
                    + "it has `build` instead",
                "b.yaml:1: quirk `b`: the PKGBUILD (line 5) has no command `cmake` to edit "
                    + "(command-missing); it has `true`, `make -j1`, `ls /usr/bin/gcc` instead",
            ])
    }

    @Test func `edits of several quirks come one after another`() throws {
        let words = WordChange(function: "build", word: "-j1", text: "-j4")
        let plan = try Self.subject.plan(
            Quirk("a", effects: [Self.insertion("make")]),
            Quirk("b", effects: [.editPkgbuild(.replaceWord(words))]))
        let patch = Self.subject.patched(by: plan)
        #expect(patch.changed == ["a", "b"])
        #expect(patch.text.contains("build() {\n  true\n  make -j4\n  ls"))
    }

    @Test func `only assigned compiler paths are shortened`() throws {
        let plan = try Self.subject.plan(Quirk("a", effects: [.editPkgbuild(.bareCompilerPath)]))
        let patch = Self.subject.patched(by: plan)
        #expect(patch.failures.map(\.found) == [["/usr/bin/gcc"]])
    }

    @Test func `a hook that is not there is told`() throws {
        let insertion = Insertion(
            side: .before, anchors: [CommandAnchor(function: "build", commands: [CommandPattern("make")])],
            text: .hook("none.sh"))
        let plan = try Self.subject.plan(Quirk("a", effects: [.editPkgbuild(.insert(insertion))]))
        #expect(Self.subject.patched(by: plan).failures.map(\.code) == ["hook-missing"])
    }

    @Test(
        arguments: [
            ("x86_64_v3", "x86"), ("i686", "x86"), ("aarch64", "arm64"), ("armv7h", "arm"),
            ("riscv64", "riscv"),
            ("loong64", "loongarch"), ("powerpc64le", "powerpc"), ("vax", nil),
        ] as [(ByteString, ByteString?)])
    func `a CARCH has a directory in Linux`(architecture: ByteString, directory: ByteString?) {
        #expect(KernelArchitecture.directory(architecture) == directory)
    }

    @Test func `a diff is that of diff -u`() {
        let old: ByteString = "1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12\n13\n14\n15\n"
        let new: ByteString = "1\n2\n3\n4\nx\n5\n6\n7\n8\n9\n10\n11\n12\n13\n15\n"
        #expect(
            UnifiedDiff(from: old, to: new).text(old: "a", new: "b") == """
                --- a
                +++ b
                @@ -2,6 +2,7 @@
                 2
                 3
                 4
                +x
                 5
                 6
                 7
                @@ -11,5 +12,4 @@
                 11
                 12
                 13
                -14
                 15

                """)
        #expect(UnifiedDiff(from: old, to: old).text(old: "a", new: "b").isEmpty)
    }

    @Test(
        arguments: [
            ("*", "", true), ("a*b", "ab", true), ("a*b", "axxb", true), ("a*b", "axxbc", false),
            ("?", "", false),
            ("a?c", "abc", true), ("*a*b*", "xxaxxbxx", true), ("\\*", "*", true), ("\\*", "a", false),
            ("*aab", "aaab", true), ("", "", true), ("", "a", false), ("a**", "a", true),
        ] as [(Glob, ByteString, Bool)])
    func `a glob matches`(glob: Glob, text: ByteString, matches: Bool) {
        #expect(glob.matches(text) == matches)
    }

    @Test(
        arguments: [("data/*.bin", "data/"), ("*", ""), ("a\\*b?", "a*b"), ("a/b", "a/b")]
            as [(Glob, ByteString)])
    func `a glob begins with its literal bytes`(glob: Glob, prefix: ByteString) {
        #expect(glob.literalPrefix == prefix)
    }

    @Test(
        arguments: [
            ("make *-j1", "  make -C x -j1 all", true), ("make *-j1", "cmake", false), ("b", "abc", true),
        ] as [(Glob, ByteString, Bool)])
    func `a glob occurs within a line`(glob: Glob, text: ByteString, occurs: Bool) {
        #expect(glob.occurs(in: text.bytes) == occurs)
    }
}
