public import ByteStrings

/// How this machine's absolute paths are written for a volunteer that works below a root of its own, and read
/// back out of what it says: `/usr/include` in `/build/src` as `../..//usr/include`.
///
/// The second slash tells such a path from what people write; compilers leave it where it is.
public struct VolunteerPaths: Equatable, Sendable {
    /// The way from the working directory to the root: `../../`.
    public let wayUp: ByteString

    /// `nil` for the root itself.
    public init?(workingDirectory: ByteString) {
        let depth = workingDirectory.split("/").count
        guard depth > 0 else { return nil }
        wayUp = [ByteString](repeating: "../", count: depth).joined(separator: "")
    }

    /// A path as the volunteer is to use it.
    public func there(_ path: ByteString) -> ByteString {
        path.isAbsolutePath ? wayUp + path : path
    }

    /// A path of the volunteer's as it is called here.
    public func here(_ path: ByteString) -> ByteString {
        isAmbiguous(path) ? ByteString(path.bytes[wayUp.count...]) : path
    }

    /// Whether a path that was written here looks like one of `there`.
    public func isAmbiguous(_ path: ByteString) -> Bool {
        path.hasPrefix(wayUp + "/")
    }

    /// The compiler's messages with our paths. Lines that quote the source (`   12 | #include "…"`) stay.
    public func here(messages: [UInt8]) -> [UInt8] {
        let text = ByteString(messages)
        let sought = wayUp + "/"
        guard text.contains(sought) else { return messages }
        var output: [UInt8] = []
        output.reserveCapacity(messages.count)
        for (index, line) in text.split("\n", keepingEmpty: true).enumerated() {
            if index > 0 { output.append(UInt8(ascii: "\n")) }
            if line.isSourceQuotation {
                output += line.bytes
            } else {
                append(line, replacing: sought, to: &output)
            }
        }
        return output
    }

    private func append(_ line: ByteString, replacing sought: ByteString, to output: inout [UInt8]) {
        var start = 0
        while let range = line.firstRange(of: sought, from: start) {
            output += line.bytes[start..<range.lowerBound]
            // `x../..` is another path.
            let isWhole = !line.bytes[..<range.lowerBound].endsInPath
            output += isWhole ? [UInt8(ascii: "/")] : sought.bytes
            start = range.upperBound
        }
        output += line.bytes[start...]
    }
}

extension ArraySlice<UInt8> {
    /// Whether what follows continues a path: the last byte may stand in one and ends no colour sequence.
    fileprivate var endsInPath: Bool {
        guard let last, last.isPartOfPath else { return false }
        guard last == UInt8(ascii: "m") || last == UInt8(ascii: "K") else { return true }
        let start = dropLast().lastIndex { !("0123456789;".utf8.contains($0)) }
        guard let start, start > startIndex else { return true }
        return self[start] != UInt8(ascii: "[") || self[start - 1] != 0x1B
    }
}

extension UInt8 {
    /// The quotes of gcc's messages are no ASCII, so other bytes are taken for the edge of a path.
    fileprivate var isPartOfPath: Bool {
        switch self {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: "._/-+".utf8.contains(self)
        }
    }
}

extension ByteString {
    /// `  123 | int x;` or `      |     ^~~`, as gcc and clang quote sources; colour sequences may stand around.
    fileprivate var isSourceQuotation: Bool {
        guard let bar = bytes.firstIndex(of: UInt8(ascii: "|")), bar >= 2 else { return false }
        return bytes[..<bar].allSatisfy { $0 == 0x20 || (0x30...0x39).contains($0) }
    }
}
