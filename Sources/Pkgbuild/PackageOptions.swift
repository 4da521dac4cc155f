public import ByteStrings

/// Words such as `distcc` and `!distcc`, from `options`, BUILDENV or OPTIONS.
public struct PackageOptions: Hashable, Sendable {
    public var words: [ByteString]

    public init(_ words: [ByteString]) {
        self.words = words
    }

    /// What the last mention of `name` says: true for `name`, false for `!name`, `nil` if there is none.
    ///
    /// - Source: makepkg 6.0.2 `util/option.sh`, `in_opt_array`, which walks backwards.
    public func state(_ name: ByteString) -> Bool? {
        for word in words.reversed() {
            if word == name { return true }
            if word == "!" + name { return false }
        }
        return nil
    }
}
