internal import ByteStrings

/// Reads one directive: blanks, comments and splices mean nothing to it.
struct DirectiveCursor {
    let bytes: [UInt8]
    var index: Int

    init(_ bytes: [UInt8], at index: Int) {
        self.bytes = bytes
        self.index = index
    }

    var byte: UInt8? { index < bytes.count ? bytes[index] : nil }

    mutating func take(_ wanted: UInt8) -> Bool {
        guard byte == wanted else { return false }
        index += 1
        return true
    }

    /// Skips blanks, splices and comments; stops at the end of the line.
    mutating func skipBlanks(_ scanner: inout SourceScanner) {
        let start = index
        loop: while let byte {
            switch byte {
            case UInt8(ascii: "\\"):
                guard let next = Bytes.afterSplice(bytes, at: index) else { break loop }
                index = next
            case UInt8(ascii: "/"):
                guard index + 1 < bytes.count else { break loop }
                if bytes[index + 1] == UInt8(ascii: "*") {
                    index = scanner.endOfComment(from: index + 2)
                } else if bytes[index + 1] == UInt8(ascii: "/") {
                    index = endOfLogicalLine(from: index)
                } else {
                    break loop
                }
            default:
                guard Bytes.isBlank(byte) else { break loop }
                index += 1
            }
            scanner.budget -= 1
        }
        scanner.budget -= min(index - start, 256)
    }

    /// The newline that ends the line, splices being none.
    func endOfLogicalLine(from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            if Bytes.isNewline(bytes[end]) { return end }
            if bytes[end] == UInt8(ascii: "\\"), let next = Bytes.afterSplice(bytes, at: end) {
                end = next
            } else {
                end += 1
            }
        }
        return end
    }

    mutating func identifier() -> ArraySlice<UInt8> {
        let start = index
        while let byte, Bytes.isIdentifier(byte) { index += 1 }
        return bytes[start..<index]
    }

    /// What stands before `end` on this line, splices left out; `nil` without an `end`.
    mutating func text(to end: UInt8) -> ByteString? {
        var text: [UInt8] = []
        while let byte, !Bytes.isNewline(byte) {
            if byte == end {
                index += 1
                return ByteString(text)
            }
            if byte == UInt8(ascii: "\\"), let next = Bytes.afterSplice(bytes, at: index) {
                index = next
            } else {
                text.append(byte)
                index += 1
            }
        }
        return nil
    }

    /// The rest of the logical line, each comment a space.
    mutating func rest(_ scanner: inout SourceScanner) -> [UInt8] {
        var text: [UInt8] = []
        var quote: UInt8?
        while let byte, !Bytes.isNewline(byte) {
            scanner.budget -= 1
            if byte == UInt8(ascii: "\\"), let next = Bytes.afterSplice(bytes, at: index) {
                index = next
                continue
            }
            if let open = quote {
                text.append(byte)
                index += 1
                if byte == UInt8(ascii: "\\"), let next = self.byte, !Bytes.isNewline(next) {
                    text.append(next)
                    index += 1
                } else if byte == open {
                    quote = nil
                }
                continue
            }
            if byte == UInt8(ascii: "/"), index + 1 < bytes.count {
                let next = bytes[index + 1]
                if next == UInt8(ascii: "*") || next == UInt8(ascii: "/") {
                    text.append(0x20)
                    skipBlanks(&scanner)
                    continue
                }
            }
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") { quote = byte }
            text.append(byte)
            index += 1
        }
        return text
    }
}

extension SourceScanner {
    /// The offset after the comment that `start` is in; the end of the file when it is never closed.
    mutating func endOfComment(from start: Int) -> Int {
        if commentSearch.from <= start, start <= commentSearch.close {
            return min(commentSearch.close + 2, bytes.count)
        }
        var close = start
        while close + 1 < bytes.count {
            if bytes[close] == UInt8(ascii: "*"), bytes[close + 1] == UInt8(ascii: "/") { break }
            close += 1
        }
        // Every search that begins before the close ends there too.
        if close + 1 >= bytes.count { close = bytes.count }
        commentSearch = (start, close)
        let end = min(close + 2, bytes.count)
        budget -= end - start
        return end
    }

