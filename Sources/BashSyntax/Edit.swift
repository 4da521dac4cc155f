public import ByteStrings

/// One change to a bash text, told by what it is to bring about and not by where.
///
/// `SyntaxTree.plan(_:)` finds the places; every byte outside of them stays. An edit is idempotent: where the text
/// already is as it asks, the plan is empty. Texts that are given (lines, elements, values) are bash source as it
/// is to stand in the file; they must parse on their own.
///
/// Where a function is defined more than once, as in both branches of an `if`, every definition is edited. A
/// function that `eval` makes is in no text and cannot be.
public enum Edit: Hashable, Sendable {
    /// Adds the missing ones of `elements` to every `array=(…)` in the function (`nil`: outside of functions), or
    /// where there is none, to the first `array+=(…)`. What is appended or read into the array later stays behind
    /// them.
    case appendElements([ByteString], array: ByteString, function: ByteString?)

    /// Puts `replacement` in the place of each element whose text matches the pattern `matching`; nothing removes
    /// it. Quotes do not count: `'!lto'` matches `!lto`.
    case replaceElement(
        matching: ByteString, with: [ByteString], array: ByteString, function: ByteString?)

    /// Inserts `array+=(elements)` before the first command of the function that expands `${array[*]}` or
    /// `${array[@]}`, so that nothing comes after it any more. Left out is an element that the function has set for
    /// certain by then, no later one having the same text before `=`.
    case appendBeforeUse([ByteString], array: ByteString, function: ByteString)

    /// Inserts lines beside commands, with the indentation of their neighbour.
    case insert(ByteString, Side, CommandPattern, Occurrence, function: ByteString)

    /// Inserts lines as the first or last of a function.
    case insertAtStart(ByteString, function: ByteString)
    case insertAtEnd(ByteString, function: ByteString)

    /// Changes what stands behind `variable=`, also behind `local` and its kin. `+=` and elements stay. `nil`:
    /// outside of functions.
    case assign(ByteString, variable: ByteString, Occurrence, function: ByteString?)

    /// Replaces a word or a path wherever it stands as a whole in code, quotes and here-documents, but not in
    /// comments: `/usr/bin/gcc` is found in `"CC=/usr/bin/gcc -m32"` and not in `/usr/bin/gcc-14`. `nil`: in the
    /// whole text, functions included.
    case replaceWord(ByteString, with: ByteString, function: ByteString?)

    /// Defines a function at the end of the text.
    case addFunction(ByteString, body: ByteString)

    /// Renames a function to `inner` and defines another under its name, which can call `inner`.
    ///
    /// makepkg finds `depends=(…)` and the like in the text of a package function: in one that is wrapped it no
    /// longer does.
    case wrapFunction(ByteString, inner: ByteString, body: ByteString)

    public enum Side: Hashable, Sendable, CaseIterable {
        case before, after
    }

    /// Which of several matches; counted anew in each definition of the function.
    public enum Occurrence: Hashable, Sendable, CaseIterable {
        case first, last, every
    }
}

/// Which simple commands are meant.
///
/// Each pattern of `words` is that of `case` with extglob on, and is compared with one word without its quotes; a
/// word with expansions is compared as it is written. `...` stands for any number of words, and there always may be
/// more words at the end: `make ... olddefconfig`, `gn gen`. Assignments before the command do not count.
///
/// Commands are found wherever they run when the function does: in `if` and loops, pipelines and substitutions.
/// What is inserted stands beside the whole line of commands (`a && b | c`) that the match is in; beside the `if`
/// or `while` where it is in the condition.
public struct CommandPattern: Hashable, Sendable {
    public var words: [ByteString]

    public init(_ words: [ByteString]) {
        self.words = words
    }

    /// The patterns separated by blanks, as in `make ... olddefconfig`.
    public init(_ text: ByteString) {
        words = text.split(" ")
    }

    func matches(_ texts: [ByteString]) -> Bool {
        // Ends of matches of `words[...index]`, as in `ShellPattern`: no pattern takes exponential time.
        var ends: Set<Int> = [0]
        for word in words {
            if word == "..." {
                if let first = ends.min() { ends = Set(first...texts.count) }
                continue
            }
            let pattern = ShellPattern(plain: word)
            ends = Set(ends.filter { $0 < texts.count && pattern.matches(texts[$0].bytes) }.map { $0 + 1 })
        }
        return !ends.isEmpty && !words.isEmpty
    }
}

extension ShellPattern {
    /// A pattern in which nothing is quoted, with extglob on.
    init(plain text: ByteString) {
        self.init(text.bytes.map { Byte(value: $0, isQuoted: false) }, extended: true)
    }
}
