public import BashSyntax
public import ByteStrings

/// A compiler that a PKGBUILD names so that no masquerade directory in PATH stands before it.
public struct CompilerMention: Hashable, Sendable {
    public enum Kind: Hashable, Sendable {
        /// `/usr/bin/gcc`: PATH is not asked.
        case absolutePath
        /// `gcc-14`: found in PATH, but only if the masquerade has that name.
        case versionSuffix
    }

    public var kind: Kind
    public var position: SourcePosition
    /// The name as written: `/opt/rocm/bin/hipcc`, `g++-12`.
    public var text: ByteString

    public var line: Int { position.line }
}

extension SyntaxTree {
    /// The places outside of comments that name a compiler by an absolute path or with a version.
    ///
    /// This explains compiles that never came by; it changes nothing. Paths that are only asked for or removed
    /// (`test -x /usr/bin/gcc`) are found as well. Source of the shapes: PKGBUILDs such as those of miopen-hip
    /// (`/opt/rocm/…/clang`), fig2dev (`gcc-14`) and rust (`cc = "/usr/bin/gcc"` in a here-document).
    public var absoluteCompilerPaths: [CompilerMention] {
        root.leaves.flatMap { leaf -> [CompilerMention] in
            switch leaf.kind {
            case .literal, .singleQuoted, .ansiQuoted: mentions(in: leaf)
            default: []
            }
        }
    }

    private func mentions(in leaf: SyntaxNode) -> [CompilerMention] {
        var found: [CompilerMention] = []
        var start = leaf.range.lowerBound
        while start < leaf.range.upperBound {
            guard CompilerNames.isPathByte(source[start]) else {
                start += 1
                continue
            }
            let end = source[start..<leaf.range.upperBound].firstIndex { !CompilerNames.isPathByte($0) }
            let word = ByteString(source[start..<(end ?? leaf.range.upperBound)])
            if let kind = CompilerNames.kind(of: word, isWhole: !isContinued(before: start)) {
                found.append(CompilerMention(kind: kind, position: position(of: start), text: word))
            }
            start = end ?? leaf.range.upperBound
        }
        return found
    }

    /// True if the word began in an earlier leaf, as `/bin/gcc` in `$x/bin/gcc` does.
    private func isContinued(before offset: Int) -> Bool {
        guard offset > 0 else { return false }
        let byte = source[offset - 1]
        return CompilerNames.isPathByte(byte) || byte == UInt8(ascii: "}") || byte == UInt8(ascii: ")")
    }
}

/// The names that compilers of the C family go by.
enum CompilerNames {
    private static let bare: Set<ByteString> = [
        "cc", "c++", "c89", "c99", "gcc", "g++", "clang", "clang++", "amdclang", "amdclang++", "hipcc",
    ]

    static func isPathByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "+"), UInt8(ascii: "-"):
            true
        default: byte >= 0x80
        }
    }

    /// - Parameter isWhole: false if something that is not known stands before the word.
    static func kind(of word: ByteString, isWhole: Bool) -> CompilerMention.Kind? {
        let name = word.lastPathComponent
        let (stem, version) = split(name)
        // `x86_64-pc-linux-gnu-gcc`
        let tool = ByteString(stem.bytes.split(separator: UInt8(ascii: "-")).last ?? [])
        guard bare.contains(stem) || (bare.contains(tool) && stem.bytes.contains(UInt8(ascii: "-"))) else {
            return nil
        }
        if word.contains("/") { return word.isAbsolutePath && isWhole ? .absolutePath : nil }
        return version != nil && isWhole && bare.contains(stem) ? .versionSuffix : nil
    }

    /// `gcc-14` into `gcc` and `14`; `clang-21.1` likewise.
    private static func split(_ name: ByteString) -> (stem: ByteString, version: ByteString?) {
        guard let dash = name.bytes.lastIndex(of: UInt8(ascii: "-")) else { return (name, nil) }
        let version = name.bytes[(dash + 1)...]
        let isNumber =
            version.first.map { (0x30...0x39).contains($0) } == true
            && version.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
        return isNumber ? (ByteString(name.bytes[..<dash]), ByteString(version)) : (name, nil)
    }
}
