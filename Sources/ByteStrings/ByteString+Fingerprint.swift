extension ByteString {
    /// FNV-1a, 64 bits: against accidents, not against malice.
    public var fingerprint: UInt64 {
        bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// `fingerprint` as 16 hexadecimal digits.
    public var fingerprintText: ByteString {
        let digits = String(fingerprint, radix: 16)
        return ByteString(String(repeating: "0", count: 16 - digits.count) + digits)
    }
}
