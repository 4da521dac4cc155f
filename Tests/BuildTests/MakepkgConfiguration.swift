import ByteStrings

/// A makepkg.conf with Arch's defaults, whole: the system's own is not read.
struct MakepkgConfiguration: Sendable {
    /// Arch's, but for `-Wl,-z,…` in LDFLAGS, which compiles do not see.
    static let archFlags: ByteString = """
        -march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions -Wp,-D_FORTIFY_SOURCE=3 -Wformat \
        -Werror=format-security -fstack-clash-protection -fcf-protection
        """

    var flags = archFlags
    var options: ByteString = "strip docs !libtool !staticlibs emptydirs zipman purge !debug !lto"
    var environment: ByteString = "!distcc color !ccache check !sign"
    /// Further lines.
    var more: ByteString = ""

    var text: ByteString {
        """
        DLAGENTS=('file::/usr/bin/cp %u %o')
        CARCH="x86_64"
        CHOST="x86_64-pc-linux-gnu"
        CFLAGS="\(flags)"
        CXXFLAGS="$CFLAGS -Wp,-D_GLIBCXX_ASSERTIONS"
        LDFLAGS="-Wl,-O1,--sort-common,--as-needed,-z,relro,-z,now"
        LTOFLAGS="-flto=auto"
        DEBUG_CFLAGS="-g"
        DEBUG_CXXFLAGS="$DEBUG_CFLAGS"
        BUILDENV=(\(environment))
        OPTIONS=(\(options))
        INTEGRITY_CHECK=(sha256)
        STRIP_BINARIES="--strip-all"
        STRIP_SHARED="--strip-unneeded"
        STRIP_STATIC="--strip-debug"
        MAN_DIRS=({usr{,/local}{,/share},opt/*}/{man,info})
        DOC_DIRS=(usr/{,local/}{,share/}{doc,gtk-doc} opt/*/{doc,gtk-doc})
        PURGE_TARGETS=(usr/{,share}/info/dir .packlist *.pod)
        DBGSRCDIR="/usr/src/debug"
        PKGEXT='.pkg.tar'
        SRCEXT='.src.tar'
        \(more)

        """
    }
}
