public import ByteStrings

/// One mistake in a quirk file.
public struct QuirkFileError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// Not YAML, or not UTF-8.
        case syntax
        case unknownKey = "unknown-key"
        case missingKey = "missing-key"
        case wrongType = "wrong-type"
        case badValue = "bad-value"
        case tooLarge = "too-large"
    }

    public var code: Code
    public var file: ByteString
    /// From 1; 0 where the whole file is meant.
    public var line: Int
    public var column: Int
    /// Where in the document, `match.text.in`; empty for the document itself.
    public var key: String
    /// What is there instead.
    public var found: String
    /// What is allowed.
    public var expected: String
}

extension QuirkFileError: CustomStringConvertible {
    /// `FILE:LINE:COLUMN: KEY: what is wrong; what is allowed`
    public var description: String {
        let place = line > 0 ? "\(file):\(line):\(column)" : "\(file)"
        let subject = key.isEmpty ? "" : "\(key): "
        let problem =
            switch code {
            case .syntax: "not YAML: \(found)"
            case .unknownKey: "unknown key"
            case .missingKey: "missing"
            case .wrongType: "is \(found)"
            case .badValue: "`\(found)` is not possible here"
            case .tooLarge: "too large"
            }
        return "\(place): \(subject)\(problem); expected \(expected)"
    }
}
