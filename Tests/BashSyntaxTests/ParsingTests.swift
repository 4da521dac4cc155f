import BashSyntax
import ByteStrings
import Testing

/// The kinds of the meaningful nodes below the root list, nested in parentheses, without their text.
private func shape(_ node: SyntaxNode) -> String {
    if node.kind.isLeaf { return "\(node.kind)" }
    return "\(node.kind)(" + node.parts.map { shape($0) }.joined(separator: " ") + ")"
}

private func shapes(_ text: ByteString) -> String {
    let list = SyntaxTree(parsing: text).root.first(.list)
    return list?.parts.map { shape($0) }.joined(separator: " ") ?? ""
}

@Suite struct `Parsing` {
    @Test(
        arguments: [
            ("make", "simpleCommand(word(literal))"),
            ("a; b", "simpleCommand(word(literal)) operator simpleCommand(word(literal))"),
            (
                "a && b | c",
                "andOr(simpleCommand(word(literal)) operator pipeline(simpleCommand(word(literal)) operator simpleCommand(word(literal))))"
            ),
            (
                "x=1 y+=2",
                "simpleCommand(assignment(name operator word(literal)) assignment(name operator word(literal)))"
            ),
            ("x=", "simpleCommand(assignment(name operator word()))"),
            ("echo x=(", "simpleCommand(word(literal) word(literal)) unknown"),
            (
                "local x=(a)",
                "simpleCommand(word(literal) assignment(name operator array(operator word(literal) operator)))"
            ),
            (
                "x[1+2]=a",
                "simpleCommand(assignment(name subscript(operator literal operator) operator word(literal)))"
            ),
            (
                "x=([k]=v)",
                "simpleCommand(assignment(name operator array(operator arrayElement(subscript(operator literal operator) operator word(literal)) operator)))"
            ),
            (
                "f() { a; }",
                "functionDefinition(word(literal) operator operator group(operator list(simpleCommand(word(literal)) operator) operator))"
            ),
            ("coproc a b", "coprocess(keyword simpleCommand(word(literal) word(literal)))"),
            (
                "coproc S { a; }",
                "coprocess(keyword name group(operator list(simpleCommand(word(literal)) operator) operator))"
            ),
            (
                "coproc S (a)",
                "coprocess(keyword name subshell(operator list(simpleCommand(word(literal))) operator))"
            ),
            (
                "coproc if a; then b; fi",
                "coprocess(keyword ifClause(keyword list(simpleCommand(word(literal)) operator) keyword list(simpleCommand(word(literal)) operator) keyword))"
            ),
            (
                "function f-g { a; }",
                "functionDefinition(keyword word(literal) group(operator list(simpleCommand(word(literal)) operator) operator))"
            ),
            (
                "package_libstdc++() { a; }",
                "functionDefinition(word(literal) operator operator group(operator list(simpleCommand(word(literal)) operator) operator))"
            ),
            (
                "\"a$b${c}\"",
                "simpleCommand(word(doubleQuoted(quote literal parameter parameterExpansion(operator name operator) quote)))"
            ),
            (
                "${a//b/c}",
                "simpleCommand(word(parameterExpansion(operator name operator operand(literal) operator operand(literal) operator)))"
            ),
            (
                "$(a)$((1+2))`b`",
                "simpleCommand(word(commandSubstitution(operator list(simpleCommand(word(literal))) operator) arithmeticExpansion(operator arithmetic(literal) operator) backquoted(operator list(simpleCommand(word(literal))) operator)))"
            ),
            (
                "$((a); (b))",
                "simpleCommand(word(commandSubstitution(operator list(subshell(operator list(simpleCommand(word(literal))) operator) operator subshell(operator list(simpleCommand(word(literal))) operator)) operator)))"
            ),
            (
                "a 2>&1 <<< b >f",
                "simpleCommand(word(literal) redirection(fileDescriptor operator word(literal)) redirection(operator word(literal)) redirection(operator word(literal)))"
            ),
            (
                "{ a; } >f",
                "redirectedCommand(group(operator list(simpleCommand(word(literal)) operator) operator) redirection(operator word(literal)))"
            ),
            (
                "diff <(a) b",
                "simpleCommand(word(literal) word(processSubstitution(operator list(simpleCommand(word(literal))) operator)) word(literal))"
            ),
            (
                "[[ -f a && b == c* ]]",
                "conditional(keyword conditionalAnd(conditionalUnary(operator word(literal)) operator conditionalBinary(word(literal) operator word(literal))) keyword)"
            ),
            (
                "[[ a =~ ^(b|c d)$ ]]",
                "conditional(keyword conditionalBinary(word(literal) operator word(literal literal literal literal literal literal literal literal literal)) keyword)"
            ),
            (
                "case a in b|c) d;; esac",
                "caseClause(keyword word(literal) keyword caseItem(word(literal) operator word(literal) operator list(simpleCommand(word(literal))) operator) keyword)"
            ),
            (
                "for i in a b; do c; done",
                "forClause(keyword name keyword word(literal) word(literal) operator keyword list(simpleCommand(word(literal)) operator) keyword)"
            ),
            (
                "for ((i=0;i<1;i++)) do a; done",
                "forArithmetic(keyword operator arithmetic(literal) operator arithmetic(literal) operator arithmetic(literal) operator keyword list(simpleCommand(word(literal)) operator) keyword)"
            ),
            (
                "if a; then b; elif c; then d; else e; fi",
                "ifClause(keyword list(simpleCommand(word(literal)) operator) keyword list(simpleCommand(word(literal)) operator) keyword list(simpleCommand(word(literal)) operator) keyword list(simpleCommand(word(literal)) operator) keyword list(simpleCommand(word(literal)) operator) keyword)"
            ),
            ("((a))", "arithmeticCommand(operator arithmetic(literal) operator)"),
            (
                "cat <<E\n$x\nE\n",
                "simpleCommand(word(literal) redirection(operator word(literal))) hereDocument(parameter literal hereDocumentEnd)"
            ),
            (
                "cat <<'E'\n$x\nE\n",
                "simpleCommand(word(literal) redirection(operator word(singleQuoted))) hereDocument(literal hereDocumentEnd)"
            ),
            ("echo fi done }", "simpleCommand(word(literal) word(literal) word(literal) word(literal))"),
            ("a#b # c", "simpleCommand(word(literal))"),
            (
                "shopt -s extglob\n!(a)",
                "simpleCommand(word(literal) word(literal) word(literal)) simpleCommand(word(extendedPattern(operator literal operator)))"
            ),
            ("! (a)", "pipeline(keyword subshell(operator list(simpleCommand(word(literal))) operator))"),
        ] as [(ByteString, String)])
    func `gives the tree that bash means`(text: ByteString, want: String) {
        #expect(shapes(text) == want)
    }

