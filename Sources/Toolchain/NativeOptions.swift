public import ByteStrings

/// Which of `-march`, `-mtune` and `-mcpu` a command line sets to `native`.
///
/// `native` is the CPU of the machine that runs the compiler, so such a command line means something else on
/// every volunteer. The last setting of each option counts, as for the compilers.
public struct NativeOptions: OptionSet, Hashable, Sendable {
    public var rawValue: UInt8
    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public static let architecture = NativeOptions(rawValue: 1)
    public static let tuning = NativeOptions(rawValue: 2)
    public static let cpu = NativeOptions(rawValue: 4)

    public init(arguments: some Sequence<ByteString>) {
        self = []
        for argument in arguments {
            for (prefix, option) in Self.prefixes {
                guard let value = argument.dropping(prefix: prefix) else { continue }
                if value == "native" { insert(option) } else { remove(option) }
            }
        }
    }

    static let prefixes: [(ByteString, NativeOptions)] = [
        ("-march=", .architecture), ("-mtune=", .tuning), ("-mcpu=", .cpu),
    ]

    /// Whether the argument is `-march=native` or one of its two kin.
    static func isNative(_ argument: ByteString) -> Bool {
        prefixes.contains { argument.dropping(prefix: $0.0) == "native" }
    }
}
