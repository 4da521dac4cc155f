import ByteStrings
import Glibc
import Processes

@testable import Makepkg

/// A directory with a PKGBUILD in which the real makepkg runs, as `nobody` when the tests run as root
/// (makepkg refuses root), with a pacman that knows of nothing.
final class MakepkgRun {
    let directory: TemporaryDirectory
    var path: ByteString { directory.path }

    /// Prints what each phase sees on standard error: `phase|first of PATH|MAKEFLAGS|phase file`.
    static let package: ByteString = #"""
        pkgname=demo
        pkgver=1
        pkgrel=1
        arch=(any)
        source=(text)
        sha256sums=(SKIP)
        say() { printf '%s|%s|%s|%s\n' "$1" "${PATH%%:*}" "$MAKEFLAGS" "$(cat "$startdir/run/phase")" >&2; }
        prepare() { say prepare; }
        pkgver() { say pkgver; echo 1; }
        build() { say build; type -P gcc >compiler; }
        check() { say check; }
        package() { say package; install -Dm644 text "$pkgdir/usr/share/demo/text"; }

        """#

    init(_ package: ByteString = MakepkgRun.package) throws {
        directory = try TemporaryDirectory()
        for name: ByteString in ["run", "masquerade", "home"] { try directory.makeDirectory(name) }
        try directory.write("", to: "run/phase")
        try directory.write("#!/bin/bash\nexit 0\n", to: "masquerade/gcc", mode: 0o755)
        try directory.write(package, to: "PKGBUILD")
        try directory.write("a text\n", to: "text")
        try directory.write("#!/bin/bash\nexit 0\n", to: "pacman", mode: 0o755)
    }

    /// What `makepkg ARGUMENTS` does here.
    ///
    /// - Parameter wrapper: a command that is to run makepkg, such as bwrap.
    func callAsFunction(
        _ arguments: [ByteString], wrapper: [ByteString] = [], environment: [ByteString] = []
    ) async throws -> ProcessResult {
        let user: [ByteString] =
            geteuid() == 0
            ? ["/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : ["/usr/bin/env"]
        if geteuid() == 0 { directory.giveAway() }
        let command = user + wrapper + ["/usr/bin/makepkg"] + arguments
        return try await capture(
            command[0], arguments: Array(command.dropFirst()),
            environment: [
                "PATH=/usr/bin:/bin", "HOME=" + path.appending(path: "home"), "SOURCE_DATE_EPOCH=1700000000",
                "PACKAGER=A <a@example.invalid>", "PACMAN=" + path.appending(path: "pacman"), "LC_ALL=C",
            ] + environment, workingDirectory: path)
    }

    /// Writes the derived configuration for the system's one.
    func derive(jobs: Int = 44, quirks: [ByteString] = []) throws -> ByteString {
        let derived = DerivedConfiguration(
            files: ConfigurationFiles(
                main: "/etc/makepkg.conf", isChosen: false, paths: ["/etc/makepkg.conf"]),
            masquerade: path.appending(path: "masquerade"), shim: "/usr/bin/distmake-cc",
            buildDirectory: path.appending(path: "run"), jobs: .init(build: jobs), quirks: quirks)
        return try directory.write(derived.text, to: "run/makepkg.conf")
    }

    /// The lines that the PKGBUILD's phases wrote, by phase.
    func phases(in result: ProcessResult) -> [ByteString: [ByteString]] {
        var phases: [ByteString: [ByteString]] = [:]
        for line in ByteString(result.standardError).split("\n") where line.contains(UInt8(ascii: "|")) {
            let fields = line.split("|", keepingEmpty: true)
            phases[fields[0]] = Array(fields.dropFirst())
        }
        return phases
    }

    func contents(_ name: ByteString) throws -> ByteString {
        try Disk().contents(of: path.appending(path: name))
    }
}
