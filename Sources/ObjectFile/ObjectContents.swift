public import ByteStrings

/// What of an object ends in the memory of a program: its allocated sections with their relocations.
///
/// Two compilers that give the same contents for the same text made the same code under the same defaults; what an
/// object has beside them (`.comment`, the order of its symbols, the path of its source) says which build of the
/// compiler and of the assembler it was.
public struct ObjectContents: Equatable, Sendable {
    /// A reference from a section to something that the linker knows.
    public struct Relocation: Equatable, Sendable {
        /// In bytes from the section's start.
        public var offset: UInt64
        /// Its number in the machine's psABI.
        public var type: UInt32
        /// The symbol's name, or the section that it lies in with its place there.
        public var target: ByteString
        public var addend: Int64
    }

    public struct Section: Equatable, Sendable {
        public var name: ByteString
        public var type: UInt32
        public var flags: UInt64
        /// In bytes, also where the file holds none of them.
        public var size: UInt64
        public var bytes: [UInt8]
        public var relocations: [Relocation] = []
    }

    public var header: ObjectHeader
    /// In the order of the file.
    public var sections: [Section]
    /// The names that the object defines for others or needs of them, and those of its local symbols.
    public var symbolNames: Set<ByteString>

    /// - Throws: `ObjectFileError`; `.notAnObject` for LLVM bitcode too.
    /// - Complexity: O(size of the file): sections that overlap are `.malformed`.
    public init(_ bytes: [UInt8]) throws(ObjectFileError) {
        guard let layout = ElfLayout(identification: bytes), bytes.count >= layout.headerSize else {
            throw ObjectFileError(.notAnObject, at: 0)
        }
        let fields = ElfFields(Array(bytes[..<layout.headerSize]), layout.byteOrder)
        header = ObjectHeader(fields: fields, layout: layout)
        let reader = checkedReader(size: bytes.count) { Array(bytes[$0..<($0 + $1)]) }
        let table = try ElfSections(header: fields, layout: layout, read: reader)
        try Self.checkSizes(table.entries, of: bytes.count)

        let symbols = try ElfSymbols(table, layout, reader)
        symbolNames = Set(symbols.entries.map(\.name))
        sections = []
        var places: [Int: Int] = [:]
        for (index, entry) in table.entries.enumerated() where entry.isAllocated {
            places[index] = sections.count
            let isEmpty = entry.type == ElfSection.emptyType
            sections.append(
                Section(
                    name: table.name(of: entry), type: entry.type, flags: entry.flags, size: entry.size,
                    bytes: isEmpty ? [] : try reader(entry.offset, entry.size)))
        }
        for entry in table.entries {
            let hasAddend = entry.type == ElfSection.addendRelocationsType
            guard hasAddend || entry.type == ElfSection.relocationsType, let place = places[Int(entry.info)]
            else { continue }
            let fields = ElfFields(try reader(entry.offset, entry.size), layout.byteOrder)
            let width = layout.relocationSize(hasAddend: hasAddend)
            for start in stride(from: 0, through: fields.bytes.count - width, by: width) {
                let relocation = layout.relocation(fields, at: start, hasAddend: hasAddend)
                sections[place].relocations.append(
                    Relocation(
                        offset: relocation.offset, type: relocation.type,
                        target: symbols.target(relocation.symbol),
                        addend: layout.signedAddend(relocation.addend)))
            }
        }
    }

    private static func checkSizes(_ sections: [ElfSection], of size: Int) throws(ObjectFileError) {
        var total: UInt64 = 0
        for section in sections where section.type != ElfSection.emptyType {
            let (sum, overflow) = total.addingReportingOverflow(section.size)
            guard !overflow, sum <= UInt64(size) else { throw ObjectFileError(.malformed, at: 0) }
            total = sum
        }
    }

    public subscript(name: ByteString) -> Section? { sections.first { $0.name == name } }
}

/// The symbols of an object with their names.
private struct ElfSymbols {
    /// `name` is empty for the symbol of a section; `place` is the section and the offset there.
    var entries: [(name: ByteString, place: ByteString)] = []

    init(_ table: ElfSections, _ layout: ElfLayout, _ reader: ElfReader) throws(ObjectFileError) {
        guard let entry = table.entries.first(where: { $0.type == ElfSection.symbolTableType }) else {
            return
        }
        guard table.entries.indices.contains(Int(entry.link)) else {
            throw ObjectFileError(.malformed, at: Int(clamping: entry.offset))
        }
        let strings = table.entries[Int(entry.link)]
        let names = try reader(strings.offset, strings.size)
        let fields = ElfFields(try reader(entry.offset, entry.size), layout.byteOrder)
        let width = layout.symbolSize
        for start in stride(from: 0, through: fields.bytes.count - width, by: width) {
            let symbol = layout.symbol(fields, at: start)
            // A name is as long as the table at most, and there are as many as symbols: bounded by 255 bytes each.
            let name = names.dropFirst(Int(symbol.name)).prefix(255).prefix { $0 != 0 }
            let index = Int(symbol.section)
            let section = table.entries.indices.contains(index) ? table.name(of: table.entries[index]) : ""
            // `STT_FILE` names the source, which is another file on a volunteer.
            let isFile = symbol.info & 0xF == 4
            entries.append((isFile ? "" : ByteString(name), section + ByteString("+\(symbol.value)")))
        }
    }

    func target(_ index: Int) -> ByteString {
        guard entries.indices.contains(index) else { return "" }
        let entry = entries[index]
        return entry.name.isEmpty ? entry.place : entry.name
    }
}

extension ElfLayout {
    fileprivate func signedAddend(_ bits: UInt64) -> Int64 {
        fileClass == .bits64 ? Int64(bitPattern: bits) : Int64(Int32(truncatingIfNeeded: bits))
    }
}
