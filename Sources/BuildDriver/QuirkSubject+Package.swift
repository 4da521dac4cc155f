import BashSyntax
import ByteStrings
import HostSpec
import Makepkg
import Pkgbuild
import Quirks

extension QuirkSubject {
    /// The package in `directory` on this machine.
    ///
    /// - Parameter compiler: its name and version, where a quirk asks for it.
    init(
        _ tree: SyntaxTree, _ package: Pkgbuild, in directory: ByteString,
        _ configuration: EffectiveConfiguration?, compiler: ByteString?, volunteers: Set<VolunteerKind>
    ) {
        var flags: [ByteString: [ByteString]] = [:]
        for name in Makepkg.NativeFlags.variables {
            if let value = configuration?.text(name) { flags[name] = value.split(" ") }
        }
        // makepkg looks for local sources beside the PKGBUILD, then in SRCDEST.
        let places = [directory] + (configuration?.text("SRCDEST").map { [$0] } ?? [])
        self.init(
            package, tree: tree,
            machine: Machine(
                architecture: configuration?.text("CARCH"), flags: flags,
                compiler: compiler, volunteers: volunteers)
        ) { name in
            guard !name.contains(UInt8(ascii: "/")) else { return nil }
            return places.lazy.compactMap { TextFile.read($0.appending(path: name)) }.first
        }
    }
}
