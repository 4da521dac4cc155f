public import ByteStrings

/// A place in a named file; the name is whatever the caller gave.
public struct Place: Hashable, Sendable {
    public var file: ByteString
    public var position: SourcePosition

    public init(file: ByteString, position: SourcePosition) {
        self.file = file
        self.position = position
    }

    public var line: Int { position.line }
}

extension Place: CustomStringConvertible {
    /// `FILE:LINE`
    public var description: String { "\(file):\(position.line)" }
}

/// Why a value cannot be known without running something, and where that was decided.
public struct Dynamic: Error, Hashable, Sendable {
    public enum Cause: Hashable, Sendable {
        /// The text of a `$(…)`, `` `…` `` or `<(…)`.
        case commandSubstitution(ByteString)
        /// Neither set by the texts nor given by the caller, or kept by bash itself.
        case unknownVariable(ByteString)
        /// Set on some ways through the text only; the text of what decides.
        case condition(ByteString)
        /// Set by a builtin from its input.
        case command(ByteString)
        /// A pattern that bash would compare with files.
        case pathname(ByteString)
        /// `source` of a file whose text was not given, or `eval` of something dynamic: anything may have changed.
        case unreadable(ByteString)
        /// Known to bash, and not computed here.
        case unsupported(ByteString)
        /// More steps, fields or bytes than an honest file needs.
        case tooLarge
    }

    public var cause: Cause
    public var place: Place

    public init(_ cause: Cause, at place: Place) {
        self.cause = cause
        self.place = place
    }
}

/// What a variable holds once the texts have been read.
public enum Value: Equatable, Sendable {
    case scalar(ByteString)
    /// Indices may have gaps.
    case array([Int: ByteString])
    case associative([ByteString: ByteString])
    /// Not known; never guessed.
    case dynamic(Dynamic)

    public static func list(_ elements: [ByteString]) -> Value {
        .array(Dictionary(uniqueKeysWithValues: zip(0..., elements)))
    }

    /// The elements of an array by index, a scalar as one element; `nil` where unknown, and for associative
    /// arrays, whose order is bash's own.
    public var elements: [ByteString]? {
        switch self {
        case .scalar(let text): [text]
        case .array(let elements): elements.sorted { $0.key < $1.key }.map(\.value)
        case .associative, .dynamic: nil
        }
    }

    /// What `$name` gives: of an array its element 0.
    public var text: ByteString? {
        switch self {
        case .scalar(let text): text
        case .array(let elements): elements[0]
        case .associative(let elements): elements["0"]
        case .dynamic: nil
        }
    }

    public var dynamic: Dynamic? {
        if case .dynamic(let dynamic) = self { dynamic } else { nil }
    }
}

/// A variable with the places it got its value from.
public struct Variable: Equatable, Sendable {
    public var value: Value
    public var isExported = false
    public var isReadOnly = false
    /// The last `=`; `nil` if the value came from the caller.
    public var assignedAt: Place?
    /// Each `+=` since then.
    public var appendedAt: [Place] = []
    var attributes: Attributes = []

    public init(_ value: Value, isExported: Bool = false) {
        self.value = value
        self.isExported = isExported
    }

    /// The place a user has to look at: the last one that changed the value.
    public var lastChange: Place? { appendedAt.last ?? assignedAt }

    /// What `declare` was told.
    struct Attributes: OptionSet, Sendable {
        var rawValue: UInt8
        static let integer = Attributes(rawValue: 1)
        static let lowercase = Attributes(rawValue: 2)
        static let uppercase = Attributes(rawValue: 4)
        /// A name that stands for the variable whose name it holds.
        static let reference = Attributes(rawValue: 8)
        /// An array, though its elements are unknown.
        static let array = Attributes(rawValue: 16)
    }
}

/// A function as it was last defined.
public struct FunctionDefinition: Sendable {
    public var name: ByteString
    /// The whole definition, from its name or the word `function` on.
    public var node: SyntaxNode
    public var place: Place
    /// Defined on some ways through the text only.
    public var isConditional = false
    /// Made by `eval`: `node` belongs to a tree of the text that it was given, and `place` is the `eval`.
    public var isGenerated = false

    /// The command that is its body, usually a `.group`.
    public var body: SyntaxNode? {
        node.parts.last { !$0.kind.isLeaf && $0.kind != .word }
    }

    /// Offsets of the body in the text of the tree, braces included.
    public var bodyRange: Range<Int>? { body?.range }
}
