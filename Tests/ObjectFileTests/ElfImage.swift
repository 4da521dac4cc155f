import ObjectFile

/// Writes small ELF files after the ABI's structures, independently of the code under test.
struct ElfImage {
    var isWide = true
    var isBig = false
    var machine: UInt16 = 62
    var flags: UInt32 = 0
    var type: UInt16 = 1
    /// Name, type, contents.
    var sections: [(name: String, type: UInt32, bytes: [UInt8])] = []
    /// Types of the symbols, local ones first.
    var symbols: [UInt8] = []
    var localSymbols: Int?
    /// Puts the section count and the names' index into section 0, as files with 65,280 sections do.
    var usesExtendedCount = false

    var bytes: [UInt8] {
        let headerSize = isWide ? 64 : 52
        var all: [(name: String, type: UInt32, bytes: [UInt8], info: UInt32)] = [("", 0, [], 0)]
        all += sections.map { ($0.name, $0.type, $0.bytes, 0) }
        let table: [UInt8] = symbols.flatMap { (symbol: UInt8) -> [UInt8] in
            isWide
                ? number(0, 4) + [symbol, 0] + number(0, 2) + number(0, 16)
                : number(0, 12) + [symbol, 0] + number(0, 2)
        }
        if !symbols.isEmpty { all.append((".symtab", 2, table, UInt32(localSymbols ?? symbols.count))) }
        let names = all.map(\.name) + [".shstrtab"]
        all.append((".shstrtab", 3, names.flatMap { Array($0.utf8) + [0] }, 0))

        var body: [UInt8] = []
        var headers: [UInt8] = []
        var nameOffset = 0
        for (index, section) in all.enumerated() {
            let extended = index == 0 && usesExtendedCount
            let word = isWide ? 8 : 4
            headers += number(nameOffset, 4) + number(Int(section.type), 4) + number(0, 2 * word)
            headers += number(index == 0 ? 0 : headerSize + body.count, word)
            headers += number(extended ? all.count : section.bytes.count, word)
            headers += number(extended ? all.count - 1 : 0, 4) + number(Int(section.info), 4)
            headers += number(0, 2 * word)
            nameOffset += section.name.utf8.count + 1
            body += section.bytes
        }
        var header: [UInt8] = [0x7F, 0x45, 0x4C, 0x46, isWide ? 2 : 1, isBig ? 2 : 1, 1] + number(0, 9)
        header += number(Int(type), 2) + number(Int(machine), 2) + number(1, 4)
        header += number(0, isWide ? 16 : 8) + number(headerSize + body.count, isWide ? 8 : 4)
        header += number(Int(flags), 4) + number(headerSize, 2) + number(0, 4) + number(isWide ? 64 : 40, 2)
        header += number(usesExtendedCount ? 0 : all.count, 2)
        header += number(usesExtendedCount ? 0xFFFF : all.count - 1, 2)
        return header + body + headers
    }

    private func number(_ value: Int, _ count: Int) -> [UInt8] {
        let little = (0..<count).map { $0 < 8 ? UInt8(truncatingIfNeeded: value >> ($0 * 8)) : 0 }
        return isBig ? little.reversed() : little
    }
}

extension ElfImage {
    static let commentType: UInt32 = 1

    /// What gcc makes of one C file, in all four shapes of ELF.
    static func compiled(isWide: Bool = true, isBig: Bool = false) -> ElfImage {
        ElfImage(
            isWide: isWide, isBig: isBig,
            sections: [
                (".text", 1, [0x8D, 0x47, 0x01, 0xC3]), (".bss", 8, []),
                (".comment", commentType, [0] + Array("GCC: (Debian 12.2.0-14) 12.2.0\0".utf8)),
            ],
            symbols: [0, 4, 3, 0x12], localSymbols: 3)
    }
}

/// SplitMix64: small, and the same on every machine for a seed.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
