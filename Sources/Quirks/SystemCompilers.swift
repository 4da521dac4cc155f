import BashSyntax
import ByteStrings
import Pkgbuild

extension SyntaxTree {
    /// Compilers in `/usr/bin` that are the value of an assignment, in the PKGBUILD itself or in a file that it
    /// writes: `CC=/usr/bin/gcc`, `cc = "/usr/bin/gcc"`, `-DCMAKE_C_COMPILER=/usr/bin/gcc`.
    ///
    /// Others, such as in `ln -s /usr/bin/gcc` or `test -x /usr/bin/gcc`, mean the file itself. A compiler in
    /// another directory is not the one that PATH would find.
    var assignedSystemCompilers: [CompilerMention] {
        // Few files name any program in a bin directory, and a search of the text is cheaper than of the tree.
        guard ByteString(source).contains("/bin/") else { return [] }
        return absoluteCompilerPaths.filter { mention in
            guard mention.kind == .absolutePath, ["/usr/bin", "/bin"].contains(mention.text.directoryPath)
            else { return false }
            var offset = mention.position.offset
            while offset > 0, "\"' \t".utf8.contains(source[offset - 1]) { offset -= 1 }
            return offset > 0 && source[offset - 1] == UInt8(ascii: "=")
        }
    }
}
