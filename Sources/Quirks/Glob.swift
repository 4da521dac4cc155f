public import ByteStrings

/// A pattern as quirks write it: `*` for any bytes, `?` for one, a backslash before a byte that stands for itself.
///
/// There are no sets and no alternatives: a quirk lists several patterns instead, each with a reason of its own.
public struct Glob: Hashable, Sendable {
    public let text: ByteString
    private let pieces: [Piece]
    /// `*`, the pattern, `*`
    private let inside: [Piece]
    /// The longest text without wildcards in it.
    private let literal: [UInt8]

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
        inside = [.any] + pieces + [.any]
        var runs: [[UInt8]] = [[]]
        for piece in pieces {
            if case .byte(let byte) = piece {
                runs[runs.count - 1].append(byte)
            } else {
                runs.append([])
            }
        }
        literal = runs.max { $0.count < $1.count } ?? []
    }

    public func matches(_ subject: ByteString) -> Bool {
        matches(subject.bytes[...], pieces)
    }

    /// What every match begins with.
    public var literalPrefix: ByteString {
        ByteString(
            pieces.prefix { if case .byte = $0 { true } else { false } }.compactMap {
                if case .byte(let byte) = $0 { byte } else { nil }
            })
    }

    /// True if the pattern matches somewhere inside `subject`.
    public func occurs(in subject: some Collection<UInt8>) -> Bool {
        matches(subject, inside)
    }

    /// False if the pattern is certainly in no part of `subject`.
    func mayOccur(in subject: ArraySlice<UInt8>) -> Bool {
        guard let first = literal.first else { return true }
        var start = subject.startIndex
        let last = subject.endIndex - literal.count
        while start <= last, let place = subject[start...].firstIndex(of: first), place <= last {
            if subject[place...].starts(with: literal) { return true }
            start = place + 1
        }
        return false
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
