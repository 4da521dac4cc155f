import BashSyntax
import ByteStrings
import Pkgbuild
import Testing

private func read(_ text: ByteString, after evaluation: Evaluation = Evaluation()) -> Pkgbuild {
    Pkgbuild(SyntaxTree(parsing: text), after: evaluation)
}

@Suite struct `A PKGBUILD as values` {
    private let split: ByteString = """
        # Maintainer: nobody
        pkgbase=libfoo
        pkgname=(libfoo libfoo-docs "libstdc++")
        pkgver=1.2.3
        _tag=${pkgver//./_}
        pkgrel=4
        epoch=1
        arch=(x86_64 aarch64)
        url="https://example.org/$pkgbase"
        depends=('glibc' "zlib>=1.2") # why not
        makedepends=(cmake
          # needed for docs
          doxygen)
        options=(!strip distcc
          !distcc)
        source=("$pkgbase-$pkgver.tar.gz::https://example.org/v$_tag.tar.gz"{,.sig}
                git+https://example.org/foo.git#tag=v$pkgver?signed
                fix.patch)
        source_aarch64=(arm.patch)
        sha256sums=(SKIP
                    'SKIP')
        install=libfoo.install

        prepare() {
          cd $pkgbase-$pkgver
        }

        build() (
          make
        )
        package_libfoo() { :; }
        package_libfoo-docs() {
          options=(strip)
          depends=()
        }
        package_libstdc++() {
          :
        }
        """

    @Test func `gives every field of a split package`() {
        let package = read(split)
        #expect(SyntaxTree(parsing: split).diagnostics == [])
        #expect(package.packageBase == .known("libfoo"))
        #expect(package.packageNames == .known(["libfoo", "libfoo-docs", "libstdc++"]))
        #expect(package.version.known?.description == "1:1.2.3-4")
        #expect(package.architectures == .known(["x86_64", "aarch64"]))
        #expect(package.dependencies == .known(["glibc", "zlib>=1.2"]))
        #expect(package.makeDependencies == .known(["cmake", "doxygen"]))
        #expect(package.checkDependencies == .absent)
        #expect(package.string("url") == .known("https://example.org/libfoo"))
        #expect(package.list("source", architecture: "aarch64") == .known(["arm.patch"]))
        #expect(package.installFile == .known("libfoo.install"))
        #expect(package.changelogFile == .absent)
        #expect(
            package.sources.known?.map(\.text) == [
                "libfoo-1.2.3.tar.gz::https://example.org/v1_2_3.tar.gz",
                "libfoo-1.2.3.tar.gz::https://example.org/v1_2_3.tar.gz.sig",
                "git+https://example.org/foo.git#tag=v1.2.3?signed", "fix.patch",
            ])
        #expect(
            package.phases == [
                "prepare", "build", "package_libfoo", "package_libfoo-docs", "package_libstdc++",
            ])
        #expect(package.functions["build"]?.place.line == 28)
        #expect(!package.updatesVersion)
    }

    @Test(
        arguments: [
            ("options=(!distcc)", false), ("options=(distcc)", true), ("options=(strip)", nil), ("", nil),
            ("options=(distcc !distcc)", false), ("options=(!distcc)\noptions+=(distcc)", true),
            ("options=(\"!distcc\" 'ccache')", false), ("package() { options=(!distcc); }", nil),
            ("options=($(foo))", nil), ("options=('!distcc ')", nil),
        ] as [(ByteString, Bool?)])
    func `the last word about an option wins`(text: ByteString, want: Bool?) {
        #expect(read(text).optionState("distcc") == want)
    }

    @Test(
        arguments: [
            ("pkgname=a\npkgver=$(git describe)\npkgrel=1", 2), ("pkgname=a\npkgver=1\npkgrel=$BUILDNO", 3),
            ("pkgname=a\npkgver=1\npkgrel=1\nfoo && epoch=2", 4),
        ] as [(ByteString, Int)])
    func `what is not known is dynamic, with its line`(text: ByteString, line: Int) {
        #expect(read(text).version.dynamic?.place.line == line)
    }

    @Test func `makepkg's configuration is seen, an earlier pkgname is not`() {
        var configuration = Evaluation()
        configuration.evaluate(SyntaxTree(parsing: "CARCH=x86_64\npkgname=wrong"), file: "makepkg.conf")
        let package = read(
            "pkgver=1\n[[ $CARCH == x86_64 ]] && depends+=(gcc-multilib)\nsource=(a-$pkgver-$CARCH)",
            after: configuration)
        #expect(package.packageNames == .absent)
        #expect(package.dependencies == .known(["gcc-multilib"]))
        #expect(package.sources.known?.first?.fileName == "a-1-x86_64")
    }

    @Test func `an array of one architecture may be appended to before it is set`() {
        #expect(read("depends_aarch64+=(a)").list("depends", architecture: "aarch64") == .known(["a"]))
    }

    @Test func `directories of the build are not known`() {
        #expect(read("source=($startdir/x)").sources.dynamic?.cause == .unknownVariable("startdir"))
    }

    @Test func `package functions made by eval are found`() {
        let package = read(
            """
            pkgbase=linux
            pkgname=("$pkgbase" "$pkgbase-headers")
            _package() { :; }
            _package-headers() { :; }
            for _p in "${pkgname[@]}"; do
              eval "package_$_p() {
                $(declare -f "_package${_p#$pkgbase}")
                _package${_p#$pkgbase}
              }"
            done
            """)
        #expect(package.packageNames.known?.count == 2)
        #expect(Set(package.functions.keys).isSuperset(of: ["package_linux", "package_linux-headers"]))
    }
}

