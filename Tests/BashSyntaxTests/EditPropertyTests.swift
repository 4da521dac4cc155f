import BashSyntax
import ByteStrings
import Testing

@Suite struct `Edits that cannot apply` {
    static let text: ByteString = """
        options=(strip)
        prepare() {
          cp a .config
          make -s kernelrelease
        }
        build() {
          x=(a)
          cat <<E; make all
        a
        E
        }

        """

    @Test(arguments: [
        (
            Edit.insert("x", .before, CommandPattern("make ... olddefconfig"), .first, function: "prepare"),
            EditError(
                .commandMissing, expected: "make ... olddefconfig", found: ["cp a", "make -s"],
                position: SourcePosition(line: 2, column: 1, offset: 16))
        ),
        (
            .insertAtEnd("x", function: "check"),
            EditError(.functionMissing, expected: "check", found: ["prepare", "build"])
        ),
        (
            .insert("x", .before, CommandPattern("make"), .first, function: "build"),
            EditError(
                .badPlace, expected: "<<E", position: SourcePosition(line: 8, column: 12, offset: 98))
        ),
        (
            .appendElements(["a"], array: "depends", function: nil),
            EditError(
                .arrayMissing, expected: "depends", found: ["options"],
                position: SourcePosition(line: 1, column: 1, offset: 0))
        ),
        (
            .replaceElement(matching: "debug", with: ["a"], array: "options", function: nil),
            EditError(
                .elementMissing, expected: "debug", found: ["strip"],
                position: SourcePosition(line: 1, column: 9, offset: 8))
        ),
        (
            .appendBeforeUse(["a"], array: "_flags", function: "prepare"),
            EditError(
                .commandMissing, expected: "${_flags[*]}", found: ["cp a", "make -s"],
                position: SourcePosition(line: 2, column: 1, offset: 16))
        ),
        (
            .assign("1", variable: "CC", .every, function: nil),
            EditError(
                .assignmentMissing, expected: "CC=", found: ["options"],
                position: SourcePosition(line: 1, column: 1, offset: 0))
        ),
        (
            .replaceWord("/usr/bin/config", with: "config", function: nil),
            EditError(
                .wordMissing, expected: "/usr/bin/config", found: [".config"],
                position: SourcePosition(line: 1, column: 1, offset: 0))
        ),
        (
            .addFunction("build", body: "y"),
            EditError(
                .functionExists, expected: "build", found: ["build() {"],
                position: SourcePosition(line: 6, column: 1, offset: 69))
        ),
        (.appendElements(["a b"], array: "options", function: nil), EditError(.badText, expected: "a b")),
        (.appendElements(["a)"], array: "options", function: nil), EditError(.badText, expected: "a)")),
        (.appendElements(["#a"], array: "options", function: nil), EditError(.badText, expected: "#a")),
        (.assign("1; rm x", variable: "x", .every, function: nil), EditError(.badText, expected: "1; rm x")),
        (.addFunction("a b", body: "y"), EditError(.badText, expected: "a b")),
        (
            .insertAtEnd("if a; then", function: "build"),
            EditError(
                .badText, expected: "if a; then\n", found: [""],
                position: SourcePosition(line: 2, column: 1, offset: 11))
        ),
        (.insertAtEnd("\n", function: "build"), EditError(.badText, expected: "\n")),
    ])
    func `say what was expected and what is there`(edit: Edit, want: EditError) {
        #expect(throws: want) { try SyntaxTree(parsing: Self.text).plan(edit) }
    }

    @Test func `change nothing where the result would be broken`() {
        let tree = SyntaxTree(parsing: "f() {\n  a\n}\nx='")
        #expect(throws: EditError.self) { try tree.plan(.addFunction("g", body: "a")) }
    }
}

@Suite struct `Command patterns` {
    @Test(arguments: [
        ("make", "make all", true), ("make", "gmake", false), ("*make", "_make x", true),
        ("make ... olddefconfig", "make olddefconfig", true),
        ("make ... olddefconfig", "make LLVM=1 \"${x[@]}\" olddefconfig -j1", true),
        ("make ... olddefconfig", "make menuconfig", false), ("gn gen", "gn gen out --args=", true),
        ("gn gen", "gn", false), ("... make", "env A=1 make", true), ("make", "A=1 B=2 make", true),
        ("'make'", "make", false), ("@(gcc|cc)", "'gcc' -c", true), ("export CC=*", "export CC=clang", true),
        ("*", "a", true), ("...", "a", true), ("a ... ... b", "a b", true),
    ])
    func `match words`(pattern: ByteString, command: ByteString, want: Bool) throws {
        let tree = SyntaxTree(parsing: "f() {\n" + command + "\n}\n")
        let edit = Edit.insert("true", .before, CommandPattern(pattern), .first, function: "f")
        if want {
            #expect(try tree.plan(edit).map(\.range) == [6..<6])
        } else {
            #expect(throws: EditError.self) { try tree.plan(edit) }
        }
    }
}

