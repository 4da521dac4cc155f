import ByteStrings
import Testing

@testable import CompilerCommand

@Suite struct ResponseFileTests {
    @Test(arguments: [
        ("-c a.c\n", ["-c", "a.c"]), ("", []), (" \n\t", []), ("'a b' \"c d\"e", ["a b", "c de"]),
        ("-DX=\\\"s\\\"", ["-DX=\"s\""]), ("a\\ b", ["a b"]), ("''", [""]),
        ("\"a'b\" 'c\"d'", ["a'b", "c\"d"]),
        ("\"a\\\"b\\\\c\"", ["a\"b\\c"]),
    ])
    func `words are split as libiberty and clang split them`(text: String, words: [String]) {
        #expect(ResponseFileExpansion.words(in: Array(text.utf8))?.map(\.string) == words)
    }

    @Test(arguments: ["'a\\b'", "\"a\\nb\"", "a\\\nb", "'open", "a\\", "a\u{0}b"])
    func `what compilers disagree about is not guessed`(text: String) {
        #expect(ResponseFileExpansion.words(in: Array(text.utf8)) == nil)
    }

    @Test func `files within files are expanded in place`() {
        let files: [ByteString: String] = ["a": "-O2 @b -c", "b": "x.c"]
        let command = CompilerCommand(parsing: ["gcc", "@a", "-g"]) { files[$0].map { Array($0.utf8) } }
        #expect(command.arguments == ["gcc", "-O2", "x.c", "-c", "-g"])
        #expect(command.unreadableResponseFile == nil)
        #expect(command.action == .object)
    }

    @Test func `a file that names itself, twice, ends`() {
        let command = CompilerCommand(parsing: ["gcc", "@a"]) { _ in Array("@a @a".utf8) }
        #expect(command.unreadableResponseFile == "@a")
    }

    @Test func `an unreadable file stays a word`() {
        let command = CompilerCommand(parsing: ["gcc", "-c", "@gone"])
        #expect(command.unreadableResponseFile == "@gone")
        #expect(command.inputs.map(\.path) == ["@gone"])
    }
}