    // Bash 5.2 complains about each as well; about the here-document it only warns.
    @Test(
        arguments: [
            ("if a; then b", "1:13: missing `fi`"),
            ("a=(b", "1:5: missing `)`"),
            ("f() {\n a\n", "3:1: missing `}`"),
            ("x=\"a\nb", "1:3: missing closing quote: \""),
            ("x='a", "1:3: missing closing quote: '"),
            ("a\nfi\nb", "2:1: unexpected text: fi"),
            ("a ;; b", "1:3: unexpected text: ;"),
            ("a )", "1:3: unexpected text: )"),
            ("a && ", "1:6: missing `command`"),
            ("x=(a;b)", "1:5: unexpected text: ;"),
            ("shopt -s extglob\npackage_libstdc++() {\n:\n}", "4:1: unexpected text: }"),
            ("while a; b; done", "1:13: missing `do`: done"),
            ("[[ a == ]]", "1:9: missing `word`: ]]"),
            ("cat <<E\na\n", "1:7: here-document without its end line: E"),
        ] as [(ByteString, String)])
    func `says where a text is broken`(text: ByteString, want: String) {
        #expect(SyntaxTree(parsing: text).diagnostics.first?.description == want)
    }

    @Test func `a broken construct does not swallow what encloses it`() {
        let tree = SyntaxTree(parsing: "build() {\n  if a; then\n    b\n}\npackage() {\n  c\n}\n")
        let functions = tree.root.first(.list)?.all(.functionDefinition) ?? []
        #expect(functions.compactMap { $0.first(.word)?.text } == ["build", "package"])
        #expect(tree.diagnostics.map(\.line) == [4])
    }

    @Test func `positions count lines and bytes from 1`() {
        let tree = SyntaxTree(parsing: "é=1\n\tfoo")
        let words = tree.root.descendants.filter { $0.kind == .word && $0.text == "foo" }
        #expect(words.first?.position == SourcePosition(line: 2, column: 2, offset: 6))
    }
}
