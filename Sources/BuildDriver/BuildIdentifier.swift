import ByteStrings

/// Names a build in paths, logs and history: eight characters of base32, as RFC 4648 writes it, in lower case.
enum BuildIdentifier {
    private static let digits = Array("abcdefghijklmnopqrstuvwxyz234567".utf8)
    private static let length = 8

    static func random() -> ByteString {
        var generator = SystemRandomNumberGenerator()
        return ByteString((0..<length).map { _ in digits[Int(generator.next() & 31)] })
    }

    static func isOne(_ name: ByteString) -> Bool {
        name.count == length && name.bytes.allSatisfy(digits.contains)
    }
}
