extension Array<ByteString> {
    /// Calls `body` with what execve(2) takes for arguments and environment: C strings, then NULL. All of it is
    /// valid until `body` returns.
    public func withCStringArray<Result, Failure: Error>(
        _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        var storage: [UInt8] = []
        storage.reserveCapacity(reduce(0) { $0 + $1.count + 1 })
        var offsets: [Int] = []
        offsets.reserveCapacity(count)
        for string in self {
            offsets.append(storage.count)
            storage += string.bytes
            storage.append(0)
        }
        return try unsafe storage.withUnsafeMutableBufferPointer { buffer throws(Failure) in
            var pointers: [UnsafeMutablePointer<CChar>?] = unsafe []
            unsafe pointers.reserveCapacity(offsets.count + 1)
            let start = unsafe buffer.baseAddress.map { base in
                unsafe UnsafeMutableRawPointer(base).assumingMemoryBound(to: CChar.self)
            }
            for offset in offsets { unsafe pointers.append(start.map { unsafe $0 + offset }) }
            unsafe pointers.append(nil)
            return try unsafe pointers.withUnsafeBufferPointer { array throws(Failure) in
                guard let start = array.baseAddress else {
                    preconditionFailure("an array that ends in NULL is not empty")
                }
                return try unsafe body(start)
            }
        }
    }
}
