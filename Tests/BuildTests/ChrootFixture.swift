import ByteStrings
import Glibc
import Processes
import Testing

/// A package, and chroots of devtools to build it in. Inside them there is no resolv.conf and no hosts file.
struct ChrootFixture: Sendable {
    let package: PackageFixture
    /// PATH with the stand-ins first.
    private let searchPath: ByteString
    /// Who runs makepkg.
    let user: ByteString

    /// The directory with `root` and the copies.
    var chroots: ByteString { package.root.appending(path: "chroots") }

    /// - Parameters:
    ///   - makeRoot: makes `$1/root`, in which everything belongs to the user; one with the machine's own /usr without.
    ///   - configuration: the chroot's makepkg.conf.
    ///   - devtools: where it is installed; its stand-in without.
    init(
        _ recipe: ByteString = SmallPackage.recipe(), functions: Int = 1,
        configuration: MakepkgConfiguration = MakepkgConfiguration(), makeRoot: ByteString? = nil,
        devtools: ByteString? = nil
    ) async throws {
        package = try await PackageFixture(recipe, files: SmallPackage.files(functions: functions))
        let tools = package.root.appending(path: "devtools")
        searchPath = [
            tools, devtools?.appending(path: "bin"), try await Installation.shared.value.directory,
            "/usr/bin",
            "/bin",
        ].compactMap(\.self).joined(separator: ":")
        user = try await package.run(["/usr/bin/id", "-un"]).output.trimmed
        try package.makeDirectory("devtools")
        try package.makeDirectory("chroots")
        let programs =
            devtools == nil
            ? StandInDevtools.programs
            : InstalledDevtools.programs(root: package.root.appending(path: "chroots/root"))
        for (name, text) in programs { try package.write(text, as: "devtools/" + name, mode: 0o755) }
        if devtools == nil { try await shell("ln -s archbuild \"$1/extra-x86_64-build\"", [tools]) }
        try await shell(makeRoot ?? Self.emptyRoot, [chroots])
        try await shell(Self.completeRoot, [chroots])
        try package.write(configuration.text, as: "chroots/root/etc/makepkg.conf")
        if makeRoot == nil {
            try await shell("chown -Rh --reference=\"$1\" \"$1\"", [chroots])
        }
    }

    /// A tree that has nothing but room for the machine's /usr.
    private static let emptyRoot: ByteString = #"""
        mkdir -p "$1"/root/{usr,etc,run,tmp,proc,dev,var/tmp}
        for name in bin sbin lib lib64; do ln -s usr/$name "$1/root/$name"; done
        cp -a /etc/alternatives "$1/root/etc/"
        printf 'root:x:0:0:root:/root:/bin/bash\n' >"$1/root/etc/passwd"
        touch "$1"/root/etc/{group,shadow,profile}
        """#

    /// What makechrootpkg needs of a root: a pacman that has everything installed, and room for root.
    private static let completeRoot: ByteString = #"""
        mkdir -p "$1"/root/{opt,root}
        rm -f "$1"/root/etc/{resolv.conf,hosts}
        printf '#!/bin/sh\n' >"$1/root/opt/pacman"
        chmod 755 "$1/root/opt/pacman"
        """#

    // MARK: Running

    /// Runs a command where host names mean the addresses given, as /etc/hosts of the outside.
    ///
    /// - Parameters:
    ///   - names: `ADDRESS NAME`, each.
    ///   - asRoot: as root for the user, as sudo runs it.
    func run(
        _ command: [ByteString], hosts: ByteString? = nil, names: [ByteString] = [],
        environment: [ByteString] = [], in directory: ByteString = "package", asRoot: Bool = false
    ) async throws -> BuildResult {
        let home = package.root.appending(path: "home")
        let sudo: [ByteString] = [
            "SUDO_USER=" + user, "XDG_STATE_HOME=" + home.appending(path: ".local/state"),
            "XDG_CACHE_HOME=" + home,
        ]
        return try await package.run(
            try launcher(names, asRoot: asRoot) + command,
            environment: (asRoot ? sudo : []) + self.environment(hosts, user: asRoot ? "root" : user)
                + environment, in: directory,
            asTester: asRoot)
    }

    /// Starts distmake, to be killed.
    func start(_ command: [ByteString], hosts: ByteString, names: [ByteString]) throws -> RunningBuild {
        try package.start(
            try launcher(names) + command, environment: environment(hosts, user: user))
    }

    /// - Parameter names: `nil` for none: then nothing is looked up but what the machine knows.
    private func launcher(_ names: [ByteString], asRoot: Bool = false) throws -> [ByteString] {
        try package.write(
            "127.0.0.1 localhost\n" + names.map { $0 + "\n" }.joined(separator: ""), as: "hosts")
        return [
            "/usr/bin/bwrap", "--dev-bind", "/", "/", "--ro-bind", package.root.appending(path: "hosts"),
            "/etc/hosts",
        ] + (asRoot ? ["--cap-add", "ALL"] : []) + ["--"]
    }

    private func environment(_ hosts: ByteString?, user: ByteString) -> [ByteString] {
        ["USER=" + user, "PATH=" + searchPath, "STANDIN_CHROOTS=" + chroots]
            + (hosts.map { ["DISTCC_HOSTS=" + $0] } ?? [])
    }

    // MARK: Afterwards

    /// Everything that is in a tree below the chroots: names, kinds, modes, owners, targets of links, contents.
    func listing(_ name: ByteString) async throws -> ByteString {
        try await shell(
            """
            cd "$1"
            find . -printf '%P %y %m %U %G %l\\n' | sort
            find . -type f -print0 | sort -z | xargs -0 sha256sum
            """, [chroots.appending(path: name)])
    }

    /// The copies that there are.
    var copies: [ByteString] {
        entries(of: chroots).filter { $0.isDirectory && $0.name != "root" }.map(\.name).sorted()
    }

    /// Mount points below the test's directories, in any process of the user.
    func mounts() -> [ByteString] {
        (contents("/proc/self/mounts") ?? "").split("\n").filter { $0.contains(package.root) }
    }
}

extension StockVolunteers {
    /// `ADDRESS NAME` for two names, and the list that has these names in place of the addresses.
    func named(_ words: [ByteString] = ["red", "blue"]) -> (names: [ByteString], hosts: ByteString) {
        let pairs = zip(volunteers, words)
        return (
            pairs.map { ByteString($0.address) + " " + $1 },
            pairs.map { $1 + ByteString(":\($0.port)/4") }.joined(separator: " ")
        )
    }
}
