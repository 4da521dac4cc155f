public import ByteStrings

/// What an object file says of itself: for which machine it is, which compiler wrote it, and from how many
/// translation units it came.
///
/// distmake asks this of two kinds of files. Objects that came from a volunteer are compared with the
/// objects made here (`header` alone: `ObjectHeader(leadingBytes:)` is enough). Objects that appeared in the
/// build tree without a job are looked at after the build: one with a compiler's signature in `.comment` that is no
/// partial link by `ld -r` was compiled behind our back; no signature means an assembler, objcopy, or another
/// language.
///
/// Nothing in the file is trusted. Offsets and sizes are compared with the file's size before they are
/// used, and what is read grows only with what is in the file; the largest piece is the table of section
/// headers or of their names. Symbols are read in blocks of 64 KiB, and only the local ones, where the ABI
/// puts file symbols.
public struct ObjectFile: Equatable, Sendable {
    /// `nil` for LLVM bitcode, which is what `clang -flto` writes under the name of an object.
    public var header: ObjectHeader?
    /// The strings of `.comment`, in order, each once; at most 64 KiB of them.
    public var comments: [ByteString]
    /// How many symbols of type `STT_FILE` there are.
    public var fileSymbolCount: Int
    /// Whether a symbol of type `STT_FILE` is the first of all symbols. Assemblers put it there.
    public var startsWithFileSymbol: Bool
    /// Whether it holds intermediate code for the linker: gcc's or clang's, slim or fat.
    public var isLTO: Bool

    /// Whether a linker wrote it (`ld -r`). It joins the file symbols of several units; that of a single one comes
    /// after the symbols of sections, which GNU ld puts first. (gold does not: there a single one passes for a compile.)
    public var isPartialLink: Bool { fileSymbolCount > 1 || fileSymbolCount == 1 && !startsWithFileSymbol }

    /// Which compiler wrote it, as far as `.comment` tells.
    public var producer: Producer? {
        comments.lazy.compactMap(Producer.init(comment:)).first
    }

    /// Reads a file that is in memory.
    public init(_ bytes: [UInt8]) throws(ObjectFileError) {
        try self.init(size: bytes.count) { offset, count in Array(bytes[offset..<(offset + count)]) }
    }

    /// Reads only what is needed from a file of `size` bytes.
    ///
    /// - Parameter read: The `count` bytes at `offset`, or `nil` on failure. It is called with ranges inside
    ///   `0..<size` only, and an answer of another length counts as failure: the file is shrinking.
    /// - Throws: `ObjectFileError`; the codes say what is wrong with the file.
    /// - Complexity: O(sections + local symbols), and memory for the section headers and their names.
    public init(
        size: Int, read: @escaping (_ offset: Int, _ count: Int) -> [UInt8]?
    ) throws(ObjectFileError) {
        precondition(size >= 0, "a file has no negative size")
        try self.init(size: size, checked: checkedReader(size: size, read))
    }

    private init(size: Int, checked: ElfReader) throws(ObjectFileError) {
        let start = try checked(0, UInt64(min(size, ObjectHeader.byteCount)))
        if Self.isBitcode(start) {
            self.init(header: nil, isLTO: true)
            return
        }
        guard let layout = ElfLayout(identification: start) else {
            throw ObjectFileError(.notAnObject, at: 0)
        }
        guard start.count >= layout.headerSize else { throw ObjectFileError(.truncated, at: start.count) }
        let fields = ElfFields(start, layout.byteOrder)
        self.init(header: ObjectHeader(fields: fields, layout: layout), isLTO: false)

        let sections = try ElfSections(header: fields, layout: layout, read: checked)
        isLTO = sections.entries.contains { sections.kind(of: $0) == .intermediateCode }
        // Of each there is one in what assemblers and linkers write; a file that claims thousands of them, all
        // spanning the whole file, would cost quadratic time.
        if let table = sections.entries.first(where: { $0.type == ElfSection.symbolTableType }) {
            (fileSymbolCount, startsWithFileSymbol) = try table.fileSymbols(layout, checked)
        }
        if let comment = sections.entries.first(where: { sections.kind(of: $0) == .comment }) {
            var seen: Set<ByteString> = []
            comments = try comment.strings(checked).filter { seen.insert($0).inserted }
        }
    }

    private init(header: ObjectHeader?, isLTO: Bool) {
        self.header = header
        comments = []
        fileSymbolCount = 0
        startsWithFileSymbol = false
        self.isLTO = isLTO
    }

    /// Raw bitcode, or bitcode in the wrapper that Apple's and some embedded toolchains put around it.
    ///
    /// - Source: LLVM Bitcode File Format, "Magic Numbers" and "Bitcode Wrapper Format".
    private static func isBitcode(_ start: [UInt8]) -> Bool {
        start.starts(with: [0x42, 0x43, 0xC0, 0xDE]) || start.starts(with: [0xDE, 0xC0, 0x17, 0x0B])
    }
}
