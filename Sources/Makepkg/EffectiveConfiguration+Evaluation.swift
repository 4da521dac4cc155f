public import BashSyntax
import ByteStrings

extension EffectiveConfiguration {
    /// What a PKGBUILD is evaluated after: the configuration's variables as they are when makepkg reads it, so that
    /// `source=(config.$CARCH)` is known.
    ///
    /// Left out are the directories, which makepkg resolves and completes first, and PATH, which is ours.
    public var evaluation: Evaluation {
        var evaluation = Evaluation()
        for (name, value) in values where !Self.changedByMakepkg.contains(name) {
            switch value.content {
            case .scalar(let text): evaluation.set(name, to: Variable(.scalar(text)))
            case .array(let words): evaluation.set(name, to: Variable(.list(words)))
            }
        }
        return evaluation
    }

    private static let changedByMakepkg: Set<ByteString> = [
        "BUILDDIR", "PKGDEST", "SRCDEST", "SRCPKGDEST", "LOGDEST", "PACKAGER", "PACMAN", "BUILDFILE", "PATH",
        "startdir", "SOURCE_DATE_EPOCH",
    ]
}