@Suite struct `A source` {
    // Expected: makepkg 6.0.2's get_protocol, get_filename and get_uri_fragment.
    @Test(
        arguments: [
            ("https://h/p/a.tar.gz", "https", "a.tar.gz", nil),
            ("b.tar.gz::https://h/p/a.tar.gz", "https", "b.tar.gz", nil),
            ("git+https://h/p/foo.git", "git", "foo", nil),
            ("git+https://h/p/foo.git#commit=abc?signed", "git", "foo", "commit=abc"),
            ("git+https://h/p/foo?signed#tag=v1", "git", "foo", "tag=v1"),
            ("bar::git+ssh://h/foo", "git", "bar", nil),
            ("git://h/foo/", "git", "foo", nil),
            ("svn+https://h/trunk#revision=1", "svn", "trunk", "revision=1"),
            ("hg+http://h/foo", "hg", "foo", nil),
            ("bzr+lp:foo", "bzr", "foo", nil),
            ("fossil+https://h/foo", "fossil", "foo.fossil", nil),
            ("fix.patch", "local", "fix.patch", nil),
            ("sub/fix.patch", "local", "fix.patch", nil),
        ] as [(ByteString, ByteString, ByteString, ByteString?)])
    func `has a protocol, a file name and a fragment`(
        text: ByteString, wire: ByteString, name: ByteString, fragment: ByteString?
    ) {
        let source = PackageSource(text)
        #expect(source.protocol == wire)
        #expect(source.fileName == name)
        #expect(source.fragment == fragment)
    }
}

@Suite struct `Compilers named in a PKGBUILD` {
    @Test(
        arguments: [
            ("CC=/usr/bin/gcc make", ["1:4 /usr/bin/gcc"]),
            ("build() {\n  CC=gcc-14 CXX=g++-14 make\n}", ["2:6 gcc-14", "2:17 g++-14"]),
            ("cmake -DCMAKE_C_COMPILER=/opt/rocm/bin/hipcc", ["1:26 /opt/rocm/bin/hipcc"]),
            ("cat > c <<END\ncc = \"/usr/bin/gcc\"\nEND", ["2:7 /usr/bin/gcc"]),
            ("x='/usr/bin/x86_64-pc-linux-gnu-g++-12 -m32'", ["1:4 /usr/bin/x86_64-pc-linux-gnu-g++-12"]),
            ("CC=gcc CXX=\"g++ -m32\" make", []),
            ("# CC=/usr/bin/gcc", []),
            ("make CC=\"$x/bin/gcc\" ${y}/clang", []),
            ("depends=(gcc-libs clang-14 lib32-gcc-libs)", ["1:19 clang-14"]),
            ("rm /usr/share/gcc-14/python", []),
            ("cd src/gcc", []),
        ] as [(ByteString, [String])])
    func `are found where PATH is passed by`(text: ByteString, want: [String]) {
        let found = SyntaxTree(parsing: text).absoluteCompilerPaths
        #expect(found.map { "\($0.position) \($0.text)" } == want)
    }
}
