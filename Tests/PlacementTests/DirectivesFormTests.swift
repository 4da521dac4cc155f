import ByteStrings
import CompilerCommand
import Placement
import Testing

@Suite struct DirectivesFormTests {
    private func isSafe(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return unsafe isSafeWithMacros(bytes.span.bytes)
    }

    private static let words = [
        "__DATE__", "__TIME__", "__TIMESTAMP__", "__BASE_FILE__", "__COUNTER__", "__INCLUDE_LEVEL__", "??=",
        "??/",
    ]

    @Test(arguments: words)
    func `a word that means something else there is found wherever it stands`(word: String) {
        for before in 0..<40 {
            for after in [0, 1, 15, 40] {
                let text = String(repeating: " ", count: before) + word + String(repeating: ".", count: after)
                #expect(!isSafe(text), "after \(before), before \(after)")
            }
        }
    }

    @Test(arguments: [
        "", "__FILE__ __LINE__", "MY__DATE__", "__DATE__S", "x__TIME__", "__COUNTER", "_DATE__", "?? what",
        "__builtin_COLUMN", "#define __TIMES 1", "??", "?", "__INCLUDE_LEVEL", "__BASE_FILE__1",
    ])
    func `other words are safe`(text: String) {
        for before in 0..<20 {
            #expect(isSafe(String(repeating: " ", count: before) + text))
            #expect(isSafe(String(repeating: " ", count: before) + text + String(repeating: "\n", count: 40)))
        }
    }

    private func compile(_ line: String) -> RemoteCompile? {
        let command = CompilerCommand(parsing: line.split(separator: " ").map { ByteString(String($0)) }) {
            _ in nil
        }
        let context = PlacementContext(workingDirectory: "/w", environment: { _ in nil })
        guard case .remote(let compile) = place(command, in: context) else { return nil }
        return compile
    }

    @Test func `macros are kept here and expanded there`() throws {
        let form = try #require(compile("gcc -O2 -DX=1 -Wextra -MD -c a.c -o a.o")?.directives)
        #expect(form.preprocessArguments.prefix(3) == ["gcc", "-E", "-fdirectives-only"])
        #expect(form.preprocessArguments.contains("-DX=1"))
        #expect(!form.preprocessArguments.contains("-C"))
        #expect(form.remoteArguments.suffix(2) == ["-fpreprocessed", "-fdirectives-only"])
        #expect(!form.remoteArguments.contains("-DX=1"))
    }

    @Test(arguments: [
        "clang -c a.c", "gcc -c a.i", "gcc -P -c a.c", "gcc -g3 -c a.c", "gcc -Wunused-macros -c a.c",
        "gcc -Wtraditional -c a.c", "gcc -trigraphs -c a.c",
    ])
    func `what would not be the same is preprocessed to the end`(line: String) throws {
        let remote = try #require(compile(line))
        #expect(remote.directives == nil)
    }
}
