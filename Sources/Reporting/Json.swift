/// A value of JSON, to be printed for programs.
public enum Json: Equatable, Sendable {
    case string(String)
    case number(Int)
    /// What is not finite becomes null.
    case real(Double)
    case flag(Bool)
    case none
    case list([Json])
    /// In this order.
    case object([(key: String, value: Json)])

    /// Indented by two blanks a level, without a newline at the end; RFC 8259.
    public var text: String { text(indentation: "") }

    /// The same on one line, without blanks.
    public var compact: String {
        switch self {
        case .list(let values): return "[" + values.map(\.compact).joined(separator: ",") + "]"
        case .object(let pairs):
            let members = pairs.map { Self.quoted($0.key) + ":" + $0.value.compact }
            return "{" + members.joined(separator: ",") + "}"
        case .string, .number, .real, .flag, .none: return text
        }
    }

    private func text(indentation: String) -> String {
        let inner = indentation + "  "
        func block(_ open: String, _ lines: [String], _ close: String) -> String {
            if lines.isEmpty { return open + close }
            return open + "\n" + lines.map { inner + $0 }.joined(separator: ",\n") + "\n" + indentation
                + close
        }
        switch self {
        case .string(let text): return Self.quoted(text)
        case .number(let number): return "\(number)"
        case .real(let number): return number.isFinite ? "\(number)" : "null"
        case .flag(let flag): return flag ? "true" : "false"
        case .none: return "null"
        case .list(let values): return block("[", values.map { $0.text(indentation: inner) }, "]")
        case .object(let pairs):
            let lines = pairs.map { Self.quoted($0.key) + ": " + $0.value.text(indentation: inner) }
            return block("{", lines, "}")
        }
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\t": quoted += "\\t"
            case "\r": quoted += "\\r"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    public static func == (left: Json, right: Json) -> Bool { left.text == right.text }
}

extension Json: ExpressibleByStringLiteral {
    public init(stringLiteral value: String) {
        self = .string(value)
    }
}
