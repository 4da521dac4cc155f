import ByteStrings
import CompilerCommand
import IncludeClosure
import Testing

@Suite struct BuiltinDirectoriesTests {
    /// `LC_ALL=C gcc -E -v -x c /dev/null`, gcc 12.2, Debian 12; some lines left out.
    private let answer: ByteString = """
        Target: x86_64-linux-gnu
        ignoring nonexistent directory "/usr/local/include/x86_64-linux-gnu"
        ignoring duplicate directory "/usr/include/x86_64-linux-gnu"
        #include "..." search starts here:
        #include <...> search starts here:
         /usr/lib/gcc/x86_64-linux-gnu/12/include
         /usr/include
        End of search list.
        COMPILER_PATH=/usr/lib/gcc/
        """

    @Test func `the compiler's list is read`() {
        #expect(
            BuiltinDirectories(parsing: answer)
                == BuiltinDirectories(
                    directories: ["/usr/lib/gcc/x86_64-linux-gnu/12/include", "/usr/include"],
                    missing: ["/usr/local/include/x86_64-linux-gnu"]))
    }

    @Test(arguments: [
        "", "gcc: error: x\n", "#include <...> search starts here:\n /usr/include\n",
        "#include <...> search starts here:\n /Library (framework directory)\nEnd of search list.\n",
    ])
    func `no list is no answer`(text: ByteString) {
        #expect(BuiltinDirectories(parsing: text) == nil)
    }

    @Test(arguments: [
        ("gcc -O2 -c a.c -Ii -DX -o a.o", "c", ""),
        ("g++ -m32 -nostdinc++ --sysroot /s -c a.cc", "c++", "-m32 -nostdinc++ --sysroot /s"),
        ("clang --target=arm -stdlib=libc++ -c a.C", "c++", "--target=arm -stdlib=libc++"),
        ("gcc -c a.S -isysroot /s", "assembler-with-cpp", "-isysroot /s"),
    ])
    func `the question holds what shapes the list`(line: ByteString, language: ByteString, words: ByteString)
        throws
    {
        let query = try #require(BuiltinDirectories.Query(for: CompilerCommand(parsing: line.split(" "))))
        #expect(query.language == language)
        #expect(query.words == words.split(" "))
    }
}
