import ByteStrings

/// A cursor over one token of a host list, and the errors that point into it.
struct TokenReader {
    let token: ByteString
    /// Where the token begins in the list.
    private let base: Int
    private(set) var position = 0

    init(_ token: ByteString, at base: Int) {
        self.token = token
        self.base = base
    }

    /// The byte under the cursor; `nil` at the end.
    var next: UInt8? {
        position < token.count ? token.bytes[position] : nil
    }

    mutating func skip(_ count: Int) {
        position += count
    }

    mutating func readWhile(_ accepts: (UInt8) -> Bool) -> ByteString {
        let piece = token.bytes[position...].prefix(while: accepts)
        position = piece.endIndex
        return ByteString(piece)
    }

    func rest(from start: Int) -> ByteString {
        ByteString(token.bytes[start...])
    }

    /// A limit, `/8` or `=8`; `nil` when none stands here.
    mutating func readLimit() throws(HostListError) -> Int? {
        guard next == UInt8(ascii: "/") || next == UInt8(ascii: "=") else { return nil }
        skip(1)
        let start = position
        let digits = readWhile {
            ![UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: ":"), UInt8(ascii: ",")].contains($0)
        }
        // UInt16 bounds what later code allocates per slot, far above any real machine.
        guard digits.bytes.first != UInt8(ascii: "+"), let limit = UInt16(digits.string), limit > 0 else {
            throw error(.badLimit, at: start, piece: digits)
        }
        return Int(limit)
    }

    func error(_ code: HostListError.Code, at position: Int, piece: ByteString) -> HostListError {
        HostListError(code: code, offset: base + position, token: token, piece: piece)
    }
}
