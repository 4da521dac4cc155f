import ArgumentParser

/// The options of build mode, for help, completions and `--experimental-dump-help`. They are never parsed here: what
/// a word means to makepkg and to distmake is decided by `MakepkgCommandLine` on bytes.
struct BuildOptions: ParsableArguments {
    @OptionGroup(title: "distmake's options")
    var own: OwnBuildOptions

    @OptionGroup(title: "makepkg's options")
    var makepkg: MakepkgOptions
}

struct OwnBuildOptions: ParsableArguments {
    @Flag(help: "Build everything here; history is kept all the same.")
    var local = false

    @Flag(help: "Replace -march=native and the like in makepkg.conf by what they mean on this machine.")
    var resolveNative = false

    @OptionGroup
    var quirks: QuirkOptions

    @Option(
        help: "What the build's log keeps.",
        completion: .list(["trace", "debug", "info", "notice", "warning", "error", "critical"]))
    var logLevel: String?
}

/// makepkg's own, with its own words: `makepkg --help` of 7.0.
struct MakepkgOptions: ParsableArguments {
    @Flag(name: [.customShort("A"), .long], help: "Ignore an incomplete arch field.")
    var ignorearch = false

    @Flag(name: .shortAndLong, help: "Clean up work files after the build.")
    var clean = false

    @Flag(name: [.customShort("C"), .long], help: "Remove $srcdir before building.")
    var cleanbuild = false

    @Flag(name: [.customShort("d"), .long], help: "Skip all dependency checks.")
    var nodeps = false

    @Option(
        name: [.customShort("D"), .long], help: "Change to this directory first (6.1).",
        completion: .directory)
    var dir: String?

    @Flag(name: [.customShort("e"), .long], help: "Use the existing $srcdir.")
    var noextract = false

    @Flag(name: .shortAndLong, help: "Overwrite an existing package.")
    var force = false

    @Flag(name: .shortAndLong, help: "Generate integrity checks for source files.")
    var geninteg = false

    @Flag(name: .shortAndLong, help: "Install the package after a successful build.")
    var install = false

    @Flag(name: [.customShort("L"), .long], help: "Log the build process.")
    var log = false

    @Flag(name: [.customShort("m"), .long], help: "No colours.")
    var nocolor = false

    @Flag(name: [.customShort("o"), .long], help: "Download and extract files only.")
    var nobuild = false

    @Option(name: .customShort("p"), help: "Use another build script than PKGBUILD.", completion: .file())
    var file: String?

    @Flag(name: .shortAndLong, help: "Remove installed dependencies after a successful build.")
    var rmdeps = false

    @Flag(name: [.customShort("R"), .long], help: "Repackage without rebuilding.")
    var repackage = false

    @Flag(name: .shortAndLong, help: "Install missing dependencies with pacman.")
    var syncdeps = false

    @Flag(name: [.customShort("S"), .long], help: "Make a source-only tarball without downloaded sources.")
    var source = false

    @Flag(name: [.customShort("V"), .long], help: "Print makepkg's version.")
    var version = false

    @Flag(help: "Make a source-only tarball with downloaded sources.")
    var allsource = false

    @Flag(help: "Run check().")
    var check = false

    @Option(help: "Use another configuration file.", completion: .file())
    var config: String?

    @Flag(help: "Do not update VCS sources.")
    var holdver = false

    @Option(help: "Sign with this gpg key.")
    var key: String?

    @Flag(help: "Make no package archive.")
    var noarchive = false

    @Flag(help: "Do not run check().")
    var nocheck = false

    @Flag(help: "Do not run prepare().")
    var noprepare = false

    @Flag(help: "Make no signature.")
    var nosign = false

    @Flag(help: "List the package files that would be made.")
    var packagelist = false

    @Flag(help: "Print SRCINFO.")
    var printsrcinfo = false

    @Flag(help: "Sign the package with gpg.")
    var sign = false

    @Flag(help: "Do not verify checksums.")
    var skipchecksums = false

    @Flag(help: "Verify nothing of the sources.")
    var skipinteg = false

    @Flag(help: "Do not verify PGP signatures.")
    var skippgpcheck = false

    @Flag(help: "Download and check sources only.")
    var verifysource = false

    @Flag(help: "Install packages as dependencies (pacman).")
    var asdeps = false

    @Flag(help: "Do not reinstall what is up to date (pacman).")
    var needed = false

    @Flag(help: "Ask nothing (pacman).")
    var noconfirm = false

    @Flag(help: "No progress bar (pacman).")
    var noprogressbar = false
}
