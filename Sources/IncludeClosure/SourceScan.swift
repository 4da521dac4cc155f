public import ByteStrings

/// What one file says about other files: a function of its bytes alone, so it is made once.
///
/// Conditionals are not evaluated: every branch counts, but for those of `#if 0`. Comments and strings are not followed either, because to
/// take a text for one by mistake would hide what comes after; an `#include` in a comment at most adds a file.
public struct SourceScan: Equatable, Sendable {
    /// One mention of a file.
    public struct Reference: Equatable, Sendable {
        public enum Purpose: UInt8, Sendable {
            /// `#include`, `#import`: the file is read and scanned.
            case include
            /// `__has_include`: only whether it exists matters.
            case presence
            /// `#embed`, `__has_embed`.
            case embed
            /// `.incbin`, and `.include` in assembly.
            case assembler
        }

        public enum Form: UInt8, Sendable { case quote, angle, computed }

        public var purpose: Purpose
        public var form: Form
        /// `#include_next`, `__has_include_next`.
        public var isNext: Bool
        /// The name between the quotes; the tokens to expand when computed.
        public var text: ByteString
        /// From 1.
        public var line: Int
    }

    /// A `#define`, by the hash of its name and the offset of the name in the file.
    public struct Definition: Equatable, Sendable {
        public var nameHash: UInt32
        public var offset: UInt32
    }

    /// A macro's name in the file.
    public struct Mention: Equatable, Sendable {
        public var macro: PlaceMacro
        public var offset: UInt32
    }

    public var references: [Reference] = []
    /// In the order of the file.
    public var definitions: [Definition] = []
    /// Hashes of macros whose body holds `__has_include` on something that is no literal.
    public var hasIncludeWrappers: [UInt32] = []
    /// Hashes of what conditions call with something that is no literal.
    public var conditionCalls: Set<UInt32> = []
    /// Where macros are named whose value depends on time, place or order; not in comments.
    public var mentions: [Mention] = []
    /// The first line that looks like a C++ or Objective-C module's; 0 for none.
    public var moduleLine = 0
    /// Whether there are trigraphs that could matter.
    public var hasTrigraphs = false
    /// What the scan itself found that no search can answer.
    public var unsure: Unsure?
    /// Whether backslash-newlines cut words, so that offsets count in the text without them.
    public var isSpliced = false

    public init() {}

    /// FNV-1a: a name's hash here and in `Definition`.
    static func hash(_ name: some Sequence<UInt8>) -> UInt32 {
        var hash: UInt32 = 2_166_136_261
        for byte in name { hash = (hash ^ UInt32(byte)) &* 16_777_619 }
        return hash
    }
}

extension SourceScan {
    /// Scans a file.
    ///
    /// - Complexity: linear; what would take longer is `tangled-source`.
    public init(of bytes: [UInt8]) {
        var scanner = SourceScanner(bytes)
        scanner.run()
        if scanner.needsSplicing {
            let spliced = Self.spliced(bytes)
            scanner = SourceScanner(spliced)
            scanner.run()
            scanner.scan.isSpliced = true
        }
        scanner.removeCommentedMentions()
        scanner.removeDisabledReferences()
        self = scanner.scan
    }

    /// The text without backslash-newlines, as translation phase 2 makes it; blanks between the two are allowed, as
    /// the compilers allow them.
    static func spliced(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "\\"), let next = Bytes.afterSplice(bytes, at: index) {
                index = next
            } else {
                result.append(bytes[index])
                index += 1
            }
        }
        return result
    }
}

/// Classes of bytes, and what a backslash at the end of a line does.
enum Bytes {
    @inline(__always)
    static func isIdentifier(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F || byte >= 0x80 || byte == 0x24
    }

    /// Space, tab, vertical tab, form feed, and NUL, which gcc takes for a blank.
    @inline(__always)
    static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0B || byte == 0x0C || byte == 0
    }

    @inline(__always)
    static func isNewline(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    /// The offset after the newline, when the backslash at `index` is the last of its line but for blanks.
    static func afterSplice(_ bytes: [UInt8], at index: Int) -> Int? {
        var next = index + 1
        // As many blanks as anybody leaves behind; a bound keeps `\ \ \ …` linear.
        let limit = min(bytes.count, next + 256)
        while next < limit, isBlank(bytes[next]) { next += 1 }
        guard next < bytes.count else { return nil }
        if bytes[next] == 0x0A { return next + 1 }
        guard bytes[next] == 0x0D else { return nil }
        return next + 1 < bytes.count && bytes[next + 1] == 0x0A ? next + 2 : next + 1
    }
}