@Suite struct `Any text` {
    private static let edits: [Edit] = [
        .appendElements(["'z z'"], array: "x", function: nil),
        .appendElements(["z"], array: "x", function: "build"),
        .replaceElement(matching: "a*", with: ["q", "r"], array: "x", function: nil),
        .replaceElement(matching: "a*", with: [], array: "x", function: "build"),
        .appendBeforeUse(["k=1", "l"], array: "x", function: "build"),
        .insert("one\ntwo", .before, CommandPattern("make"), .every, function: "build"),
        .insert("one", .before, CommandPattern("make ... all"), .last, function: "build"),
        .insert("if one; then\n  two\nfi", .after, CommandPattern("make"), .every, function: "build"),
        .insert("make 1", .after, CommandPattern("make"), .first, function: "build"),
        .insertAtStart("one", function: "build"), .insertAtEnd("cat <<Q\n one\nQ", function: "build"),
        .assign("'v'", variable: "x", .every, function: "build"),
        .assign("(v)", variable: "x", .last, function: nil),
        .replaceWord("/usr/bin/gcc", with: "gcc", function: nil), .addFunction("more", body: "one"),
        .wrapFunction("build", inner: "inner", body: "one\ninner"),
    ]

    private static let texts: [ByteString] = [
        "x=(a b c)\nbuild() {\n  local x=(aa b)\n  x+=(c)\n  if make all; then\n    make b; make c\n  fi\n  gn \"${x[*]}\"\n}\n",
        "build() { x=(a); for i in a; do make $i all | tee l; done; echo ${x[@]}; CC=/usr/bin/gcc make & }\nx=()",
        "x=(a # one\n   'b' # two\n)\nbuild()\n{\n\tcat <<E >f; echo\n${x[*]}\nE\n\tmake \\\n\t  all || { make b; }\n}\n",
        "function build {\n  case a in\n    a) make ;;\n    *) x=(a\\ b) make all ;&\n  esac\n  v=\"$(make c) '${x[@]}'\"\n}\nif y; then build() (\n  make\n); fi\n",
    ]

    /// What every plan promises: in order, inside the text, everything else kept, sound, and done once.
    private func expectPromises(_ bytes: [UInt8], _ edit: Edit, _ comment: String) {
        let tree = SyntaxTree(parsing: bytes)
        guard let plan = try? tree.plan(edit), !plan.isEmpty else { return }
        let result = tree.applying(plan)
        #expect(result.diagnostics.count <= tree.diagnostics.count, "\(comment)")
        var rest = result.source[...]
        var place = 0
        for replacement in plan {
            let kept = bytes[place..<replacement.range.lowerBound] + replacement.text.bytes
            #expect(rest.starts(with: kept), "\(comment)")
            rest = rest.dropFirst(kept.count)
            place = replacement.range.upperBound
        }
        #expect(rest.elementsEqual(bytes[place...]), "\(comment)")
        if let again = try? result.plan(edit) {
            #expect(again == [], "\(comment): \(ByteString(bytes)) → \(result.text)")
        }
    }

    @Test func `keeps what no edit asked for`() throws {
        for text in Self.texts {
            for edit in Self.edits { expectPromises(text.bytes, edit, "\(edit)") }
        }
    }

    @Test(arguments: 0..<30)
    func `keeps it when it is broken, too`(seed: Int) {
        for offset in 0..<8 {
            let number = UInt64(seed * 8 + offset)
            let bytes = mutated(Self.texts[Int(number) % Self.texts.count].bytes, seed: number)
            for edit in Self.edits { expectPromises(bytes, edit, "seed \(number), \(edit)") }
        }
    }

    @Test func `is not called broken if bash understands it`() {
        for number in 0..<120 as Range<UInt64> {
            let tree = SyntaxTree(
                parsing: mutated(Self.texts[Int(number) % Self.texts.count].bytes, seed: number))
            guard tree.diagnostics.isEmpty else { continue }
            for edit in Self.edits {
                do throws(EditError) {
                    _ = try tree.plan(edit)
                } catch {
                    #expect(error.code != .wouldBreak, "\(edit) in \(tree.text)")
                }
            }
        }
    }
}
