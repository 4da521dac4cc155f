/// Redirections and here-documents.
extension Parser {
    /// - Returns: false if no redirection stands here; nothing is consumed then.
    mutating func parseRedirection() -> Bool {
        guard let descriptorEnd = redirectionOperatorStart() else { return false }
        let mark = builder.mark
        leaf(.fileDescriptor, to: descriptorEnd)
        let length = redirectionOperatorLength()
        let isHereDocument = at("<<") && !at("<<<")
        let stripsTabs = at("<<-")
        leaf(.operator, length)
        skipTrivia(newlines: false)
        let start = position
        if atWord() {
            parseWord()
            if isHereDocument { expectHereDocument(start..<position, stripsTabs: stripsTabs) }
        } else {
            missing("file name")
        }
        builder.finish(.redirection, from: mark, at: position)
        return true
    }

    /// Where `<` or `>` of a redirection stands that begins here; `nil` for anything else.
    private func redirectionOperatorStart() -> Int? {
        guard let first = peek() else { return nil }
        var place = position
        switch first {
        case UInt8(ascii: "<"), UInt8(ascii: ">"):
            break
        case UInt8(ascii: "&"):
            return peek(1) == UInt8(ascii: ">") ? position : nil
        case UInt8(ascii: "{"):
            place += 1
            guard place < limit, source[place].isNameStart else { return nil }
            while place < limit, source[place].isNameByte { place += 1 }
            guard place < limit, source[place] == UInt8(ascii: "}") else { return nil }
            place += 1
        default:
            guard first.isDigit else { return nil }
            while place < limit, source[place].isDigit { place += 1 }
        }
        guard place < limit, source[place] == UInt8(ascii: "<") || source[place] == UInt8(ascii: ">") else {
            return nil
        }
        // `<(` and `>(` are words.
        let isSubstitution = place == position && peek(1) == UInt8(ascii: "(")
        return isSubstitution ? nil : place
    }

    private func redirectionOperatorLength() -> Int {
        if at("<<<") || at("<<-") || at("&>>") { return 3 }
        if at("<<") || at(">>") || at("<&") || at(">&") || at("<>") || at(">|") || at("&>") { return 2 }
        return 1
    }

    // MARK: Here-documents

    private mutating func expectHereDocument(_ word: Range<Int>, stripsTabs: Bool) {
        var delimiter: [UInt8] = []
        var isLiteral = false
        var place = word.lowerBound
        while place < word.upperBound {
            let byte = source[place]
            switch byte {
            case .singleQuote, .doubleQuote:
                isLiteral = true
            case .backslash where place + 1 < word.upperBound:
                isLiteral = true
                place += 1
                if source[place] != .newline { delimiter.append(source[place]) }
            default:
                delimiter.append(byte)
            }
            place += 1
        }
        hereDocuments.append(
            PendingHereDocument(
                delimiter: delimiter, isLiteral: isLiteral, stripsTabs: stripsTabs, start: word.lowerBound))
    }

    mutating func readHereDocuments() {
        let pending = hereDocuments
        hereDocuments = []
        for document in pending { readHereDocument(document) }
    }

    private mutating func readHereDocument(_ document: PendingHereDocument) {
        let mark = builder.mark
        let start = position
        var line = position
        var found: Range<Int>?
        while line < limit, found == nil {
            let end = endOfLine(from: line)
            var text = line
            if document.stripsTabs {
                while text < end, source[text] == 0x09 { text += 1 }
            }
            if source[text..<end].elementsEqual(document.delimiter) {
                found = line..<end
            } else {
                line = min(end + 1, limit)
            }
        }
        let bodyEnd = found?.lowerBound ?? limit
        if document.isLiteral || hereDocumentDepth >= Parser.deepestHereDocument {
            leaf(.literal, to: bodyEnd)
        } else {
            hereDocumentDepth += 1
            nested(opener: 0) { parser in
                parser.inRegion(upTo: bodyEnd) { $0.parseText(.hereDocument) }
            }
            hereDocumentDepth -= 1
            leaf(.literal, to: bodyEnd)
        }
        if let found {
            leaf(.hereDocumentEnd, to: found.upperBound)
            if peek() == .newline { leaf(.newline, 1) }
        } else {
            complain(
                "here-document without its end line",
                document.start..<(document.start + document.delimiter.count))
        }
        builder.finish(.hereDocument, from: mark, at: start)
    }

    /// The region ends before the lines that were announced.
    mutating func abandonHereDocuments() {
        for document in hereDocuments {
            complain(
                "here-document without its lines",
                document.start..<(document.start + document.delimiter.count))
        }
        hereDocuments = []
    }
}
