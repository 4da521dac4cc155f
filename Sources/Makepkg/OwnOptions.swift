public import ByteStrings

/// The options that distmake adds to makepkg's. They are taken out before makepkg sees the rest.
///
/// Only the exact name counts, so that every abbreviation of makepkg's own keeps its meaning (`--lo` is
/// `--log`).
public struct OwnOptions: Equatable, Sendable {
    /// `--local`: nothing is distributed.
    public var local = false
    /// `--resolve-native`: native flags in makepkg.conf are replaced instead of rejected.
    public var resolveNative = false
    /// `--no-quirks`.
    public var noQuirks = false
    /// `--quirk ID`, in order.
    public var quirks: [ByteString] = []
    /// `--no-quirk ID`, in order.
    public var excludedQuirks: [ByteString] = []
    /// `--log-level LEVEL`: one of `logLevels`.
    public var logLevel: ByteString?

    public static let logLevels: [ByteString] = [
        "trace", "debug", "info", "notice", "warning", "error", "critical",
    ]

    public init() {}

    /// Takes our options out of `arguments`; what follows `--` and the arguments of makepkg's options stay.
    static func separate(
        from arguments: [ByteString], version: MakepkgVersion
    ) throws(MakepkgError) -> (own: OwnOptions, words: [ByteString]) {
        let scanner = OptionScanner(version: version)
        var own = OwnOptions()
        var words: [ByteString] = []
        var index = 0
        while index < arguments.count {
            let word = arguments[index]
            let next = index + 1 < arguments.count ? arguments[index + 1] : nil
            if let used = try own.take(word, next: next) {
                index += used
                continue
            }
            words.append(word)
            index += 1
            switch scanner.step(word, next: next) {
            case .end:
                return (own, words + arguments[index...])
            case .options(_, usesNext: true):
                words.append(arguments[index])
                index += 1
            case .operand, .options, .refused:
                continue
            }
        }
        return (own, words)
    }

    /// How many words at the beginning are our options and their values.
    ///
    /// - Throws: `usage` for one without its value or with a bad one.
    public static func leadingCount(in arguments: [ByteString]) throws(MakepkgError) -> Int {
        var own = OwnOptions()
        var index = 0
        while index < arguments.count {
            let next = index + 1 < arguments.count ? arguments[index + 1] : nil
            guard let used = try own.take(arguments[index], next: next) else { break }
            index += used
        }
        return index
    }

    /// - Returns: how many words were ours, `nil` when `word` is not.
    private mutating func take(_ word: ByteString, next: ByteString?) throws(MakepkgError) -> Int? {
        switch word {
        case "--local": local = true
        case "--resolve-native": resolveNative = true
        case "--no-quirks": noQuirks = true
        default: return try takeWithValue(word, next: next)
        }
        return 1
    }

    private mutating func takeWithValue(_ word: ByteString, next: ByteString?) throws(MakepkgError) -> Int? {
        for name: ByteString in ["--quirk", "--no-quirk", "--log-level"] {
            let attached = word.dropping(prefix: name + "=")
            guard word == name || attached != nil else { continue }
            guard let value = attached ?? next, !value.isEmpty else {
                throw MakepkgError(.usage, text: "option '" + name + "' requires an argument")
            }
            switch name {
            case "--quirk": quirks.append(value)
            case "--no-quirk": excludedQuirks.append(value)
            default:
                guard Self.logLevels.contains(value) else {
                    let allowed = Self.logLevels.joined(separator: ", ")
                    throw MakepkgError(.usage, text: "unknown log level '" + value + "'; one of " + allowed)
                }
                logLevel = value
            }
            return attached == nil ? 2 : 1
        }
        return nil
    }
}
