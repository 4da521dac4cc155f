import ByteStrings

/// Variables that makepkg itself has set when it reads a PKGBUILD, besides its configuration, the directories of the
/// build and the guards of its library (`LIBMAKEPKG_…`). What they hold depends on how it was called.
///
/// - Source: `compgen -v` at the top of a PKGBUILD, makepkg 6.0.2.
enum MakepkgVariables {
    static let names: [ByteString] = [
        "ARGLIST", "ASDEPS", "BUILDFILE", "BUILDFUNC", "BUILDPKG", "BUILDSCRIPT", "CHECKFUNC", "CLEANBUILD",
        "CLEANUP", "DEP_BIN", "FORCE", "GENINTEG", "HOLDVER", "IGNOREARCH", "INFAKEROOT", "INSTALL",
        "LIBRARY",
        "LOGDEST", "LOGGING", "NEEDED", "NOARCHIVE", "NOBUILD", "NODEPS", "NOEXTRACT", "PACKAGER", "PACMAN",
        "PACMAN_OPTS", "PACMAN_PATH", "PKGDEST", "PKGFUNC", "PKGVERFUNC", "PREPAREFUNC", "PRINTSRCINFO",
        "PYTHONHASHSEED", "REPKG", "REPRODUCIBLE", "RMDEPS", "SIGNPKG", "SKIPCHECKSUMS", "SKIPPGPCHECK",
        "SOURCEONLY", "SOURCE_DATE_EPOCH", "SPLITPKG", "SRCPKGDEST", "TEXTDOMAIN", "TEXTDOMAINDIR",
        "VERIFYSOURCE", "XDG_PACMAN_DIR", "build_options", "buildenv_functions", "confdir",
        "executable_functions", "extra_environment", "func", "known_hash_algos", "lib",
        "lint_config_functions",
        "lint_package_functions", "lint_pkgbuild_functions", "makepkg_version", "packaging_options",
        "pkgbuild_schema_arch_arrays", "pkgbuild_schema_arrays", "pkgbuild_schema_package_overrides",
        "pkgbuild_schema_strings", "shellopts", "signal", "tidy_modify", "tidy_remove", "using_ccache",
    ]
}
