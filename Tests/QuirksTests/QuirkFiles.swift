import ByteStrings
import Glibc

@testable import Quirks

/// The shipped database, read from the repository that holds this file.
enum QuirkFiles {
    /// `..` is left to the system, so that it also works where Tests is a symbolic link.
    private static let root: String = {
        let file = #filePath
        let directory = file[..<(file.lastIndex(of: "/") ?? file.endIndex)]
        return directory + "/../.."
    }()

    static let all: [QuirkDatabase.File] = files(in: "Quirks").map { name in
        QuirkDatabase.File(name: ByteString(name), text: text(of: "Quirks/" + name) ?? "")
    }

    static let quirks: [Quirk] = all.compactMap { try? Quirk.decode($0.text, file: $0.name).get() }

    static func hook(_ name: ByteString) -> ByteString? {
        text(of: "Hooks/" + name.string)
    }

    static func text(of path: String) -> ByteString? {
        guard let file = unsafe fopen(root + "/" + path, "r") else { return nil }
        defer { unsafe fclose(file) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe fread(&buffer, 1, buffer.count, file)
            if count == 0 { return ByteString(bytes) }
            bytes += buffer.prefix(count)
        }
    }

    private static func files(in directory: String) -> [String] {
        guard let stream = unsafe opendir(root + "/" + directory) else { return [] }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { raw in
                unsafe String(decoding: raw.prefix { $0 != 0 }, as: UTF8.self)
            }
            if !name.hasPrefix(".") { names.append(name) }
        }
        return names.sorted()
    }
}
