public import BashSyntax
public import ByteStrings

/// A change to the copy of a PKGBUILD that makepkg gets. Everything else stays byte for byte, and a change that is
/// there already is none.
public enum EditRequest: Equatable, Sendable {
    case insert(Insertion)
    case append(ArrayAppend)
    case replaceWord(WordChange)
    /// Adds text at the end of words and assignments, inside their closing quote.
    case extendWord(WordChange)
    /// `CC=/usr/bin/gcc` becomes `CC=gcc`, so that PATH is asked.
    case bareCompilerPath
    /// A flag in the value of a variable called `…FLAGS` becomes other text; where there is none, nothing is done.
    case rewriteFlag(ByteString, with: ByteString)
}

/// Lines before or after a command.
public struct Insertion: Equatable, Sendable {
    public enum Side: String, CaseIterable, Sendable { case before, after }

    public enum Text: Equatable, Sendable {
        case literal(ByteString)
        /// A file in Hooks.
        case hook(ByteString)
    }

    public var side: Side
    /// Tried in order; the first that finds a command decides.
    public var anchors: [CommandAnchor]
    public var text: Text
}

/// The first command of a function that one of the patterns finds, tried in order.
public struct CommandAnchor: Equatable, Sendable {
    public var function: ByteString
    /// As `BashSyntax.CommandPattern` reads them: `make ... olddefconfig`.
    public var commands: [CommandPattern]
}

/// An append to an array directly before the first command that expands all of it, so that it wins over literals,
/// `readarray` and earlier appends.
public struct ArrayAppend: Equatable, Sendable {
    public struct Element: Equatable, Sendable {
        /// As it is to stand in the PKGBUILD, quotes included.
        public var text: ByteString
        /// The versions that know it; `nil` for all.
        public var versions: VersionRange?
    }

    public var array: ByteString
    public var function: ByteString
    public var elements: [Element]
}

/// Every word of a function that matches `word` as it is written.
public struct WordChange: Equatable, Sendable {
    /// `nil` for the whole file.
    public var function: Glob?
    public var word: Glob
    public var text: ByteString
}
