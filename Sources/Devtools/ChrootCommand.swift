public import ByteStrings

// Every build in a chroot of devtools ends in makechrootpkg:
//
//     makechrootpkg [options] -r CHROOTS [--] [makepkg arguments]
//     extra-x86_64-build [-c] [-r DIRECTORY] [--] [options of makechrootpkg] [--] [makepkg arguments]
//
// The second form (archbuild under a name that says which chroot) makes or updates the chroot, then starts the first
// with `-r DIRECTORY/extra-x86_64 -c -n -C` and all that follows its own options.
//
// What distmake puts in are binds, as options of makechrootpkg, and options of the makepkg inside. Both are accepted
// in every form, so nothing of devtools is replaced. Not used: `-t` (a tmpfs hides what is below it) and a bind over a
// file of the chroot (systemd-nspawn leaves the empty file that it made for a mount point, so that the copy would differ
// from what makechrootpkg alone leaves; over an existing file, `pacman -Syuu` of `-u` could not replace it).

/// One build in a chroot, as its command line says it.
///
/// - Source: devtools 1.5: makechrootpkg, archbuild.
public struct ChrootCommand: Equatable, Sendable {
    /// The copy of the chroot that the build happens in.
    public enum Copy: Equatable, Sendable {
        /// `-l`: below the chroots, or absolute. `nil` for the name of the user.
        case named(ByteString?)
        /// `-T`: made for this build and removed after it.
        case temporary
    }

    /// The program as written, with its own options: what stands before those of makechrootpkg.
    var head: [ByteString]
    /// makechrootpkg's options, without the `--` behind them.
    var options: [ByteString]
    /// What the makepkg inside gets, besides what makechrootpkg adds itself.
    public var makepkgArguments: [ByteString]
    /// The directory with `root` and the copies, as written; empty when makechrootpkg will miss it.
    public var chroots: ByteString
    public var copy: Copy
    /// `-U`: who runs makepkg.
    public var user: ByteString?
    /// `-I`: packages are installed into the copy; without a PKGBUILD nothing else happens.
    public var installsPackages: Bool

    /// What makechrootpkg gives makepkg before the user's arguments.
    public static let makepkgDefaults: [ByteString] = [
        "--syncdeps", "--noconfirm", "--log", "--holdver", "--skipinteg",
    ]

    private static let makechrootpkg = OptionLetters("hcur:I:l:nCTD:d:U:x:t:")
    private static let archbuild = OptionLetters("hcr:")
    /// Where archbuild has its chroots without `-r`.
    private static let archbuildDirectory: ByteString = "/var/lib/archbuild"

    /// `makechrootpkg …`; `nil` when it builds nothing: for `-h` and what it will refuse.
    init?(makechrootpkg program: ByteString, _ arguments: ArraySlice<ByteString>) {
        self.init(head: [program], tail: arguments, chroots: nil)
    }

    /// `NAME-ARCH-build …`; `nil` when it builds nothing.
    init?(archbuild program: ByteString, _ arguments: ArraySlice<ByteString>) {
        guard let own = Self.archbuild.read(arguments), !own.contains("h"),
            let chroot = Self.chrootName(program.lastPathComponent)
        else { return nil }
        let directory = own.argument("r") ?? Self.archbuildDirectory
        self.init(
            head: [program] + arguments.prefix(own.count) + ["--"], tail: own.operands[...],
            chroots: directory.appending(path: chroot))
    }

    /// - Parameter chroots: what stands for `-r`, which makechrootpkg is given last but for its own tail.
    private init?(head: [ByteString], tail: ArraySlice<ByteString>, chroots: ByteString?) {
        guard let read = Self.makechrootpkg.read(tail), !read.contains("h") else { return nil }
        self.head = head
        options = Array(tail.prefix(read.count))
        makepkgArguments = read.operands
        self.chroots = read.argument("r") ?? chroots ?? ""
        copy = read.contains("T") ? .temporary : .named(read.argument("l"))
        user = read.argument("U")
        installsPackages = read.contains("I")
    }

    /// The directory below archbuild's that a program of this name builds in: `extra-x86_64` for
    /// `extra-x86_64-build`, `multilib-x86_64` for `multilib-build`; `nil` when it is no such name.
    static func chrootName(_ program: ByteString) -> ByteString? {
        guard let tag = program.dropping(suffix: "-build"), !tag.isEmpty else { return nil }
        if tag.split("-").first == "multilib" { return tag + "-x86_64" }
        // `${tag%-*}` and `${tag##*-}`: both are the whole where there is no dash.
        return tag.contains(UInt8(ascii: "-")) ? tag : tag + "-" + tag
    }

    /// The command with binds for makechrootpkg, and with other arguments for the makepkg inside.
    public func words(binding binds: [BindMount], makepkgArguments: [ByteString]) -> [ByteString] {
        head + options + binds.flatMap(\.words) + ["--"] + makepkgArguments
    }

    /// Where the copy is; `nil` when only makechrootpkg will know.
    ///
    /// - Parameter user: SUDO_USER, else USER.
    public func copyDirectory(user: ByteString) -> ByteString? {
        guard case .named(let name) = copy, !chroots.isEmpty else { return nil }
        return chroots.appending(path: name ?? (user.isEmpty || user == "root" ? "copy" : user))
    }
}
