internal import ByteStrings

/// The caller's environment: `NAME=value` entries in their order, which may repeat names or have none.
struct Environment {
    var entries: [ByteString]

    /// The value of the first entry with this name, as getenv(3) finds it; `nil` removes all of them.
    subscript(name: ByteString) -> ByteString? {
        get {
            for entry in entries {
                if let value = entry.value(of: name) { return value }
            }
            return nil
        }
        set {
            let index = entries.firstIndex { $0.value(of: name) != nil }
            entries.removeAll { $0.value(of: name) != nil }
            guard let newValue else { return }
            entries.insert(name + "=" + newValue, at: index ?? entries.count)
        }
    }

    /// `NAME=value` sets, `NAME` removes.
    mutating func apply(_ change: ByteString) {
        guard let sign = change.bytes.firstIndex(of: UInt8(ascii: "=")) else {
            self[change] = nil
            return
        }
        self[ByteString(change.bytes[..<sign])] = ByteString(change.bytes[(sign + 1)...])
    }
}

extension ByteString {
    /// What follows `name=`, without building that text: the lookup runs for every entry.
    fileprivate func value(of name: ByteString) -> ByteString? {
        guard count > name.count, bytes[name.count] == UInt8(ascii: "="), hasPrefix(name) else { return nil }
        return ByteString(bytes[(name.count + 1)...])
    }
}
