import ByteStrings
import CompilerCommand
import Testing

/// That whole depfiles of gcc and clang come back byte for byte is a matter for PeerTests.
@Suite struct DependencyRulesTests {
    @Test func `names keep their quoting`() throws {
        let rules = try #require(
            DependencyRules(parsing: "a\\ b.o c.o: a\\ b.c x\\#y.h \\\n z$$.h\nx.h:\n"))
        #expect(
            rules == DependencyRules(targets: ["a\\ b.o", "c.o"], files: ["a\\ b.c", "x\\#y.h", "z$$.h"]))
    }

    @Test(arguments: ["", "no rule", "\\\n", "a b c\nd: e"] as [ByteString])
    func `what is no rule is none`(text: ByteString) {
        #expect(DependencyRules(parsing: text) == nil)
    }

    @Test func `an empty rule for each header`() {
        let rules = DependencyRules(targets: ["a.o"], files: ["a.c", "b.h"])
        #expect(rules.text(as: .gcc, hasPhonyTargets: true) == "a.o: a.c b.h\nb.h:\n")
    }
}
