extension ByteString {
    public func hasPrefix(_ prefix: ByteString) -> Bool {
        bytes.starts(with: prefix.bytes)
    }

    public func hasSuffix(_ suffix: ByteString) -> Bool {
        count >= suffix.count && bytes[(count - suffix.count)...].elementsEqual(suffix.bytes)
    }

    /// What follows `prefix`; `nil` when the text does not begin with it.
    public func dropping(prefix: ByteString) -> ByteString? {
        hasPrefix(prefix) ? ByteString(bytes[prefix.count...]) : nil
    }

    /// What comes before `suffix`; `nil` when the text does not end with it.
    public func dropping(suffix: ByteString) -> ByteString? {
        hasSuffix(suffix) ? ByteString(bytes[..<(count - suffix.count)]) : nil
    }

    /// The offset of the first occurrence of `part` at or after `start`.
    ///
    /// - Complexity: O(n · m); `part` is short in every use.
    public func firstRange(of part: ByteString, from start: Int = 0) -> Range<Int>? {
        guard let first = part.bytes.first else { return start..<start }
        var index = start
        while index + part.count <= count {
            guard let candidate = bytes[index...].firstIndex(of: first), candidate + part.count <= count
            else {
                return nil
            }
            if bytes[candidate..<(candidate + part.count)].elementsEqual(part.bytes) {
                return candidate..<(candidate + part.count)
            }
            index = candidate + 1
        }
        return nil
    }

    public func contains(_ part: ByteString) -> Bool {
        firstRange(of: part) != nil
    }

    public func contains(_ byte: UInt8) -> Bool {
        bytes.contains(byte)
    }

    /// The pieces between separators; empty pieces are kept only when asked for.
    public func split(_ separator: Character, keepingEmpty: Bool = false) -> [ByteString] {
        guard let byte = separator.asciiValue else { return [self] }
        return bytes.split(separator: byte, omittingEmptySubsequences: !keepingEmpty).map { ByteString($0) }
    }

    /// Without spaces, tabs and newlines at both ends.
    public var trimmed: ByteString {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        guard let first = bytes.firstIndex(where: { !isBlank($0) }),
            let last = bytes.lastIndex(where: { !isBlank($0) })
        else { return ByteString() }
        return ByteString(bytes[first...last])
    }
}

extension Sequence<ByteString> {
    // Inlinable: without specialization the runtime looks up conformances, which costs the shim 30 µs.
    @inlinable
    public func joined(separator: ByteString) -> ByteString {
        var bytes: [UInt8] = []
        var isFirst = true
        for part in self {
            if !isFirst { bytes += separator.bytes }
            isFirst = false
            bytes += part.bytes
        }
        return ByteString(bytes)
    }
}
