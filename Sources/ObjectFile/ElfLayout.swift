/// Where the fields are that `ObjectFile` reads, for the two sizes of ELF.
///
/// - Source: System V ABI, chapter 4; `elf.h` of glibc 2.36 for the structures `Elf32_*` and `Elf64_*`.
struct ElfLayout {
    let fileClass: ObjectHeader.Class
    let byteOrder: ObjectHeader.ByteOrder

    /// `nil` when the bytes do not begin as ELF of a known class and byte order.
    init?(identification bytes: some Collection<UInt8>) {
        let identification = Array(bytes.prefix(6))
        guard identification.count == 6, identification[..<4] == [0x7F, 0x45, 0x4C, 0x46],
            let fileClass = ObjectHeader.Class(rawValue: identification[4]),
            let byteOrder = ObjectHeader.ByteOrder(rawValue: identification[5])
        else { return nil }
        self.fileClass = fileClass
        self.byteOrder = byteOrder
    }

    private var isWide: Bool { fileClass == .bits64 }

    var headerSize: Int { isWide ? 64 : 52 }
    var flagsOffset: Int { isWide ? 48 : 36 }
    var sectionHeaderSize: Int { isWide ? 64 : 40 }
    var symbolSize: Int { isWide ? 24 : 16 }
    /// Of `st_info`, whose low half is the kind of symbol.
    var symbolInfoOffset: Int { isWide ? 4 : 12 }

    func symbol(_ fields: ElfFields, at start: Int) -> ElfSymbol {
        isWide
            ? ElfSymbol(
                name: fields.uint32(start), info: fields.bytes[start + 4], section: fields.uint16(start + 6),
                value: fields.uint64(start + 8))
            : ElfSymbol(
                name: fields.uint32(start), info: fields.bytes[start + 12],
                section: fields.uint16(start + 14), value: UInt64(fields.uint32(start + 4)))
    }

    func relocationSize(hasAddend: Bool) -> Int { (isWide ? 16 : 8) + (hasAddend ? isWide ? 8 : 4 : 0) }

    func relocation(_ fields: ElfFields, at start: Int, hasAddend: Bool) -> ElfRelocation {
        guard isWide else {
            let info = fields.uint32(start + 4)
            return ElfRelocation(
                offset: UInt64(fields.uint32(start)), symbol: Int(info >> 8), type: info & 0xFF,
                addend: hasAddend ? UInt64(fields.uint32(start + 8)) : 0)
        }
        let info = fields.uint64(start + 8)
        return ElfRelocation(
            offset: fields.uint64(start), symbol: Int(info >> 32), type: UInt32(truncatingIfNeeded: info),
            addend: hasAddend ? fields.uint64(start + 16) : 0)
    }

    /// `e_shoff`, `e_shentsize`, `e_shnum` and `e_shstrndx`.
    func sectionTable(_ header: ElfFields) -> (offset: UInt64, entrySize: Int, count: Int, names: Int) {
        let tail = flagsOffset + 4
        return (
            isWide ? header.uint64(40) : UInt64(header.uint32(32)),
            Int(header.uint16(tail + 6)), Int(header.uint16(tail + 8)), Int(header.uint16(tail + 10))
        )
    }

    func section(_ fields: ElfFields, at start: Int) -> ElfSection {
        isWide
            ? ElfSection(
                name: fields.uint32(start), type: fields.uint32(start + 4), flags: fields.uint64(start + 8),
                offset: fields.uint64(start + 24), size: fields.uint64(start + 32),
                link: fields.uint32(start + 40), info: fields.uint32(start + 44))
            : ElfSection(
                name: fields.uint32(start), type: fields.uint32(start + 4),
                flags: UInt64(fields.uint32(start + 8)),
                offset: UInt64(fields.uint32(start + 16)), size: UInt64(fields.uint32(start + 20)),
                link: fields.uint32(start + 24), info: fields.uint32(start + 28))
    }
}

/// One entry of the section header table. The numbers are the file's word, not yet checked.
struct ElfSection {
    var name: UInt32
    var type: UInt32
    var flags: UInt64
    var offset: UInt64
    var size: UInt64
    var link: UInt32
    var info: UInt32

    static let symbolTableType: UInt32 = 2
    static let noteType: UInt32 = 7
    /// `SHT_RELA` and `SHT_REL`: with and without addends.
    static let addendRelocationsType: UInt32 = 4
    static let relocationsType: UInt32 = 9
    /// `SHT_NOBITS`: it has a size and no bytes in the file.
    static let emptyType: UInt32 = 8

    /// `SHF_ALLOC`: it is part of the program's memory.
    var isAllocated: Bool { flags & 2 != 0 }
}

/// One entry of a symbol table.
struct ElfSymbol {
    var name: UInt32
    var info: UInt8
    var section: UInt16
    var value: UInt64
}

/// One entry of a relocation table.
struct ElfRelocation {
    var offset: UInt64
    var symbol: Int
    var type: UInt32
    /// In two's complement.
    var addend: UInt64
}

/// Numbers out of bytes that were checked to be long enough.
struct ElfFields {
    let bytes: [UInt8]
    let byteOrder: ObjectHeader.ByteOrder

    init(_ bytes: [UInt8], _ byteOrder: ObjectHeader.ByteOrder) {
        self.bytes = bytes
        self.byteOrder = byteOrder
    }

    func uint16(_ offset: Int) -> UInt16 { UInt16(truncatingIfNeeded: number(offset, 2)) }
    func uint32(_ offset: Int) -> UInt32 { UInt32(truncatingIfNeeded: number(offset, 4)) }
    func uint64(_ offset: Int) -> UInt64 { number(offset, 8) }

    private func number(_ offset: Int, _ count: Int) -> UInt64 {
        let field = bytes[offset..<(offset + count)]
        return byteOrder == .big
            ? field.reduce(0) { $0 << 8 | UInt64($1) }
            : field.reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
}
