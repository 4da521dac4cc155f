import ByteStrings
import Processes
import Testing
import Toolchain

@Suite struct SearchDirectoriesTests {
    @Test func `the list is read between its headings, in any language`() {
        let output: ByteString = """
            ignoring duplicate directory "/x"
            #include "..." search starts here:
             /quote
            #include <...> search starts here:
             /usr/lib/gcc/x/12/include
             /usr/lib/gcc/x/12/../../include
            Ende der Suchliste.
            COMPILER_PATH=/y
            """
        #expect(
            SearchDirectories(driverOutput: output)?.paths
                == ["/usr/lib/gcc/x/12/include", "/usr/lib/gcc/x/12/../../include"])
        #expect(SearchDirectories(driverOutput: "gcc: error") == nil)
    }

    @Test func `only words that decide are asked with`() {
        #expect(
            SearchQuery.relevant([
                "-O2", "-m32", "-I", "-m64", "--sysroot", "/s", "-o", "-nostdinc", "-nostdinc++",
                "-march=native",
            ]) == ["-m32", "--sysroot", "/s", "-nostdinc++", "-march=native"])
    }
}
