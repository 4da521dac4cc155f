public import ByteStrings

/// What a job works on, named so that the next build of the package finds it again.
///
/// Builds of one package differ in where they run (`/build`, a chroot, BUILDDIR) and in the directory that the
/// upstream tarball unpacks to (`lua-5.4.6`, then `lua-5.4.7`). Both are taken out: paths are relative to the
/// build's directory, and the version in them becomes `$pkgver`, as a PKGBUILD would write it. The caller's
/// working directory is part of the name, since a recursive make compiles a `main.c` in many places.
///
/// `..` is resolved by text alone: after a symbolic link the name may be odd, but it is the same each time.
public struct UnitName: Hashable, Sendable {
    public var file: ByteString
    public var output: ByteString

    /// The name of `file` and `output` as given by an invocation in `directory`, during a build under `root`.
    ///
    /// - Parameter version: the build's version, with epoch and pkgrel or without.
    public init(
        file: ByteString, output: ByteString, directory: ByteString, root: ByteString, version: String
    ) {
        let pkgver = ByteString(UnitName.pkgver(of: version))
        let name: (ByteString) -> ByteString = { path in
            guard !path.isEmpty else { return path }
            let whole = directory.appending(path: path).lexicallyNormalizedPath
            let relative = whole.dropping(prefix: root.bytes.last == UInt8(ascii: "/") ? root : root + "/")
            return (relative ?? whole).replacingWord(pkgver, with: UnitName.placeholder)
        }
        self.file = name(file)
        self.output = name(output)
    }

    init(storedFile: ByteString, output: ByteString) {
        file = storedFile
        self.output = output
    }

    /// The paths as they were in a build of `version`.
    func spelled(for version: String) -> UnitName {
        let pkgver = ByteString(UnitName.pkgver(of: version))
        return UnitName(
            storedFile: file.replacingWord(UnitName.placeholder, with: pkgver),
            output: output.replacingWord(UnitName.placeholder, with: pkgver))
    }

    private static let placeholder: ByteString = "$pkgver"

    /// PKGBUILD(5): a pkgver has neither colons nor hyphens, so the epoch and the pkgrel come off by these.
    private static func pkgver(of version: String) -> Substring {
        let withoutEpoch =
            version.firstIndex(of: ":").map { version[version.index(after: $0)...] } ?? version[...]
        return withoutEpoch.lastIndex(of: "-").map { withoutEpoch[..<$0] } ?? withoutEpoch
    }
}

extension ByteString {
    /// Every occurrence of `word` that stands by itself replaced: no letter, digit or dot that goes on beside it
    /// (`1.2` is not part of `1.2.3`, but the dot of `lua-5.4.6.c` ends a word). Words below three bytes (`7`)
    /// occur by chance in too many names and stay.
    fileprivate func replacingWord(_ word: ByteString, with replacement: ByteString) -> ByteString {
        guard word.count >= 3 else { return self }
        var result: [UInt8] = []
        var index = 0
        while let range = firstRange(of: word, from: index) {
            let isWord = !continuesBefore(range.lowerBound) && !continuesAfter(range.upperBound)
            result += bytes[index..<range.lowerBound]
            result += isWord ? replacement.bytes : word.bytes
            index = range.upperBound
        }
        return ByteString(result + bytes[index...])
    }

    private func continuesBefore(_ index: Int) -> Bool {
        guard index > 0 else { return false }
        // `v5.4.6` is how tags are written.
        let isTag = bytes[index - 1] == UInt8(ascii: "v") && (index == 1 || !bytes[index - 2].isWordByte)
        return !isTag && (bytes[index - 1].isWordByte || bytes[index - 1] == UInt8(ascii: "."))
    }

    private func continuesAfter(_ index: Int) -> Bool {
        guard index < count else { return false }
        if bytes[index] == UInt8(ascii: ".") {
            return index + 1 < count && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index + 1])
        }
        return bytes[index].isWordByte
    }
}

extension UInt8 {
    fileprivate var isWordByte: Bool {
        switch self {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"):
            true
        default: false
        }
    }
}
