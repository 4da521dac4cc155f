public import ByteStrings

/// The quirks of all directories, merged: of two with the same id the later one is meant.
public struct QuirkDatabase: Equatable, Sendable {
    /// Those in use, by id. This is the order in which they apply.
    public private(set) var quirks: [Quirk] = []
    /// Switched off by `enabled: false`.
    public private(set) var disabled: [Quirk] = []

    /// - Parameter layers: system, admin, user.
    public init(layers: [[Quirk]]) {
        var byIdentifier: [String: Quirk] = [:]
        for quirk in layers.joined() { byIdentifier[quirk.id] = quirk }
        for quirk in byIdentifier.values.sorted(by: { $0.id < $1.id }) {
            if quirk.isEnabled { quirks.append(quirk) } else { disabled.append(quirk) }
        }
    }

    /// A file of a quirk directory as the caller read it.
    public struct File: Sendable {
        public var name: ByteString
        public var text: ByteString

        public init(name: ByteString, text: ByteString) {
            self.name = name
            self.text = text
        }
    }

    /// Decodes and merges. A file with mistakes is left out and its mistakes are returned, so that one broken file
    /// of a user does not take the whole database away.
    ///
    /// - Parameter layers: the files of the system, admin and user directories.
    public static func read(layers: [[File]]) -> (database: QuirkDatabase, errors: [QuirkFileError]) {
        let (documents, mistakes) = QuirkDocuments.parse(layers: layers)
        let (database, errors) = read(documents)
        return (database, mistakes + errors)
    }

    /// The same of files that are parsed already.
    public static func read(
        _ documents: QuirkDocuments
    ) -> (database: QuirkDatabase, errors: [QuirkFileError]) {
        var errors: [QuirkFileError] = []
        let decoded = documents.layers.map { documents in
            documents.compactMap { document -> Quirk? in
                switch Quirk.decode(document.root, file: document.name) {
                case .success(let quirk): return quirk
                case .failure(let mistakes):
                    errors += mistakes.errors
                    return nil
                }
            }
        }
        return (QuirkDatabase(layers: decoded), errors)
    }

    public subscript(id: String) -> Quirk? {
        quirks.first { $0.id == id } ?? disabled.first { $0.id == id }
    }

    /// Whether some quirk wants to know the compiler's name and version, which only the compiler can say.
    public var asksForCompiler: Bool {
        quirks.contains { ($0.match + ($0.onRequest ?? [])).contains(where: \.asksForCompiler) }
    }
}

extension QuirkCondition {
    fileprivate var asksForCompiler: Bool {
        switch self {
        case .compiler: true
        case .any(let alternatives): alternatives.joined().contains(where: \.asksForCompiler)
        case .none(let conditions): conditions.contains(where: \.asksForCompiler)
        default: false
        }
    }
}
