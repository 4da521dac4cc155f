import ByteStrings

/// A generated package: a program of some C files under plain make.
enum SmallPackage {
    static let package: ByteString = "small-1-1-x86_64.pkg.tar"
    static let fileCount = 12

    /// - Parameters:
    ///   - header: lines of the PKGBUILD before its functions.
    ///   - build: the body of build().
    static func recipe(
        header: ByteString = "", build: ByteString = "make", rest: ByteString = ""
    ) -> ByteString {
        """
        pkgname=small
        pkgver=1
        pkgrel=1
        arch=(x86_64)
        \(header)
        prepare() { cp "$startdir"/*.[ch] "$startdir"/Makefile .; }
        build() {
            \(build)
        }
        package() { install -Dm755 program "$pkgdir/usr/bin/program"; }
        \(rest)

        """
    }

    /// - Parameter functions: in each file; 100 keep a compiler busy for about a third of a second.
    static func files(functions: Int = 1) -> [(name: ByteString, text: ByteString)] {
        let objects = (0..<fileCount).map { "part\($0).o" }.joined(separator: " ")
        var files: [(name: ByteString, text: ByteString)] = [
            (
                "Makefile",
                ByteString(
                    """
                    CC = gcc
                    program: \(objects)
                    \t$(CC) $(LDFLAGS) -o $@ \(objects)
                    %.o: %.c part.h
                    \t$(CC) $(CFLAGS) -c -o $@ $<

                    """)
            ),
            ("part.h", "#include <stdio.h>\n#include <stdlib.h>\n#include <string.h>\n"),
        ]
        for number in 0..<fileCount {
            var text = "#include \"part.h\"\n"
            for function in 0..<functions {
                text += """
                    int part\(number)_\(function)(int *a, int n)
                    {
                        for (int i = 0; i < n; i++) {
                            a[i] = a[i] * \(function + 3) + (a[(i + \(number)) % n] >> 2);
                            if (a[i] > \(function)) printf("%d %s\\n", a[i], __func__);
                        }
                        return n > 0 ? a[n - 1] : \(number);
                    }

                    """
            }
            if number == 0 { text += "int main(int argc, char **argv) { return part0_0(&argc, 1); }\n" }
            files.append((ByteString("part\(number).c"), ByteString(text)))
        }
        return files
    }
}
