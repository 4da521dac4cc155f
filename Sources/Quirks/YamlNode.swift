import ByteStrings
import Yams

/// A YAML document with places. Nothing outside this file knows which library reads it.
struct YamlNode: Sendable {
    enum Content: Sendable {
        case scalar(String)
        case list([YamlNode])
        case mapping([(key: YamlNode, value: YamlNode)])
    }

    var content: Content
    var line: Int
    var column: Int

    /// A quirk file is a page of text; this is many times the longest.
    static let largestFile = 1 << 18

    /// Reads one document.
    static func read(_ text: ByteString, file: ByteString) throws(QuirkFileError) -> YamlNode {
        func mistake(
            _ code: QuirkFileError.Code, _ found: String, _ expected: String, _ mark: Mark? = nil
        ) -> QuirkFileError {
            QuirkFileError(
                code: code, file: file, line: mark?.line ?? 0, column: mark?.column ?? 0, key: "",
                found: found, expected: expected)
        }
        guard text.count <= largestFile else {
            throw mistake(.tooLarge, "\(text.count) bytes", "at most \(largestFile) bytes")
        }
        guard let string = String(validating: text.bytes, as: UTF8.self) else {
            throw mistake(.syntax, "bytes that are not UTF-8", "UTF-8")
        }
        let node: Node?
        do {
            node = try compose(yaml: string)
        } catch let error as YamlError {
            let expected = "one YAML document"
            throw switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                mistake(.syntax, problem, expected, mark)
            case .reader(let problem, _, _, _): mistake(.syntax, problem, expected)
            case .duplicatedKeysInMapping(let duplicates, let context):
                mistake(
                    .syntax, "key given twice: \(duplicates.joined(separator: ", "))", "each key once",
                    context.mark)
            default: mistake(.syntax, "\(error)", expected)
            }
        } catch {
            throw mistake(.syntax, "\(error)", "one YAML document")
        }
        guard let node else { throw mistake(.syntax, "an empty file", "a mapping") }
        var budget = largestNodeCount
        guard let converted = YamlNode(node, budget: &budget) else {
            throw mistake(.tooLarge, "aliases within aliases", "at most \(largestNodeCount) values")
        }
        return converted
    }

    /// Aliases make a small file a huge tree; this ends the unfolding.
    private static let largestNodeCount = 20_000

    init(content: Content, line: Int, column: Int) {
        self.content = content
        self.line = line
        self.column = column
    }

    private init?(_ node: Node, budget: inout Int) {
        budget -= 1
        guard budget > 0 else { return nil }
        line = node.mark?.line ?? 0
        column = node.mark?.column ?? 0
        switch node {
        case .scalar(let scalar): content = .scalar(scalar.string)
        case .alias: content = .scalar("")
        case .sequence(let sequence):
            var list: [YamlNode] = []
            for element in sequence {
                guard let element = YamlNode(element, budget: &budget) else { return nil }
                list.append(element)
            }
            content = .list(list)
        case .mapping(let mapping):
            var pairs: [(key: YamlNode, value: YamlNode)] = []
            for (key, value) in mapping {
                guard let key = YamlNode(key, budget: &budget), let value = YamlNode(value, budget: &budget)
                else { return nil }
                pairs.append((key, value))
            }
            content = .mapping(pairs)
        }
    }

    /// For messages.
    var kind: String {
        switch content {
        case .scalar(let text): text.isEmpty ? "empty" : "text"
        case .list: "a list"
        case .mapping: "a mapping"
        }
    }
}
