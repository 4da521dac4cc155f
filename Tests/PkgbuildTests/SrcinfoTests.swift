import BashSyntax
import ByteStrings
import Pkgbuild
import Testing

private func srcinfo(_ text: ByteString) -> Srcinfo {
    var environment = Evaluation(unsetVariables: .empty)
    environment.set("CARCH", to: Variable(.scalar("x86_64")))
    return Srcinfo(Pkgbuild(SyntaxTree(parsing: text), after: environment))
}

@Suite struct `A srcinfo` {
    // Expected: makepkg 6.0.2 --printsrcinfo, but for its lints.
    @Test(
        arguments: [
            (
                "pkgname=a\npkgver=1\npkgrel=2\nepoch=3\npkgdesc=' b  c\td '\narch=(any)\ndepends=(x 'y z')\nurl=\n",
                "pkgbase = a\n\tpkgdesc = b c d\n\tpkgver = 1\n\tpkgrel = 2\n\tepoch = 3\n\tarch = any\n\tdepends = x\n\tdepends = y z\n\npkgname = a\n"
            ),
            (
                "pkgbase=b\npkgname=(a c)\narch=(x86_64 any)\ndepends=(g)\ndepends_x86_64=(h)\npackage_a() {\n  depends+=(i)\n  depends_x86_64=()\n  pkgdesc=$pkgname\n}\n",
                "pkgbase = b\n\tarch = x86_64\n\tarch = any\n\tdepends = g\n\tdepends_x86_64 = h\n\npkgname = a\n\tpkgdesc = a\n\tdepends = g\n\tdepends = i\n\tdepends_x86_64 = \n\npkgname = c\n"
            ),
            // What stands at the beginning of a printed line counts, whatever its condition.
            (
                "pkgname=a\npackage() {\n  if false; then depends=(b); fi; foo; groups=(c)\n  true && provides=(d)\n  export license=(e)\n  backup[1]=f\n}\n",
                "pkgbase = a\n\npkgname = a\n\tgroups = c\n\tdepends = b\n"
            ),
            // Local variables and those that the function sets are not there.
            (
                "pkgname=a\n_g=g\npackage() {\n  local _l=l\n  _x=x\n  depends=(\"$_g$_l$_x\" $_l)\n}\n",
                "pkgbase = a\n\npkgname = a\n\tdepends = g\n"
            ),
            // An override begins with the global value, not with that of an earlier line's result.
            (
                "pkgname=a\ndepends=(b)\npackage() {\n  depends=(c)\n  depends=(\"${depends[@]}\" d)\n}\n",
                "pkgbase = a\n\tdepends = b\n\npkgname = a\n\tdepends = b\n\tdepends = d\n"
            ),
            (
                "pkgname=a\npkgdesc=b\npackage() { pkgdesc=; :; }\n",
                "pkgbase = a\n\tpkgdesc = b\n\npkgname = a\n\tpkgdesc = \n"
            ),
            // The last command of a group has no `;` behind it when bash prints it.
            ("pkgname=a\npackage() { pkgdesc=; }\n", "pkgbase = a\n\npkgname = a\n"),
            ("pkgname=a\npackage() { depends='b'; pkgdesc=(c); }\n", "pkgbase = a\n\npkgname = a\n"),
            (
                "pkgname=a\npackage() { :; }\npackage_a() { groups=(b); }\n",
                "pkgbase = a\n\npkgname = a\n\tgroups = b\n"
            ),
        ] as [(ByteString, ByteString)])
    func `is what makepkg prints`(text: ByteString, want: ByteString) {
        let result = srcinfo(text)
        #expect(result.unknown == [])
        #expect(result.text == want)
    }

    @Test(
        arguments: [
            ("pkgname=$(x)", ["pkgbase 1:9", "pkgname 1:9"]),
            ("pkgname=a\ndepends=(b\n $(x))", ["depends 3:2"]),
            ("pkgname=a\npackage() {\n  depends=(b) >c\n}", ["a depends 3:3"]),
            ("pkgname=a\npackage() {\n  backup=('b\nc')\n}", ["a backup 3:3"]),
            ("pkgname=a\npackage() {\n  cat <<E\n  url=x\nE\n}", ["a url 4:1"]),
            ("pkgname=a\npackage() {\n  (depends=(b))\n}", ["a depends 3:4"]),
            ("pkgname=a\npackage() {\n  depends=(b) && c\n  url=$r\n}", ["a url 2:1", "a depends 3:3"]),
            ("pkgname=a\narch=($(x))\n", ["arch 2:7", "a arch 2:7"]),
            ("declare -gA depends=([a]=b)\npkgname=c", ["depends 1:13"]),
        ] as [(ByteString, [String])])
    func `says what it cannot know, and where that was decided`(text: ByteString, want: [String]) {
        let result = srcinfo(text)
        #expect(result.text == nil)
        let found = result.unknown.map { unknown in
            (unknown.package.map { "\($0) " } ?? "") + "\(unknown.attribute) \(unknown.reason.place.position)"
        }
        #expect(found == want)
    }

    @Test func `what is known stands beside what is not`() {
        let result = srcinfo("pkgname=a\ndepends=($(x))\nurl=u\npackage() { depends+=(b); groups=(c); }")
        #expect(result.sections.map(\.name) == ["a", "a"])
        #expect(result.sections.flatMap(\.attributes).map(\.name) == ["url", "groups"])
        #expect(result.unknown.map(\.package) == [nil, "a"])
    }

    @Test func `a function that may be another makes all overrides unknown`() {
        let result = srcinfo("pkgname=a\nx && package() { url=c; }")
        #expect(result.unknown.count == 15)
        #expect(result.unknown.allSatisfy { $0.package == "a" && $0.reason.place.line == 2 })
    }
}
