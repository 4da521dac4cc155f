public import ByteStrings

/// A pattern as quirks write it: `*` for any bytes, `?` for one, a backslash before a byte that stands for itself.
///
/// There are no sets and no alternatives: a quirk lists several patterns instead, each with a reason of its own.
public struct Glob: Hashable, Sendable {
    public let text: ByteString
    private let pieces: [Piece]

    private enum Piece: Hashable, Sendable {
        case byte(UInt8)
        case one
        case any
    }

    public init(_ text: ByteString) {
        self.text = text
        var pieces: [Piece] = []
        var bytes = text.bytes.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "*"): if pieces.last != .any { pieces.append(.any) }
            case UInt8(ascii: "?"): pieces.append(.one)
            case UInt8(ascii: "\\"): pieces.append(.byte(bytes.next() ?? byte))
            default: pieces.append(.byte(byte))
            }
        }
        self.pieces = pieces
    }

    public func matches(_ subject: ByteString) -> Bool {
        matches(subject.bytes[...], pieces)
    }

    /// True if the pattern matches somewhere inside `subject`.
    public func occurs(in subject: some Collection<UInt8>) -> Bool {
        matches(subject, [.any] + pieces + [.any])
    }

    /// - Complexity: O(n · m): only the last `*` is ever given more to eat.
    private func matches<Bytes: Collection<UInt8>>(_ subject: Bytes, _ pieces: [Piece]) -> Bool {
        var place = subject.startIndex
        var piece = 0
        var retry: (piece: Int, place: Bytes.Index)?
        while place != subject.endIndex {
            if piece < pieces.count, pieces[piece] == .any {
                piece += 1
                retry = (piece, place)
            } else if piece < pieces.count, pieces[piece] == .one || pieces[piece] == .byte(subject[place]) {
                piece += 1
                subject.formIndex(after: &place)
            } else if let last = retry {
                piece = last.piece
                place = subject.index(after: last.place)
                retry = (piece, place)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .any }
    }
}

extension Glob: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self.init(ByteString(value))
    }
}

extension Glob: CustomStringConvertible {
    public var description: String { text.string }
}
