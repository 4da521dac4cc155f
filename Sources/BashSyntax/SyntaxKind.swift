/// What a node of the tree is. Leaves carry bytes; the other kinds carry children, which tile them.
public enum SyntaxKind: UInt8, Sendable, CaseIterable {
    // Leaves that mean nothing to bash.
    case whitespace
    case newline
    case comment
    /// A backslash and the newline behind it, between words or inside one.
    case lineContinuation

    // Leaves inside words.
    /// Text that stands for itself, unquoted or inside double quotes.
    case literal
    /// A backslash and the byte it quotes.
    case escape
    /// `'…'`
    case singleQuoted
    /// `$'…'`
    case ansiQuoted
    /// The `"` or `$"` at either end of `.doubleQuoted`.
    case quote
    /// A variable's name in an assignment, in `${…}` and behind `for`.
    case name
    /// `$x`, `$1`, `$@` without braces.
    case parameter

    // Other leaves.
    case keyword
    case `operator`
    /// `2` in `2>x`, or `{fd}` in `{fd}>x`.
    case fileDescriptor
    /// The line that ends a here-document, without its newline.
    case hereDocumentEnd
    /// Bytes that fit nowhere; each has a diagnostic.
    case unknown

    // Words and what is in them.
    case word
    /// `"…"` or `$"…"`
    case doubleQuoted
    /// `${…}`
    case parameterExpansion
    /// A word after an operator in `${…}`.
    case operand
    /// `$(…)`, and bash 5.3's `${ …; }`.
    case commandSubstitution
    case backquoted
    /// `$((…))` or `$[…]`
    case arithmeticExpansion
    /// `<(…)` or `>(…)`
    case processSubstitution
    /// `+(…|…)` and its kin, where extglob is on.
    case extendedPattern
    /// `[…]` behind a name, or before `=` in an array.
    case `subscript`

    // Commands.
    case script
    case list
    case andOr
    case pipeline
    case simpleCommand
    /// A compound command and the redirections behind it.
    case redirectedCommand
    case assignment
    /// `(…)` on the right of an assignment.
    case array
    /// `[…]=value` in an array.
    case arrayElement
    case redirection
    /// The lines of a here-document, its end line included.
    case hereDocument
    case subshell
    case group
    case ifClause
    /// `while` or `until`
    case loop
    case forClause
    case forArithmetic
    case selectClause
    case caseClause
    case caseItem
    case functionDefinition
    case coprocess
    /// `((…))`
    case arithmeticCommand
    /// The text of an arithmetic expression, with its expansions.
    case arithmetic
    /// `[[ … ]]`
    case conditional
    case conditionalOr
    case conditionalAnd
    case conditionalNot
    case conditionalGroup
    case conditionalUnary
    case conditionalBinary
    case conditionalWord

    /// True for what bash skips.
    public var isTrivia: Bool { rawValue <= SyntaxKind.lineContinuation.rawValue }
    public var isLeaf: Bool { rawValue <= SyntaxKind.unknown.rawValue }
}
