/// A path, an argument or a piece of a PKGBUILD: bytes that are usually UTF-8 and need not be.
///
/// `String` repairs invalid UTF-8 and compares by canonical equivalence, so two different file names could
/// become one. What comes from argv, the environment or a file stays a `ByteString` until a person reads it.
public struct ByteString: Hashable, Sendable {
    public var bytes: [UInt8]

    @inlinable
    public init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    @inlinable
    public init(_ bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    @inlinable
    public init(_ text: String) {
        bytes = Array(text.utf8)
    }

    public init(_ text: Substring) {
        bytes = Array(text.utf8)
    }

    public init() {
        bytes = []
    }

    /// The text for people: invalid UTF-8 is replaced by U+FFFD.
    public var string: String {
        String(decoding: bytes, as: UTF8.self)
    }

    @inlinable public var count: Int { bytes.count }
    @inlinable public var isEmpty: Bool { bytes.isEmpty }
}

extension ByteString: ExpressibleByStringLiteral, ExpressibleByStringInterpolation {
    @inlinable
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension ByteString: CustomStringConvertible {
    public var description: String { string }
}

extension ByteString: Comparable {
    public static func < (left: ByteString, right: ByteString) -> Bool {
        left.bytes.lexicographicallyPrecedes(right.bytes)
    }
}

extension ByteString {
    public static func + (left: ByteString, right: ByteString) -> ByteString {
        ByteString(left.bytes + right.bytes)
    }

    public static func += (left: inout ByteString, right: ByteString) {
        left.bytes += right.bytes
    }
}
