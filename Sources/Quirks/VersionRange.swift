public import ByteStrings

/// Versions between bounds, all of which hold: `>= 6.11, < 7`.
///
///     range ::= bound { "," bound }
///     bound ::= ( "<" | "<=" | "=" | ">=" | ">" ) [epoch:]pkgver[-pkgrel]
///
/// A bound without an epoch is about upstream's version: the package's epoch is left out of the comparison.
public struct VersionRange: Hashable, Sendable {
    public enum Relation: String, CaseIterable, Sendable {
        // Longest first, as the parser tries them in this order.
        case atMost = "<="
        case atLeast = ">="
        case below = "<"
        case above = ">"
        case equal = "="
    }

    public struct Bound: Hashable, Sendable {
        public var relation: Relation
        public var version: ByteString
    }

    public var bounds: [Bound]

    /// `nil` if `text` is not a range.
    public init?(_ text: ByteString) {
        bounds = []
        for part in text.split(",", keepingEmpty: true) {
            let part = part.trimmed
            guard let relation = Relation.allCases.first(where: { part.hasPrefix(ByteString($0.rawValue)) }),
                let version = part.dropping(prefix: ByteString(relation.rawValue))?.trimmed,
                !version.isEmpty, !version.bytes.contains(where: { $0 <= 0x20 })
            else { return nil }
            bounds.append(Bound(relation: relation, version: version))
        }
    }

    /// - Parameter version: `[epoch:]pkgver[-pkgrel]`
    public func contains(_ version: ByteString) -> Bool {
        bounds.allSatisfy { bound in
            var version = version
            if !VersionParts(bound.version).hasEpoch, VersionParts(version).hasEpoch {
                version = ByteString(version.bytes.drop { $0 != UInt8(ascii: ":") }.dropFirst())
            }
            let order = VersionOrder(version, comparedWith: bound.version)
            return switch bound.relation {
            case .below: order == .older
            case .atMost: order != .newer
            case .equal: order == .same
            case .atLeast: order != .older
            case .above: order == .newer
            }
        }
    }
}

extension VersionRange: CustomStringConvertible {
    public var description: String {
        bounds.map { "\($0.relation.rawValue) \($0.version)" }.joined(separator: ", ")
    }
}