    /// `start` is behind the `#`.
    mutating func directive(at start: Int) {
        guard budget >= 0 else { return }
        var cursor = DirectiveCursor(bytes, at: start)
        cursor.skipBlanks(&self)
        let name = cursor.identifier()
        budget -= name.count
        switch name.count {
        case 2 where name.elementsEqual("if".utf8), 4 where name.elementsEqual("elif".utf8):
            condition(&cursor)
        case 5 where name.elementsEqual("embed".utf8):
            file(&cursor, .embed)
        case 6:
            if name.elementsEqual("define".utf8) { definition(&cursor) }
            if name.elementsEqual("import".utf8) { file(&cursor, .include) }
            if name.elementsEqual("pragma".utf8) {
                cursor.skipBlanks(&self)
                pragma(&cursor)
            }
        case 7 where name.elementsEqual("include".utf8):
            file(&cursor, .include)
        case 12 where name.elementsEqual("include_next".utf8):
            file(&cursor, .include, isNext: true)
        // gcc's and clang's for `-imacros`; harmless to follow.
        case 16 where name.elementsEqual("__include_macros".utf8):
            file(&cursor, .include)
        default: break
        }
    }

    private mutating func file(
        _ cursor: inout DirectiveCursor, _ purpose: SourceScan.Reference.Purpose, isNext: Bool = false
    ) {
        cursor.skipBlanks(&self)
        if let (form, name) = literal(&cursor) {
            add(purpose, form, isNext, name)
        } else if let byte = cursor.byte, !Bytes.isNewline(byte) {
            let text = ByteString(cursor.rest(&self)).trimmed
            if let first = text.bytes.first, Bytes.isIdentifier(first) {
                add(purpose, .computed, isNext, text)
            }
        }
    }

    /// `"name"` or `<name>`; the cursor stays where there is none.
    private mutating func literal(
        _ cursor: inout DirectiveCursor
    ) -> (SourceScan.Reference.Form, ByteString)? {
        let start = cursor
        for (open, close, form) in Self.quotes where cursor.take(open) {
            if let name = cursor.text(to: close) {
                budget -= name.count
                return (form, name)
            }
            budget -= cursor.index - start.index
            cursor = start
            return nil
        }
        return nil
    }

    private static let quotes: [(UInt8, UInt8, SourceScan.Reference.Form)] = [
        (UInt8(ascii: "\""), UInt8(ascii: "\""), .quote), (UInt8(ascii: "<"), UInt8(ascii: ">"), .angle),
    ]

    private mutating func add(
        _ purpose: SourceScan.Reference.Purpose, _ form: SourceScan.Reference.Form, _ isNext: Bool,
        _ text: ByteString
    ) {
        guard !text.isEmpty else { return }
        scan.references.append(.init(purpose: purpose, form: form, isNext: isNext, text: text, line: line))
        referencePlaces.append(place)
    }

    private mutating func definition(_ cursor: inout DirectiveCursor) {
        cursor.skipBlanks(&self)
        let offset = cursor.index
        let name = cursor.identifier()
        guard !name.isEmpty else { return }
        let hash = SourceScan.hash(name)
        scan.definitions.append(.init(nameHash: hash, offset: UInt32(truncatingIfNeeded: offset)))
        currentDefinition = (hash, cursor.byte == UInt8(ascii: "("))
    }

