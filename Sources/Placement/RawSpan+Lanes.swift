extension RawSpan {
    /// The byte at an offset that the caller has checked.
    @inline(__always)
    func unsafeByte(at offset: Int) -> UInt8 {
        unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Sixteen bytes from an offset that the caller has checked.
    @inline(__always)
    func lanes(at offset: Int) -> SIMD16<UInt8> {
        unsafe unsafeLoadUnaligned(fromUncheckedByteOffset: offset, as: SIMD16<UInt8>.self)
    }
}
