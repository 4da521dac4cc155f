internal import ByteStrings

/// Bytes as the text that the database holds.
///
/// File names are bytes, SQLite's TEXT and Swift's `String` are UTF-8, and a BLOB would not read well in
/// `history sql`. So a byte that is no part of valid UTF-8, a NUL (SQLite's C strings end there) and the
/// backslash itself are written as `\xHH`; everything else stands for itself.
enum PathText {
    static func text(of value: ByteString) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(value.count)
        var rest = value.bytes[...]
        while let byte = rest.first {
            let length = byte == 0 || byte == UInt8(ascii: "\\") ? 0 : validLength(at: rest)
            if length == 0 {
                text += [UInt8(ascii: "\\"), UInt8(ascii: "x"), digit(byte >> 4), digit(byte & 0xF)]
                rest.removeFirst()
            } else {
                text += rest.prefix(length)
                rest.removeFirst(length)
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The reverse of `text(of:)`; text that it never writes stands for itself.
    static func bytes(of text: String) -> ByteString {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.first {
            if rest.count >= 4, byte == UInt8(ascii: "\\"), rest[rest.startIndex + 1] == UInt8(ascii: "x"),
                let high = value(rest[rest.startIndex + 2]), let low = value(rest[rest.startIndex + 3])
            {
                bytes.append(high << 4 | low)
                rest.removeFirst(4)
            } else {
                bytes.append(byte)
                rest.removeFirst()
            }
        }
        return ByteString(bytes)
    }

    /// How many bytes the UTF-8 sequence at the start takes; 0 when it is not valid.
    private static func validLength(at bytes: ArraySlice<UInt8>) -> Int {
        guard let first = bytes.first else { return 0 }
        if first < 0x80 { return 1 }
        let length = first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        return String(validating: bytes.prefix(length), as: UTF8.self) == nil ? 0 : length
    }

    private static func digit(_ nibble: UInt8) -> UInt8 {
        nibble < 10 ? UInt8(ascii: "0") + nibble : UInt8(ascii: "a") + nibble - 10
    }

    private static func value(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
