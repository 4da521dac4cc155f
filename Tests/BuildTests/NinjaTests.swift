import ByteStrings
import Processes
import Testing

/// ninja reads no MAKEFLAGS; under makepkg it gets build()'s `-j` all the same.
@Suite(.serialized, .timeLimit(.minutes(2))) struct NinjaTests {
    /// ninja's own command line, as a command that it starts sees it.
    private static let recipe = SmallPackage.recipe(
        build: #"""
            printf '%s\n' 'rule say' $' command = tr \'\\0\' \' \' </proc/$$PPID/cmdline >$out' \
                'build seen: say' >build.ninja
            ninja
            mv seen "$startdir/build"
            touch program
            """#,
        rest: #"check() { ninja; mv seen "$startdir/check"; }"#)

    @Test(
        arguments: [
            // makepkg.conf, arguments, ninja in build()
            ("", [], "ninja -j400 "), ("", ["--local"], "ninja "),
            // Debian's ccache has its links in another directory than makepkg knows.
            (
                #"BUILDENV+=(ccache); [[ -d /usr/lib/ccache/bin ]] || export PATH="/usr/lib/ccache:$PATH""#,
                [], "ninja -j400 "
            ),
        ] as [(ByteString, [ByteString], ByteString)])
    func `ninja gets the count of build, in build alone`(
        configuration: ByteString, arguments: [ByteString], want: ByteString
    ) async throws {
        let fixture = try await PackageFixture(
            Self.recipe, files: SmallPackage.files(),
            configuration: MakepkgConfiguration(environment: "!distcc color check !sign", more: configuration)
        )
        let result = try await fixture.distmake(["-f"] + arguments, hosts: "127.0.0.1:9/200")
        try #require(result.status.isSuccess, "\(result.errors)")
        #expect(fixture.contents("package/build") == want)
        #expect(fixture.contents("package/check") == "ninja ")
    }
}
