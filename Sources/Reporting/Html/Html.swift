/// Markup. What is written in the program is taken as it is, what is put into it with `\(…)` is escaped.
///
///     let cell: Html = "<td>\(fileName)</td>"
///
/// This is the one place that escapes: there is no way from a `String` that the program did not write into `Html` but
/// through here, so no file name can become markup. An attribute's value stands in double quotes.
struct Html: Equatable, Sendable {
    private(set) var text: String

    /// Bytes of our own, a style sheet or a script.
    init(ours bytes: [UInt8]) {
        text = String(decoding: bytes, as: UTF8.self)
    }

    /// Data for a script, as the text of a `<script type="application/json">`.
    ///
    /// In such an element no entity counts, and only `</script` and `<!--` would mean anything: without `<` there is
    /// neither. JSON has `<` inside of strings only, where `\u003c` is the same.
    ///
    /// - Source: HTML Standard, "Restrictions for contents of script elements".
    init(data: Json) {
        text = data.compact.replacing("<", with: "\\u003c")
    }

    static func += (left: inout Html, right: Html) { left.text += right.text }
}

extension Html: ExpressibleByStringInterpolation {
    init(stringLiteral value: StaticString) { text = value.description }

    init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: StaticString) { text += literal.description }

        mutating func appendInterpolation(_ html: Html) { text += html.text }

        mutating func appendInterpolation(_ parts: [Html]) {
            for part in parts { text += part.text }
        }

        mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

        /// With two decimals, for coordinates.
        mutating func appendInterpolation(_ number: Double) { text += Figures.decimal(number, digits: 2) }

        mutating func appendInterpolation(_ shown: String) {
            for scalar in shown.displayable.unicodeScalars {
                switch scalar {
                case "&": text += "&amp;"
                case "<": text += "&lt;"
                case ">": text += "&gt;"
                case "\"": text += "&quot;"
                case "'": text += "&#39;"
                default: text.unicodeScalars.append(scalar)
                }
            }
        }
    }
}

extension String {
    /// The text as a page may show it: with `?` for control characters, and for those that change the direction of
    /// the text behind them, by which a file name could look like another.
    ///
    /// - Source: Unicode Technical Report 36, "Bidirectional Text Spoofing".
    var displayable: String {
        guard utf8.contains(where: { $0 >= 0xD8 }) else { return printable }
        let scalars = printable.unicodeScalars.map { scalar -> Unicode.Scalar in
            switch scalar.value {
            case 0x61C, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: "?"
            default: scalar
            }
        }
        return String(String.UnicodeScalarView(scalars))
    }
}
