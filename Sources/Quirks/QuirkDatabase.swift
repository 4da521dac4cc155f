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
        var errors: [QuirkFileError] = []
        let decoded = layers.map { files in
            files.compactMap { file -> Quirk? in
                switch Quirk.decode(file.text, file: file.name) {
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
}
