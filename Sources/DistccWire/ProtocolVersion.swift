/// The dialects of distcc's protocol spoken here. The server answers in the client's version or not at all.
///
/// Version 3 (the server preprocesses, and sends the dependencies back as well) will be a case of its own: the
/// exhaustive switches over this type are the places that it changes.
public enum ProtocolVersion: Int, CaseIterable, Sendable {
    /// Bodies as they are.
    case plain = 1
    /// Every body but an argument is one LZO1X block.
    case compressed = 2

    var compressesBodies: Bool {
        switch self {
        case .plain: false
        case .compressed: true
        }
    }
}
