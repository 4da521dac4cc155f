public import ByteStrings

/// What a depfile says, and the bytes in which gcc or clang writes it.
///
/// A volunteer that preprocesses sends its own depfile back. The names in it are right once its prefix is gone;
/// but the compilers break lines by length, so the text is written anew.
///
/// Names are kept as they stand in the file, with make's quoting: both compilers are the same, so is the quoting.
///
/// - Source: gcc 12 `libcpp/mkdeps.cc` and clang 14 `DependencyFile.cpp`, by their output (`DepfileTests` in
///   PeerTests compares with both).
public struct DependencyRules: Equatable, Sendable {
    public var targets: [ByteString]
    /// The source first, then what it includes, in order of first appearance.
    public var files: [ByteString]
    /// Whether an empty line stands before each rule of `-MP`, as clang wrote them up to a version.
    public var hasBlankLines = false

    public init(targets: [ByteString], files: [ByteString]) {
        self.targets = targets
        self.files = files
    }

    /// Reads the first rule of a depfile, and how the next one begins; `nil` when there is none.
    public init?(parsing text: ByteString) {
        var words: [ByteString] = []
        var word: [UInt8] = []
        let bytes = text.bytes
        var index = 0
        scan: while index < bytes.count {
            let byte = bytes[index]
            switch byte {
            case UInt8(ascii: "\\") where index + 1 < bytes.count:
                let next = bytes[index + 1]
                if next == UInt8(ascii: "\n") {
                    if !word.isEmpty { words.append(ByteString(word)) }
                    word = []
                } else {
                    word += [byte, next]
                }
                index += 2
                continue scan
            case UInt8(ascii: "\n"): break scan
            case UInt8(ascii: " "), UInt8(ascii: "\t"):
                if !word.isEmpty { words.append(ByteString(word)) }
                word = []
            default: word.append(byte)
            }
            index += 1
        }
        if !word.isEmpty { words.append(ByteString(word)) }
        guard let last = words.firstIndex(where: { $0.hasSuffix(":") }) else { return nil }
        targets = words[..<last] + [ByteString(words[last].bytes.dropLast())]
        files = Array(words[(last + 1)...])
        hasBlankLines = index + 1 < bytes.count && bytes[index + 1] == UInt8(ascii: "\n")
    }

    /// The depfile as this family of compilers writes it.
    ///
    /// - Parameter hasPhonyTargets: `-MP`: an empty rule for every file but the source.
    public func text(as family: CompilerName.Family, hasPhonyTargets: Bool) -> ByteString {
        var lines = family == .clang ? LineBreaker.clang : LineBreaker.gcc
        for target in targets { lines.append(target: target) }
        lines.endTargets()
        for file in files { lines.append(file: file) }
        var output = lines.output + "\n"
        if hasPhonyTargets {
            for file in files.dropFirst() { output += (hasBlankLines ? "\n" : "") + file + ":\n" }
        }
        return output
    }
}

/// Puts names behind each other and breaks lines where the compiler does.
private struct LineBreaker {
    let isClang: Bool
    var output: ByteString = ""
    private var column = 0

    static let gcc = LineBreaker(isClang: false)
    static let clang = LineBreaker(isClang: true)

    private init(isClang: Bool) { self.isClang = isClang }

    mutating func append(target: ByteString) {
        if isClang { appendClangTarget(target) } else { appendGcc(target) }
    }

    mutating func endTargets() {
        output += ":"
        column += 1
    }

    mutating func append(file: ByteString) {
        guard isClang else { return appendGcc(file) }
        // Three columns stay free for a blank and a trailing ` \`.
        let length = file.unquotedCount
        if column + length + 3 > 75 {
            output += " \\\n "
            column = 2
        }
        output += " " + file
        column += length + 1
    }

    private mutating func appendGcc(_ name: ByteString) {
        if column > 0 {
            if column + name.count > 72 {
                output += " \\\n"
                column = 0
            }
            output += " "
            column += 1
        }
        output += name
        column += name.count
    }

    private mutating func appendClangTarget(_ name: ByteString) {
        if column == 0 {
            column = name.count
        } else if column + name.count + 2 > 75 {
            output += " \\\n  "
            column = name.count + 2
        } else {
            output += " "
            column += name.count + 1
        }
        output += name
    }
}

extension ByteString {
    /// Bytes without make's quoting, which is how clang counts.
    fileprivate var unquotedCount: Int {
        var count = 0
        var index = 0
        while index < bytes.count {
            let next = index + 1 < bytes.count ? bytes[index + 1] : 0
            let isQuoted =
                bytes[index] == UInt8(ascii: "\\") && (next == 0x20 || next == UInt8(ascii: "#"))
                || bytes[index] == UInt8(ascii: "$") && next == UInt8(ascii: "$")
            index += isQuoted ? 2 : 1
            count += 1
        }
        return count
    }
}
