/// The escapes of `$'…'`.
enum AnsiQuoting {
    /// - Returns: `nil` for what depends on the locale or ends the text (`\0`).
    static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        var index = bytes.startIndex
        while index < bytes.endIndex {
            let byte = bytes[index]
            index += 1
            guard byte == .backslash, index < bytes.endIndex else {
                result.append(byte)
                continue
            }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "n"): result.append(0x0A)
            case UInt8(ascii: "t"): result.append(0x09)
            case UInt8(ascii: "r"): result.append(0x0D)
            case UInt8(ascii: "a"): result.append(0x07)
            case UInt8(ascii: "b"): result.append(0x08)
            case UInt8(ascii: "f"): result.append(0x0C)
            case UInt8(ascii: "v"): result.append(0x0B)
            case UInt8(ascii: "e"), UInt8(ascii: "E"): result.append(0x1B)
            case .backslash, .singleQuote, .doubleQuote, UInt8(ascii: "?"): result.append(escape)
            case UInt8(ascii: "x"):
                guard let value = number(bytes, &index, radix: 16, digits: 2), value != 0 else { return nil }
                result.append(UInt8(truncatingIfNeeded: value))
            case UInt8(ascii: "u"), UInt8(ascii: "U"):
                let digits = escape == UInt8(ascii: "u") ? 4 : 8
                guard let value = number(bytes, &index, radix: 16, digits: digits), (1..<0x80).contains(value)
                else {
                    return nil
                }
                result.append(UInt8(value))
            case UInt8(ascii: "0")...UInt8(ascii: "7"):
                index -= 1
                guard let value = number(bytes, &index, radix: 8, digits: 3), value & 0xFF != 0 else {
                    return nil
                }
                result.append(UInt8(truncatingIfNeeded: value))
            case UInt8(ascii: "c"): return nil
            default: result += [.backslash, escape]
            }
        }
        return result
    }

    private static func number(
        _ bytes: ArraySlice<UInt8>, _ index: inout Int, radix: Int, digits: Int
    ) -> Int? {
        var end = index
        while end < bytes.endIndex, end - index < digits,
            Int(String(decoding: [bytes[end]], as: UTF8.self), radix: radix) != nil
        {
            end += 1
        }
        defer { index = end }
        return Int(String(decoding: bytes[index..<end], as: UTF8.self), radix: radix)
    }
}
