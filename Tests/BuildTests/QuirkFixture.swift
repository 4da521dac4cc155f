import ByteStrings
import Glibc

/// A package without a compile, and quirks for it in the home of the user who builds it.
enum QuirkFixture {
    static let package: ByteString = "small-1-1-x86_64.pkg.tar"

    /// - Parameters:
    ///   - header: lines before the functions.
    ///   - functions: further ones.
    static func recipe(
        version: ByteString = "pkgver=1\npkgrel=1", header: ByteString = "", build: ByteString = ":",
        functions: ByteString = ""
    ) -> ByteString {
        """
        pkgname=small
        \(version)
        arch=(x86_64)
        \(header)
        prepare() {
          echo preparing | tee prepared
        }
        build() {
          \(build)
        }
        \(functions)
        package() {
          install -Dm644 prepared "$pkgdir/usr/share/small/prepared"
        }

        """
    }

    /// A quirk that makes prepare() say one line more, which is in the package then.
    static func quirk(
        _ id: ByteString = "test-insert", text: ByteString = "echo inserted >&2",
        command: ByteString = "echo",
        more: ByteString = ""
    ) -> ByteString {
        """
        id: \(id)
        summary: prepare() says more
        explanation: A test of quirks.
        evidence: [https://example.org/]
        \(more)
        match: {package: [small]}
        effects:
          - insert:
              before:
                - function: prepare
                  command: [\(command)]
              text: "\(text)"
        examples:
          - pkgbuild: |
              pkgname=small
              prepare() {
                \(command)
              }
            expect: applies
          - pkgbuild: "pkgname=other"
            expect: does-not-apply

        """
    }

    static let directory: ByteString = "home/.config/distmake/quirks"

    /// - Parameter quirks: their files in the user's directory, by id.
    static func package(
        _ recipe: ByteString = recipe(), quirks: [(id: ByteString, text: ByteString)]
    ) async throws -> PackageFixture {
        let fixture = try await PackageFixture(recipe)
        for name: ByteString in ["home/.config", "home/.config/distmake", directory] {
            try fixture.makeDirectory(name)
        }
        for quirk in quirks {
            try fixture.write(quirk.text, as: directory.appending(path: quirk.id + ".yaml"))
        }
        return fixture
    }
}

extension PackageFixture {
    /// What identifies a file and the time of its last change.
    struct Identity: Equatable {
        var inode: ino_t
        var mode: mode_t
        var seconds: Int
        var nanoseconds: Int
    }

    func identity(_ name: ByteString) -> Identity? {
        var status = stat()
        guard unsafe root.appending(path: name).withCString({ unsafe stat($0, &status) }) == 0 else {
            return nil
        }
        return Identity(
            inode: status.st_ino, mode: status.st_mode, seconds: status.st_mtim.tv_sec,
            nanoseconds: status.st_mtim.tv_nsec)
    }

    /// The names of copies of the PKGBUILD beside it.
    func copies() async throws -> [ByteString] {
        try await names(in: "package").filter { $0.hasPrefix(".PKGBUILD") }
    }
}
