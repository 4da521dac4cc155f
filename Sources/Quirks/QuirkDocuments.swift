import ByteStrings

/// The files of the quirk directories as parsed YAML, by layer; what a cache keeps between two runs.
///
/// Reading YAML is most of the work of reading the database: 60 files take 9 ms, their decoding takes 1.5 ms. So it
/// is the documents that are kept and not the quirks: their encoding is the same whatever quirks may come to have,
/// and what is wrong with a file is found again each time, with its place.
///
///     documents ::= layer-count layer*
///     layer     ::= file-count file*
///     file      ::= text node                  ; its name
///     node      ::= line column content
///     content   ::= 0 text | 1 count node* | 2 count (node node)*
///     text      ::= count bytes                ; UTF-8
///
/// Numbers are written in seven bits a byte, the lowest first, the eighth bit set in all but the last.
public struct QuirkDocuments: Sendable {
    struct Document: Sendable {
        var name: ByteString
        var root: YamlNode
    }

    private(set) var layers: [[Document]]

    /// Parses files; those that are no YAML are left out and told.
    ///
    /// - Parameter layers: the files of the system, admin and user directories.
    public static func parse(
        layers: [[QuirkDatabase.File]]
    ) -> (documents: QuirkDocuments, errors: [QuirkFileError]) {
        var errors: [QuirkFileError] = []
        let parsed = layers.map { files in
            files.compactMap { file -> Document? in
                do throws(QuirkFileError) {
                    return Document(name: file.name, root: try YamlNode.read(file.text, file: file.name))
                } catch {
                    errors.append(error)
                    return nil
                }
            }
        }
        return (QuirkDocuments(layers: parsed), errors)
    }

    private init(layers: [[Document]]) {
        self.layers = layers
    }

    // MARK: Bytes

    public var encoded: [UInt8] {
        var writer = DocumentWriter()
        writer.write(layers.count)
        for layer in layers {
            writer.write(layer.count)
            for document in layer {
                writer.write(document.name.bytes)
                writer.write(document.root)
            }
        }
        return writer.bytes
    }

    /// `nil` for bytes that `encoded` has not made.
    public init?(encoded bytes: [UInt8]) {
        var reader = DocumentReader(bytes)
        guard let layerCount = reader.count() else { return nil }
        layers = []
        for _ in 0..<layerCount {
            guard let fileCount = reader.count() else { return nil }
            var layer: [Document] = []
            for _ in 0..<fileCount {
                guard let name = reader.slice(), let root = reader.node(depth: 0) else { return nil }
                layer.append(Document(name: ByteString(Array(name)), root: root))
            }
            layers.append(layer)
        }
        guard reader.isAtEnd else { return nil }
    }
}

private struct DocumentWriter {
    var bytes: [UInt8] = []

    mutating func write(_ number: Int) {
        var rest = UInt(number)
        while rest > 0x7F {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func write(_ text: some Collection<UInt8>) {
        write(text.count)
        bytes += text
    }

    mutating func write(_ node: YamlNode) {
        write(node.line)
        write(node.column)
        switch node.content {
        case .scalar(let text):
            write(0)
            write(text.utf8)
        case .list(let nodes):
            write(1)
            write(nodes.count)
            for node in nodes { write(node) }
        case .mapping(let pairs):
            write(2)
            write(pairs.count)
            for (key, value) in pairs {
                write(key)
                write(value)
            }
        }
    }
}

private struct DocumentReader {
    /// Quirk files nest a handful deep.
    private static let deepest = 64

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isAtEnd: Bool { place == bytes.count }

    mutating func number() -> Int? {
        var result = 0
        for shift in stride(from: 0, through: 28, by: 7) {
            guard place < bytes.count else { return nil }
            let byte = bytes[place]
            place += 1
            result |= Int(byte & 0x7F) << shift
            if byte < 0x80 { return result }
        }
        return nil
    }

    /// A number of things that each take at least one byte.
    mutating func count() -> Int? {
        guard let number = number(), number <= bytes.count - place else { return nil }
        return number
    }

    mutating func slice() -> ArraySlice<UInt8>? {
        guard let count = count() else { return nil }
        place += count
        return bytes[(place - count)..<place]
    }

    mutating func node(depth: Int) -> YamlNode? {
        guard depth < Self.deepest, let line = number(), let column = number(), let kind = number() else {
            return nil
        }
        switch kind {
        case 0:
            guard let text = slice().flatMap({ String(validating: $0, as: UTF8.self) }) else { return nil }
            return YamlNode(content: .scalar(text), line: line, column: column)
        case 1:
            guard let count = count() else { return nil }
            var nodes: [YamlNode] = []
            for _ in 0..<count {
                guard let node = node(depth: depth + 1) else { return nil }
                nodes.append(node)
            }
            return YamlNode(content: .list(nodes), line: line, column: column)
        case 2:
            guard let count = count() else { return nil }
            var pairs: [(key: YamlNode, value: YamlNode)] = []
            for _ in 0..<count {
                guard let key = node(depth: depth + 1), let value = node(depth: depth + 1) else { return nil }
                pairs.append((key, value))
            }
            return YamlNode(content: .mapping(pairs), line: line, column: column)
        default: return nil
        }
    }
}
