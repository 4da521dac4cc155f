/// The dialects of distcc's protocol spoken here. The server answers in the client's version or not at all.
public enum ProtocolVersion: Int, CaseIterable, Sendable {
    /// Preprocessed text, bodies as they are.
    case plain = 1
    /// Preprocessed text; every body but an argument is one LZO1X block.
    case compressed = 2
    /// The sources themselves: the volunteer preprocesses, and sends back which files it read. distcc calls it
    /// pump mode.
    case pump = 3

    /// The versions in which a job is preprocessed by the client.
    public static let ofPreprocessedText: [ProtocolVersion] = [.plain, .compressed]

    var compressesBodies: Bool {
        switch self {
        case .plain: false
        case .compressed, .pump: true
        }
    }
}
