import ByteStrings

/// The file's bytes at a range that was checked against its size.
typealias ElfReader = (_ offset: UInt64, _ count: UInt64) throws(ObjectFileError) -> [UInt8]

/// Reads ranges of a file of `size` bytes, none of which is trusted to lie inside.
func checkedReader(
    size: Int, _ read: @escaping (_ offset: Int, _ count: Int) -> [UInt8]?
) -> ElfReader {
    { (offset: UInt64, count: UInt64) throws(ObjectFileError) -> [UInt8] in
        let (end, overflow) = offset.addingReportingOverflow(count)
        guard !overflow, end <= UInt64(size) else {
            throw ObjectFileError(.truncated, at: Int(clamping: offset))
        }
        guard count > 0 else { return [] }
        guard let bytes = read(Int(offset), Int(count)), bytes.count == Int(count) else {
            throw ObjectFileError(.unreadable, at: Int(offset))
        }
        return bytes
    }
}

/// The section header table of one file, with the table of its names.
struct ElfSections {
    enum Kind: Equatable {
        case comment
        case intermediateCode
        /// `.debug_str` or `.debug_line_str`.
        case debugStrings
        case other
    }

    private(set) var entries: [ElfSection] = []
    private var names: [UInt8] = []

    init(header: ElfFields, layout: ElfLayout, read: ElfReader) throws(ObjectFileError) {
        let table = layout.sectionTable(header)
        guard table.offset != 0 else { return }
        guard table.entrySize == layout.sectionHeaderSize else {
            throw ObjectFileError(.malformed, at: layout.headerSize)
        }
        // A file with 65,280 sections or more keeps their number, and the index of the names, in section 0:
        // -ffunction-sections on a big translation unit gets there.
        let width = UInt64(layout.sectionHeaderSize)
        let first = layout.section(ElfFields(try read(table.offset, width), layout.byteOrder), at: 0)
        let count = table.count == 0 ? first.size : UInt64(table.count)
        let (length, overflow) = count.multipliedReportingOverflow(by: width)
        guard !overflow else { throw ObjectFileError(.malformed, at: Int(clamping: table.offset)) }

        let fields = ElfFields(try read(table.offset, length), layout.byteOrder)
        entries = (0..<Int(count)).map { layout.section(fields, at: $0 * layout.sectionHeaderSize) }

        let namesIndex = table.names == Self.extendedIndex ? Int(first.link) : table.names
        guard namesIndex != 0 else { return }
        guard entries.indices.contains(namesIndex) else {
            throw ObjectFileError(.malformed, at: layout.headerSize)
        }
        names = try read(entries[namesIndex].offset, entries[namesIndex].size)
    }

    /// `SHN_XINDEX`.
    private static let extendedIndex = 0xFFFF

    /// At most 255 bytes of it: a file may claim that all of its sections share one long name.
    func name(of section: ElfSection) -> ByteString {
        ByteString(names.dropFirst(Int(section.name)).prefix(255).prefix { $0 != 0 })
    }

    func kind(of section: ElfSection) -> Kind {
        let start = Int(section.name)
        guard section.type != ElfSection.emptyType, start < names.count else { return .other }
        let name = names[start...]
        if name.starts(with: Self.commentName) { return .comment }
        if Self.debugStringNames.contains(where: { name.starts(with: $0) }) { return .debugStrings }
        return Self.intermediatePrefixes.contains { name.starts(with: $0) } ? .intermediateCode : .other
    }

    /// With its terminating zero, so that `.comment.gcc` is not meant.
    private static let commentName = Array(".comment\0".utf8)
    private static let debugStringNames = [".debug_str\0", ".debug_line_str\0"].map { Array($0.utf8) }
    /// GCC's sections, those for offloading, and LLVM's under -ffat-lto-objects and -fembed-bitcode.
    private static let intermediatePrefixes = [
        ".gnu.lto_", ".gnu.offload_lto_", ".llvm.lto\0", ".llvmbc\0",
    ].map { Array($0.utf8) }
}

extension ElfSection {
    /// The zero-terminated strings in the section's first 64 KiB, empty ones left out.
    func strings(_ read: ElfReader) throws(ObjectFileError) -> [ByteString] {
        try read(offset, min(size, 65536)).split(separator: 0).map { ByteString($0) }
    }

    /// The local symbols of this symbol table that name a source file: how many there are, and whether the first
    /// of all symbols is one.
    ///
    /// The ABI puts local symbols first and their number into `sh_info`, and file symbols are local.
    func fileSymbols(
        _ layout: ElfLayout, _ read: ElfReader
    ) throws(ObjectFileError) -> (count: Int, isFirst: Bool) {
        let width = UInt64(layout.symbolSize)
        let end = min(UInt64(info), size / width) * width
        let block = 65536 / width * width
        var found = (count: 0, isFirst: false)
        for start in stride(from: 0, to: end, by: UInt64.Stride(block)) {
            let (position, overflow) = offset.addingReportingOverflow(start)
            guard !overflow else { throw ObjectFileError(.malformed, at: .max) }
            let symbols = try read(position, min(block, end - start))
            let isFile = { symbols[$0] & 0xF == Self.fileSymbolType }
            found.count += stride(from: layout.symbolInfoOffset, to: symbols.count, by: layout.symbolSize)
                .count(where: isFile)
            // Number 0 is the undefined symbol.
            let first = layout.symbolSize + layout.symbolInfoOffset
            if start == 0, first < symbols.count { found.isFirst = isFile(first) }
        }
        return found
    }

    /// `STT_FILE`.
    private static let fileSymbolType: UInt8 = 4
}
