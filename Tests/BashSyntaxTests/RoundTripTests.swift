import BashSyntax
import ByteStrings
import Testing

@Suite struct `Round trips` {
    @Test func `every shell file of this machine comes out as it went in, and is understood`() {
        #expect(ShellFiles.all.count - ShellFiles.corpora.count >= 200)
        for file in ShellFiles.all {
            expectLossless(file.bytes, file.path)
            if Self.oddities.contains(where: file.path.hasSuffix) { continue }
            let tree = SyntaxTree(parsing: file.bytes)
            // `${(M)…}` is zsh's, behind a test for zsh: bash reads over it, too.
            if let first = tree.diagnostics.first(where: { $0.message != "bad substitution" }) {
                Issue.record("\(file.path):\(first)")
            }
        }
    }

    @Test func `the corpora are among them, and complaints only where they were written to be`() {
        #expect(ShellFiles.corpora.count { $0.path.hasSuffix(".PKGBUILD") } >= 150)
        #expect(ShellFiles.corpora.contains { $0.path.hasSuffix(".install") })
        for name in Self.oddities {
            let file = ShellFiles.corpora.first { $0.path.hasSuffix(name) }
            #expect(file.map { SyntaxTree(parsing: $0.bytes).diagnostics.isEmpty } == false, "\(name)")
        }
    }

    /// Files with bytes that bash takes and makepkg does not want.
    private static let oddities = [
        "/byte_order_mark.PKGBUILD", "/crlf_comments.PKGBUILD", "/crlf_values.PKGBUILD",
    ]

    @Test(arguments: 0..<40)
    func `mutated files neither crash nor lose a byte`(seed: Int) {
        let files = ShellFiles.all
        // Each file has its turn once.
        for index in stride(from: seed, to: files.count, by: 40) {
            let file = files[index]
            let bytes = mutated(Array(file.bytes.prefix(6000)), seed: UInt64(index))
            expectLossless(bytes, "\(file.path), seed \(index)")
        }
    }

    @Test(arguments: [
        "", " ", "\n", "\\", "'", "\"", "`", "$", "${", "$(", "$((", "((", "[[", "{", "(", ")", "}", ";",
        ";;",
        "&", "&&", "|", "<", "<<", "<<<", "a<<", "x=(", "x[", "x[1]", "x=([", "if", "case", "case x in",
        "for",
        "for ((", "f(", "f()", "function", "function f", "select", "coproc", "!", "time", "fi", "done",
        "esac",
        "${x", "${x:", "${x/", "${x//a/", "${#", "${!", "${}", "$[", "$'", "$\"", "<(", ">(", "cat <<E",
        "cat <<E\n",
        "cat <<E\nE", "cat <<'E'\n$x\nE\n", "cat <<-E\n\tE\n", "a\r\nb\r\n", "\u{FEFF}a=1", "a=1\0b", "{a}>x",
        "[[ a =~ (b|c d) ]]", "[[ ( ]]", "[[ ! ]]", "case x in (a|b) ;; *) esac", "$( (a); (b) )", "((a)",
        "$((a)",
        "`a \\`b\\` c`", "`a", "\"`\"`", "${x:-`}`}", "@(", "a=@(b",
    ])
    func `fragments come out as they went in`(text: String) {
        expectLossless(Array(text.utf8), text)
        expectLossless(Array(("shopt -s extglob\n" + text).utf8), text)
        expectLossless([0xFF, 0xC3] + Array(text.utf8) + [0xE2, 0x82], text)
    }

    @Test func `any bytes at all come out as they went in`() {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let alphabet = Array("$(){}[]\"'`\\<>|&;\n a=if fi#-:/!*".utf8)
            let bytes = (0..<300).map { _ in
                seed % 2 == 0
                    ? UInt8.random(in: 0...255, using: &generator)
                    : alphabet.randomElement(using: &generator) ?? 0
            }
            expectLossless(bytes, "seed \(seed)")
        }
    }

    @Test(arguments: [
        "(", "((", "$(", "$((", "${x:-", "\"$(", "`", "\"", "{ ", "if ", "case x in a) ", "x=(", "x[", "x=([",
        "[[ ( ",
        "[[ ! ", "<(", "cat <<E\n$(", "$(cat <<E\n", "f() { ", "while ", "!", "! ", "@(", "((a) ", "$[",
        "a |", "a && ",
        "cat <<E; ", "a <<-'E' <<F\n", "<<E ", "{a,", "a{1..", "[[ a && ( ", "[[ a =~ (", "esac;", "x=([a]=",
        "${a[", "${!a[", "${x:-\"", "`\\`", "coproc a ", "function a ", "a() ", "x+=( ", "!(a|", "$((1+",
        "select a in ", "a=(b)c", "for ((", "x=$'", "a=\"${b#'", "\\\n", "$((($", "((\"", "((${", ";", ")",
        "}",
    ])
    func `adversarial repetition takes linear time`(unit: String) {
        func time(_ count: Int) -> Duration {
            var bytes: [UInt8] = []
            while bytes.count < count { bytes += Array(unit.utf8) }
            return ContinuousClock().measure {
                #expect(SyntaxTree(parsing: bytes).source.count == bytes.count)
            }
        }
        // A debug build is some thirty times slower than a release build; what is tested is the growth.
        let small = time(8_000)
        let large = time(64_000)
        #expect(large < small * 24 + .milliseconds(300), "8 kB \(small), 64 kB \(large)")
    }
}
