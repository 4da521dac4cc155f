import Testing

@testable import Reporting

@Suite struct TextTableTests {
    private var table: TextTable {
        var table = TextTable([
            .init("file", overflow: .cutStart(minimum: 6)), .init("jobs", .right),
            .init("why", overflow: .cutEnd(minimum: 5)),
        ])
        table.append(["src/lapi.c", "7", "assembler source"])
        table.append(["a.c", "1200", ""])
        return table
    }

    @Test(
        arguments: [
            (
                nil,
                """
                file        jobs  why
                src/lapi.c     7  assembler source
                a.c         1200

                """
            ),
            (
                34,
                """
                file        jobs  why
                src/lapi.c     7  assembler source
                a.c         1200

                """
            ),
            (
                28,
                """
                file        jobs  why
                src/lapi.c     7  assembler…
                a.c         1200

                """
            ),
            (
                22,
                """
                file     jobs  why
                …lapi.c     7  assemb…
                a.c      1200

                """
            ),
            (
                19,
                """
                file    jobs  why
                …api.c     7  asse…
                a.c     1200

                """
            ),
            (
                10,
                """
                file    jo
                …api.c
                a.c     12

                """
            ),
        ] as [(Int?, String)])
    func `columns give way, the widest first`(width: Int?, want: String) {
        let lines = table.render(width: width)
        #expect(lines == want)
        for line in lines.split(separator: "\n") {
            #expect(line.last != " ")
            #expect(width.map { String(line).displayWidth <= $0 } ?? true)
        }
    }

    @Test func `no locale, no ellipsis`() {
        #expect(
            table.render(width: 28, utf8: false) == """
                file        jobs  why
                src/lapi.c     7  assembl...
                a.c         1200

                """)
    }

    @Test func `wide characters take two columns, combining ones none`() {
        var table = TextTable([.init("name"), .init("n", .right)], indent: 1)
        table.append(["漢字.c", "1"])
        table.append(["e\u{301}.c", "22"])
        table.append(["🐧👨‍👩‍👧", "3"])
        table.append(["a\u{1B}[2J\n", "4"])
        #expect(
            table.render(width: nil) == """
                 name     n
                 漢字.c   1
                 e\u{301}.c     22
                 🐧👨‍👩‍👧     3
                 a?[2J?   4

                """)
    }

    @Test(arguments: [
        ("", 0), ("abc", 3), ("ü", 1), ("u\u{308}", 1), ("漢", 2), ("ｱ", 1), ("Ａ", 2), ("한", 2), ("🇩🇪", 2),
        ("☎️", 2), ("☎", 1), ("🐧", 2), ("\u{200B}", 0), ("…", 1), ("█", 1), ("\u{AD}", 1),
    ])
    func `text takes the columns of wcwidth`(text: String, want: Int) {
        #expect(text.displayWidth == want)
    }

    @Test func `text is cut between characters`() {
        #expect("漢字".prefix(columns: 3) == "漢")
        #expect("漢字".suffix(columns: 3) == "字")
        #expect("abc".prefix(columns: 0) == "" && "abc".suffix(columns: 9) == "abc")
    }

    @Test func `a table without rows is nothing, one without header has no titles`() {
        #expect(TextTable([.init("a")]).render(width: 80) == "")
        var table = TextTable([.init("a long title"), .init("b")], showsHeader: false)
        table.append(["x", "y"])
        #expect(table.render(width: 80) == "x  y\n")
    }

    @Test func `only the header is coloured`() {
        var table = TextTable([.init("a")])
        table.append(["x"])
        #expect(table.render(width: 80, style: .ansi) == "\u{1B}[1ma\u{1B}[0m\nx\n")
    }

    @Test(
        arguments: [
            (nil, "xterm", true, Style.ansi), ("", "xterm", true, .ansi), ("1", "xterm", true, .plain),
            (nil, "dumb", true, .plain), (nil, nil, true, .plain), (nil, "", true, .plain),
            (nil, "xterm", false, .plain),
        ] as [(String?, String?, Bool, Style)])
    func `colours are for terminals that have them`(
        noColor: String?, term: String?, isTerminal: Bool, want: Style
    ) {
        #expect(Style(noColor: noColor, term: term, isTerminal: isTerminal) == want)
    }
}
