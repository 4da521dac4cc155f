import ByteStrings
import ShimWire
import Testing

struct RuntimeRootTests {
    @Test(
        arguments: [
            ("/run/mine", ["/run/mine"], "/run/mine/distmake"),
            ("/run/roots", ["/run/user/7"], "/run/user/7/distmake"),
            ("relative", ["relative"], "/tmp/distmake-7"),
            (nil, ["/run/user/7"], "/run/user/7/distmake"),
            (nil, [], "/tmp/distmake-7"),
        ] as [(ByteString?, [ByteString], ByteString)])
    func `the first directory that is ours holds the root`(
        variable: ByteString?, ours: [ByteString], want: ByteString
    ) {
        let path = RuntimeRoot.path(
            runtimeDirectory: variable, userIdentifier: 7, isOurs: { ours.contains($0) })
        #expect(path == want)
    }

    @Test func `calls with one host list share one directory, others do not`() {
        func name(_ variables: [ByteString: ByteString]) -> ByteString {
            RuntimeRoot.sharedDirectoryName { variables[$0] }
        }
        let names = [
            name([:]), name(["DISTCC_HOSTS": ""]), name(["DISTCC_HOSTS": "a"]), name(["DISTCC_DIR": "a"]),
            name(["HOME": "a"]), name(["DISTCC_HOSTS": "a", "HOME": "a"]), name(["XDG_CONFIG_HOME": "a"]),
            name(["DISTCC_SSH": "a"]),
        ]
        #expect(Set(names).count == names.count)
        #expect(name(["HOME": "a", "PATH": "x"]) == name(["HOME": "a", "PATH": "y"]))
        #expect(names.allSatisfy { $0.count == 23 && $0.hasPrefix("shared-") })
    }
}
