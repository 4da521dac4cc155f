import ByteStrings

/// `{a,b}` and `{1..9}`, which bash expands before everything else, by text alone.
///
/// Only unquoted literals take part; quotes and expansions are carried along whole.
enum BraceExpansion {
    enum Atom {
        case byte(UInt8)
        case node(SyntaxNode)

        var byte: UInt8? {
            if case .byte(let byte) = self { byte } else { nil }
        }
    }

    enum Piece {
        case text([UInt8])
        case node(SyntaxNode)
    }

    /// More results than this are not computed.
    static let mostResults = 4096

    /// - Returns: `nil` if there are too many results.
    static func expand(_ parts: [SyntaxNode]) -> [[Atom]]? {
        var atoms: [Atom] = []
        var hasBrace = false
        for part in parts {
            if part.kind == .literal {
                let bytes = part.text.bytes
                hasBrace = hasBrace || bytes.contains(UInt8(ascii: "{"))
                atoms += bytes.map { .byte($0) }
            } else {
                atoms.append(.node(part))
            }
        }
        return hasBrace ? expand(atoms[...], depth: 0) : [atoms]
    }

    /// Neighbouring bytes joined again.
    static func pieces(_ atoms: [Atom]) -> [Piece] {
        var pieces: [Piece] = []
        var text: [UInt8] = []
        for atom in atoms {
            switch atom {
            case .byte(let byte): text.append(byte)
            case .node(let node):
                if !text.isEmpty { pieces.append(.text(text)) }
                text = []
                pieces.append(.node(node))
            }
        }
        if !text.isEmpty { pieces.append(.text(text)) }
        return pieces
    }

    private static func expand(_ atoms: ArraySlice<Atom>, depth: Int) -> [[Atom]]? {
        guard depth < 64 else { return nil }
        var start = atoms.startIndex
        while let open = atoms[start...].firstIndex(where: { $0.byte == UInt8(ascii: "{") }) {
            guard let close = matchingBrace(atoms, open) else {
                start = open + 1
                continue
            }
            let inner = atoms[(open + 1)..<close]
            let commas = topLevelCommas(inner)
            var middles: [[Atom]] = []
            if !commas.isEmpty {
                var from = inner.startIndex
                for comma in commas + [inner.endIndex] {
                    guard let expanded = expand(inner[from..<comma], depth: depth + 1) else { return nil }
                    middles += expanded
                    from = comma + 1
                }
            } else if let sequence = BraceSequence(inner.map(\.byte)) {
                guard let values = sequence.values else { return nil }
                middles = values.map { $0.map { .byte($0) } }
            } else {
                // `{x}` stays as it is, and what is inside may still expand.
                start = open + 1
                continue
            }
            guard let tails = expand(atoms[(close + 1)...], depth: depth + 1) else { return nil }
            guard middles.count * tails.count <= mostResults else { return nil }
            let head = Array(atoms[..<open])
            return middles.flatMap { middle in tails.map { head + middle + $0 } }
        }
        return [Array(atoms)]
    }

    private static func matchingBrace(_ atoms: ArraySlice<Atom>, _ open: Int) -> Int? {
        var depth = 0
        for index in open..<atoms.endIndex {
            switch atoms[index].byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"):
                depth -= 1
                if depth == 0 { return index }
            default: break
            }
        }
        return nil
    }

    private static func topLevelCommas(_ atoms: ArraySlice<Atom>) -> [Int] {
        var depth = 0
        return atoms.indices.filter { index in
            switch atoms[index].byte {
            case UInt8(ascii: "{"): depth += 1
            case UInt8(ascii: "}"): depth -= 1
            case UInt8(ascii: ","): return depth == 0
            default: break
            }
            return false
        }
    }
}

/// `1..9`, `01..10..3`, `a..e`
struct BraceSequence {
    private let first: Int
    private let last: Int
    private let step: Int
    private let isLetters: Bool
    private let width: Int

    /// `nil` if the bytes are no sequence; a `nil` among them stands for an expansion.
    init?(_ bytes: [UInt8?]) {
        let text = bytes.compactMap { $0 }
        guard text.count == bytes.count else { return nil }
        let ends = String(decoding: text, as: UTF8.self).split(
            separator: "..", omittingEmptySubsequences: false)
        guard ends.count == 2 || ends.count == 3 else { return nil }
        let given = ends.count == 3 ? Int(ends[2]) : 1
        guard let given, given != .min else { return nil }
        if let first = Int(ends[0]), let last = Int(ends[1]) {
            (self.first, self.last, isLetters) = (first, last, false)
            let padded = ends[..<2].contains { end in
                let digits = end.drop { $0 == "-" || $0 == "+" }
                return digits.count > 1 && digits.first == "0"
            }
            width = padded ? max(ends[0].count, ends[1].count) : 0
        } else if ends[0].utf8.count == 1, ends[1].utf8.count == 1, let first = ends[0].utf8.first,
            let last = ends[1].utf8.first, first.isNameStart, last.isNameStart
        {
            (self.first, self.last, isLetters, width) = (Int(first), Int(last), true, 0)
        } else {
            return nil
        }
        step = max(1, abs(given))
    }

    /// `nil` if there are too many.
    var values: [[UInt8]]? {
        guard abs(first.subtractingReportingOverflow(last).partialValue) / step <= BraceExpansion.mostResults
        else {
            return nil
        }
        let numbers = stride(from: first, through: last, by: first <= last ? step : -step)
        if isLetters { return numbers.map { [UInt8(truncatingIfNeeded: $0)] } }
        return numbers.map { number in
            let digits = String(number.magnitude)
            let sign = number < 0 ? "-" : ""
            let zeros = String(repeating: "0", count: max(0, width - digits.count - sign.count))
            return Array((sign + zeros + digits).utf8)
        }
    }
}
