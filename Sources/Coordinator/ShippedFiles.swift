import ByteStrings
import Quirks

/// Files that travel with some sources although nothing in these names them, as a quirk knows.
struct ShippedFiles: Sendable {
    /// The build's directory, below which patterns look.
    let directory: ByteString
    let patterns: [Glob]

    /// Entries of directories that are looked at before it is given up.
    private static let entryLimit = 20_000

    /// The files that the patterns name now, absolute and in byte order. `nil` when there are none, or too many to look
    /// through: the quirk knows another state of the sources then.
    func paths(in files: JobFiles) -> [ByteString]? {
        var entriesLeft = Self.entryLimit
        var found: Set<ByteString> = []
        for pattern in patterns {
            // Only a directory that is spelled out can be skipped to; `*` also stands for slashes.
            let start = pattern.literalPrefix.directoryPath
            var pending: [ByteString] = [start == "." ? "" : start]
            while let place = pending.popLast() {
                for entry in files.entries(of: directory.appending(path: place)) {
                    entriesLeft -= 1
                    guard entriesLeft >= 0 else { return nil }
                    let path = place.isEmpty ? entry.name : place + "/" + entry.name
                    switch entry.kind {
                    case .directory: pending.append(path)
                    case .file: if pattern.matches(path) { found.insert(directory.appending(path: path)) }
                    case .other: break
                    }
                }
            }
        }
        return found.isEmpty ? nil : found.sorted()
    }
}
