extension ByteString {
    /// Calls `body` with the bytes and a closing NUL. A NUL within ends the C string early; the system's paths,
    /// arguments and environment have none.
    public func withCString<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        let terminated = bytes.map { CChar(bitPattern: $0) } + [0]
        return try unsafe terminated.withUnsafeBufferPointer { buffer throws(Failure) in
            guard let start = buffer.baseAddress else {
                preconditionFailure("a terminated C string has at least one byte")
            }
            return try unsafe body(start)
        }
    }

    /// The bytes of a C string up to its NUL.
    public init(cString: UnsafePointer<CChar>) {
        var bytes: [UInt8] = []
        var cursor = unsafe cString
        while unsafe cursor.pointee != 0 {
            bytes.append(UInt8(bitPattern: unsafe cursor.pointee))
            unsafe cursor += 1
        }
        self.init(bytes)
    }
}
