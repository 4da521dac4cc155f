import BashSyntax
import ByteStrings
import Pkgbuild
import Testing

@Suite struct `Job counts of a PKGBUILD` {
    @Test(
        arguments: [
            (#"make -j"$(nproc)" all"#, [#"-j"$(nproc)""#]), ("make -j`nproc`", ["-j`nproc`"]),
            ("ninja -C build -j $(nproc)", ["-j $(nproc)"]),
            ("/usr/bin/make -j$(nproc --all)", ["-j$(nproc --all)"]),
            ("cmake --build b --parallel $(nproc)", ["--parallel $(nproc)"]),
            ("make --jobs=$(getconf _NPROCESSORS_ONLN)", ["--jobs=$(getconf _NPROCESSORS_ONLN)"]),
            ("python waf -j$(nproc)", ["-j$(nproc)"]), ("./waf build -j$(nproc)", ["-j$(nproc)"]),
            (#"export MAKEFLAGS="-j$(nproc)""#, [#"MAKEFLAGS="-j$(nproc)""#]),
            ("if true; then\n  ( make -j$(nproc) )\nfi", ["-j$(nproc)"]),
            ("make -j8", []), ("make $MAKEFLAGS", []), ("make -C $(nproc)", []), ("# make -j$(nproc)", []),
            ("cargo build -j$(nproc)", []), ("xargs -P$(nproc) make", []), ("echo 'make -j$(nproc)'", []),
            ("make -j", []),
        ] as [(ByteString, [ByteString])])
    func `those that come from this machine's processors are found`(line: ByteString, want: [ByteString]) {
        #expect(SyntaxTree(parsing: "build() {\n" + line + "\n}\n").localJobCounts.map(\.text) == want)
    }

    @Test func `other phases are theirs, helpers are build's`() {
        let text: ByteString = """
            make -j$(nproc)
            prepare() { make -j$(nproc) headers; }
            _compile() { make -j$(nproc); }
            function build { _compile; }
            check() { make -j$(nproc) test; }
            package_a() { make -j$(nproc) install; }
            build_b() {
              make -j$(nproc)
            }
            """
        #expect(SyntaxTree(parsing: text).localJobCounts.map(\.line) == [3, 8])
    }
}
