extension ByteString {
    /// Calls `body` with the bytes and a closing NUL. A NUL within ends the C string early; the system's paths,
    /// arguments and environment have none.
    public func withCString<Result, Failure: Error>(
        _ body: (UnsafePointer<CChar>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var terminated: [UInt8] = []
        terminated.reserveCapacity(bytes.count + 1)
        terminated += bytes
        terminated.append(0)
        return try unsafe terminated.withUnsafeBufferPointer { buffer throws(Failure) in
            guard let start = buffer.baseAddress else {
                preconditionFailure("a terminated C string has at least one byte")
            }
            return try unsafe start.withMemoryRebound(to: CChar.self, capacity: buffer.count) {
                start throws(Failure) in
                try unsafe body(start)
            }
        }
    }

    /// The bytes of a C string up to its NUL.
    public init(cString: UnsafePointer<CChar>) {
        var count = 0
        while unsafe cString[count] != 0 { count += 1 }
        self.init(unsafe [UInt8](UnsafeRawBufferPointer(start: cString, count: count)))
    }
}
