import BashSyntax
import ByteStrings
import Testing

@testable import Quirks

/// Flags that a PKGBUILD brings along itself.
struct FlagTests {
    /// The line of a PKGBUILD and what `-flto` in it belongs to; `nil` where it is no flag of a compiler's variable.
    @Test(
        arguments: [
            ("CFLAGS=-flto", "CFLAGS"), ("export CXXFLAGS+=\" -flto\"", "CXXFLAGS"),
            ("CFLAGS=\"-O2 -flto $CFLAGS\"", "CFLAGS"), ("make CFLAGS=\"$CFLAGS -flto\"", "CFLAGS"),
            ("cmake -DCMAKE_C_FLAGS='-flto -O3' .", "-DCMAKE_C_FLAGS"), ("CFLAGS=(-flto)", "CFLAGS"),
            ("CFLAGS=-flto; make", "CFLAGS"),
            ("CFLAGS=-flto=auto", nil), ("CFLAGS=x-flto", nil), ("echo -flto", nil),
            ("sed -i 's/CFLAGS=-flto/CFLAGS=/' Makefile", nil), ("# CFLAGS=-flto", nil),
            ("CFLAGS=${CFLAGS/-flto/}", nil), ("_flags=-flto", nil),
        ] as [(ByteString, ByteString?)])
    func `a flag is found in variables of flags`(line: ByteString, variable: ByteString?) {
        let found = SyntaxTree(parsing: "build() {\n" + line + "\n}\n").flagMentions("-flto")
        #expect(found.map(\.variable) == (variable.map { [$0] } ?? []))
        #expect(found.allSatisfy { $0.line == 2 })
    }

    @Test func `a flag is rewritten where the PKGBUILD sets it, once`() throws {
        let subject = QuirkSubject(
            """
            pkgname=demo
            pkgver=1
            pkgrel=1
            CFLAGS+=" -flto -flto"
            build() {
              make CXXFLAGS="-flto -O2" # -flto
              grep -- -flto log
            }

            """)
        let quirk = Quirk("a", effects: [.rewriteFlag("-flto", to: "-flto=auto")])
        let patch = subject.patched(by: try subject.plan(quirk))
        #expect(patch.failures == [])
        #expect(patch.changed == ["a"])
        #expect(patch.text.contains("CFLAGS+=\" -flto=auto -flto=auto\"\n"))
        #expect(patch.text.contains("CXXFLAGS=\"-flto=auto -O2\" # -flto\n  grep -- -flto log"))
        let again = QuirkSubject(patch.text)
        #expect(again.patched(by: try again.plan(quirk)).text == patch.text)
        // A package without the flag is not the quirk's failure: the flag may be makepkg.conf's.
        let other = QuirkSubject("pkgname=demo\n")
        let none = other.patched(by: try other.plan(quirk))
        #expect(none.failures == [] && none.changed == [])
    }

    @Test func `a quirk without an edit keeps the package here, unless it says otherwise`() throws {
        let missing = PatchTests.insertion("make", function: "prepare")
        var optional = Quirk("b", effects: [missing])
        optional.isOptional = true
        var required = Quirk("c", effects: [missing])
        required.isRequired = true
        let plan = try PatchTests.subject.plan(Quirk("a", effects: [missing]), optional, required)
        let patch = PatchTests.subject.patched(by: plan)
        #expect(patch.localQuirks == ["a"])
        #expect(patch.fatalFailures.map(\.quirk.id) == ["c"])
        #expect(
            patch.failures.map(\.consequence) == [
                "the build goes on, and the package is compiled here", "the build goes on without it",
                "the build does not start without it",
            ])
    }

    @Test func `a failure names the line of the effect`() throws {
        var quirk = Quirk(
            "a", effects: [PatchTests.insertion("make"), PatchTests.insertion("ninja")])
        quirk.effectLines = [7, 9]
        let patch = PatchTests.subject.patched(by: try PatchTests.subject.plan(quirk))
        #expect(patch.text == PatchTests.text)
        #expect(patch.failures.first?.description.hasPrefix("a.yaml:9: quirk `a`") == true)
    }
}
