extension ByteString {
    /// With `A`–`Z` made small; other bytes stay, whatever the locale.
    public var asciiLowercased: ByteString {
        ByteString(bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 })
    }

    /// With `a`–`z` made capital; other bytes stay, whatever the locale.
    public var asciiUppercased: ByteString {
        ByteString(bytes.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 })
    }

    public var isASCII: Bool { bytes.allSatisfy { $0 < 0x80 } }
}
