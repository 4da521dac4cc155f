import ByteStrings
import Testing

@testable import Makepkg

@Suite struct ConfigurationFilesTests {
    private static let files = FakeFiles([
        "/etc/makepkg.conf": "", "/etc/makepkg.conf.d/b.conf": "", "/etc/makepkg.conf.d/a.conf": "",
        "/etc/makepkg.conf.d/.hidden.conf": "", "/etc/makepkg.conf.d/note.txt": "", "/h/.makepkg.conf": "",
        "/h/.config/pacman/makepkg.conf": "", "/x/pacman/makepkg.conf": "", "/w/my.conf": "",
        "/w/my.conf.d/z.conf": "",
    ])

    private func find(
        _ minor: Int, option: ByteString? = nil, _ environment: [ByteString: ByteString],
        files: FakeFiles = ConfigurationFilesTests.files
    ) -> ConfigurationFiles {
        ConfigurationFiles.find(
            MakepkgInstallation(path: "/usr/bin/makepkg", version: MakepkgVersion(6, minor)), option: option,
            directory: "/w", environment: { environment[$0] }, files: files)
    }

    @Test(
        arguments: [
            (nil, ["HOME": "/h"], ["/etc/makepkg.conf", "/h/.config/pacman/makepkg.conf"]),
            (nil, ["HOME": "/h", "XDG_CONFIG_HOME": "/x"], ["/etc/makepkg.conf", "/x/pacman/makepkg.conf"]),
            (nil, ["HOME": "/h", "XDG_CONFIG_HOME": "/none"], ["/etc/makepkg.conf", "/h/.makepkg.conf"]),
            (nil, [:], ["/etc/makepkg.conf"]),
            (nil, ["HOME": "/h", "MAKEPKG_CONF": "/w/my.conf"], ["/w/my.conf"]),
            (nil, ["HOME": "/h", "MAKEPKG_CONF": "my.conf"], ["/w/my.conf"]),
            ("my.conf", ["HOME": "/h", "MAKEPKG_CONF": "/etc/makepkg.conf"], ["/w/my.conf"]),
            (
                nil, ["HOME": "/h", "MAKEPKG_CONF": ""],
                ["/etc/makepkg.conf", "/h/.config/pacman/makepkg.conf"]
            ),
            // Naming the system's file is no override.
            ("/etc/makepkg.conf", ["HOME": "/h"], ["/etc/makepkg.conf", "/h/.config/pacman/makepkg.conf"]),
            ("/gone", ["HOME": "/h"], []),
        ] as [(ByteString?, [ByteString: ByteString], [ByteString])])
    func `6_0 reads one file, and the user's after the system's`(
        option: ByteString?, environment: [ByteString: ByteString], want: [ByteString]
    ) {
        #expect(find(0, option: option, environment).paths == want)
    }

    @Test func `6_1 reads the fragments of whichever file was chosen, before the user's`() {
        #expect(
            find(1, ["HOME": "/h"]).paths == [
                "/etc/makepkg.conf", "/etc/makepkg.conf.d/a.conf", "/etc/makepkg.conf.d/b.conf",
                "/h/.config/pacman/makepkg.conf",
            ])
        #expect(find(1, option: "my.conf", [:]).paths == ["/w/my.conf", "/w/my.conf.d/z.conf"])
    }

    @Test func `an unreadable user file gives way to the older one`() {
        var files = Self.files
        files.locked = ["/h/.config/pacman/makepkg.conf"]
        #expect(find(0, ["HOME": "/h"], files: files).paths == ["/etc/makepkg.conf", "/h/.makepkg.conf"])
    }

    @Test func `the chosen file is remembered as it was spelled`() {
        let chosen = find(0, option: "my.conf", [:])
        #expect(chosen.main == "my.conf")
        #expect(chosen.isChosen)
        #expect(!find(0, ["HOME": "/h"]).isChosen)
    }
}

@Suite struct MakepkgInstallationTests {
    @Test func `makepkg's own text says what it is`() {
        let script: ByteString = """
            #!/usr/bin/bash
            declare -r makepkg_version='7.0.0.r6.gc685ae6'
            declare -r confdir='/opt/etc'
            """
        let found = MakepkgInstallation(path: "/p", script: script)
        #expect(found?.version == MakepkgVersion(7, 0, 0))
        #expect(found?.systemConfiguration == "/opt/etc/makepkg.conf")
        #expect(found?.shell == "/usr/bin/bash")
        #expect(MakepkgInstallation(path: "/p", script: "#!/bin/sh\nexec other") == nil)
    }

    @Test(
        arguments: [
            ("6.0.2", MakepkgVersion(6, 0, 2)), ("7.1", MakepkgVersion(7, 1)),
            ("6.1.0-3", MakepkgVersion(6, 1, 0)),
            ("7", nil), ("", nil), ("a.b", nil),
        ] as [(String, MakepkgVersion?)])
    func `versions`(text: String, want: MakepkgVersion?) {
        #expect(MakepkgVersion(ByteString(text)) == want)
    }

    @Test func `the machine's makepkg is found past ourselves`() throws {
        let found = try MakepkgInstallation.find(searchPath: "/nonexistent:/usr/bin", files: Disk()) { _ in
            false
        }
        #expect(found.path == "/usr/bin/makepkg")
        #expect(found.version >= MakepkgVersion(6, 0))
        #expect(throws: MakepkgError.self) {
            try MakepkgInstallation.find(searchPath: "/usr/bin", files: Disk()) { _ in true }
        }
    }
}