    /// `__has_include` and its kin, anywhere: in a condition, or in a macro for conditions.
    mutating func hasInclude(at start: Int) {
        guard budget >= 0 else { return }
        var cursor = DirectiveCursor(bytes, at: start)
        let name = ByteString(cursor.identifier())
        let purpose: SourceScan.Reference.Purpose = name.hasPrefix("__has_embed") ? .embed : .presence
        cursor.skipBlanks(&self)
        guard cursor.take(UInt8(ascii: "(")) else {
            // `#define HAS __has_include`, as opposed to `#ifdef __has_include`.
            if let definition = currentDefinition { scan.hasIncludeWrappers.append(definition.hash) }
            return
        }
        cursor.skipBlanks(&self)
        if let (form, text) = literal(&cursor) {
            add(purpose, form, name.contains("_next"), text)
            return
        }
        if let definition = currentDefinition { scan.hasIncludeWrappers.append(definition.hash) }
        guard currentDefinition?.isFunction != true else { return }
        let word = ByteString(cursor.rest(&self).prefix { $0 != UInt8(ascii: ")") })
        // `X)` or `X(a))`: up to the closing parenthesis of ours, as far as parentheses are balanced.
        var text = word.trimmed
        if text.contains(UInt8(ascii: "(")) { text += ")" }
        if let first = text.bytes.first, Bytes.isIdentifier(first) {
            add(purpose, .computed, name.contains("_next"), text)
        }
    }

    /// Literals in calls (`#if HAS(<x.h>)`), and the names of what is called with anything else.
    private mutating func condition(_ cursor: inout DirectiveCursor) {
        let text = cursor.rest(&self)
        if ConditionalTree.isConstant(ByteString(text).trimmed) { hasConstantCondition = true }
        var index = 0
        var name: Range<Int>?
        var depth = 0
        while index < text.count {
            let byte = text[index]
            if Bytes.isIdentifier(byte) {
                let start = index
                while index < text.count, Bytes.isIdentifier(text[index]) { index += 1 }
                name = start..<index
                continue
            }
            index += 1
            switch byte {
            case UInt8(ascii: "("), UInt8(ascii: ","):
                if byte == UInt8(ascii: "(") { depth += 1 }
                while index < text.count, Bytes.isBlank(text[index]) { index += 1 }
                guard index < text.count, depth > 0 else { break }
                let isOwn = name.map { text[$0].starts(with: "__has_".utf8) } ?? false
                let close: UInt8? =
                    text[index] == UInt8(ascii: "\"")
                    ? UInt8(ascii: "\"") : text[index] == UInt8(ascii: "<") ? UInt8(ascii: ">") : nil
                if let close, let end = text[(index + 1)...].firstIndex(of: close) {
                    if !isOwn {
                        let form: SourceScan.Reference.Form = close == UInt8(ascii: ">") ? .angle : .quote
                        add(.presence, form, false, ByteString(text[(index + 1)..<end]))
                    }
                    index = end + 1
                } else if byte == UInt8(ascii: "("), !isOwn, let name {
                    scan.conditionCalls.insert(SourceScan.hash(text[name]))
                }
            case UInt8(ascii: ")"): depth -= 1
            default: break
            }
            if !Bytes.isBlank(byte) { name = nil }
        }
    }

    /// The cursor is at the first word of a pragma.
    mutating func pragma(_ cursor: inout DirectiveCursor) {
        let start = cursor
        let first = ByteString(cursor.identifier())
        switch first {
        case "GCC", "clang":
            cursor.skipBlanks(&self)
            let second = ByteString(cursor.identifier())
            if second == "pch_preprocess" { refuse(.precompiledHeader, "pch_preprocess") }
            if first == "clang", second == "module" { refuse(.modules, "clang module") }
            if second == "dependency" {
                cursor.skipBlanks(&self)
                // In _Pragma("…") the quotes of the name are escaped.
                _ = cursor.take(UInt8(ascii: "\\"))
                if let (form, name) = literal(&cursor) {
                    add(.presence, form, false, name.dropping(suffix: "\\") ?? name)
                } else {
                    refuse(.computedInclude, "dependency")
                }
            }
        case "include_alias": refuse(.computedInclude, first)
        default: cursor = start
        }
    }

    private mutating func refuse(_ code: Unsure.Code, _ detail: ByteString) {
        if scan.unsure == nil { scan.unsure = Unsure(code, line: line, detail: detail) }
    }

    /// Takes back what stands in an `#if 0`, as lists of what might be included do.
    mutating func removeDisabledReferences() {
        guard hasConstantCondition, let tree = ConditionalTree(bytes) else { return }
        let places = referencePlaces
        var index = 0
        scan.references.removeAll { _ in
            defer { index += 1 }
            return tree.isDisabled(at: places[index])
        }
    }
}
