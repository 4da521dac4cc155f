import ByteStrings

extension YamlFields {
    mutating func examples(_ node: YamlNode, key path: String) -> [QuirkExample] {
        let nodes = list(node, key: path)
        if nodes.isEmpty {
            complain(
                .wrongType, at: node, key: path, found: "an empty list", expected: "at least one example")
        }
        return nodes.compactMap { example($0, key: path) }
    }

    private mutating func example(_ node: YamlNode, key path: String) -> QuirkExample? {
        let values = mapping(
            node, key: path,
            allowed: ["pkgbuild", "files", "flags", "compiler", "carch", "volunteers", "expect", "after"])
        guard
            let pkgbuild = required(
                "pkgbuild", in: values, of: node, key: path, expected: "a small PKGBUILD"),
            let expect = required("expect", in: values, of: node, key: path, expected: "what comes of it"),
            let text = text(pkgbuild, key: "\(path).pkgbuild"),
            let expectation = choice(expect, key: "\(path).expect", of: QuirkExample.Expectation.self)
        else { return nil }
        var example = QuirkExample(pkgbuild: ByteString(text), expectation: expectation, line: node.line)
        if let files = values["files"] { example.files = dictionary(files, key: "\(path).files") }
        if let flags = values["flags"] { example.flags = dictionary(flags, key: "\(path).flags") }
        example.compiler = values["compiler"].flatMap { someText($0, key: "\(path).compiler") }.map {
            ByteString($0)
        }
        example.architecture = values["carch"].flatMap { someText($0, key: "\(path).carch") }.map {
            ByteString($0)
        }
        if let kinds = values["volunteers"] {
            example.volunteers = texts(kinds, key: "\(path).volunteers").compactMap(VolunteerKind.init)
        }
        example.after = values["after"].flatMap { someText($0, key: "\(path).after") }.map {
            ByteString($0.trimmingNewlines)
        }
        return example
    }
}
