import ByteStrings
import Devtools
import ShimWire

/// A build inside a chroot of devtools, as far as it differs from one outside.
///
/// Inside there are two things of ours, both below /run, which systemd-nspawn makes anew for every container, so that
/// no mount point is left in the chroot: the shim, and the build's runtime directory with the socket, the derived
/// makepkg.conf and the masquerade directory. makepkg is told of the configuration by its own `--config`, as it is
/// outside, so no file of the chroot is covered or changed.
struct ChrootPlace: Sendable {
    /// The build's runtime directory, inside.
    static let directory: ByteString = "/run/distmake/build"
    static let shim: ByteString = "/run/distmake/distmake-cc"
    /// Filled by the derived configuration: which compilers there are is known when makedepends are installed.
    static let masquerade: ByteString = directory + "/bin"
    /// BUILDDIR, as makechrootpkg sets it.
    static let buildDirectory: ByteString = "/build"

    var command: ChrootCommand
    /// The program of devtools, absolute.
    var program: ByteString
    /// What it is started with.
    var environment: ProcessEnvironment
    var owner: BuildOwner
    /// The copy that the build happens in; `nil` when only makechrootpkg knows.
    var copy: ByteString?
    /// `CHROOTS/root`, absolute.
    var root: ByteString
    /// `gcc 14.2.1 x86_64-pc-linux-gnu`, for history; empty when it is not known.
    var compiler: ByteString
    /// DISTCC_HOSTS for the inside: addresses only.
    var hosts: ByteString

    /// The command line of devtools with what is ours.
    ///
    /// - Parameters:
    ///   - shim: the file outside.
    ///   - directory: the build's runtime directory outside.
    func arguments(shim: ByteString, directory: ByteString, makepkg: [ByteString]) -> [ByteString] {
        let binds = [
            BindMount(shim, at: Self.shim, isWritable: false),
            BindMount(directory, at: Self.directory, isWritable: true),
        ]
        return Array(command.words(binding: binds, makepkgArguments: makepkg).dropFirst())
    }

    /// Where a path of the inside is outside; empty when that is not known.
    func outside(_ path: ByteString) -> ByteString { copy.map { $0 + path } ?? "" }

    /// The masquerade directory and the shim as the build has them.
    static let masqueradePaths = MasqueradePaths(
        directory: masquerade,
        tools: (BuildTool.names + BuildTool.otherCompilers).map {
            (name: $0, directory: directory.appending(path: $0))
        },
        shim: shim)
}
