import ByteStrings

/// The build-id that linkers write into programs: the same for no two builds of a program that differ.
///
/// - Source: `ld(1)`, `--build-id`; a note of the name `GNU` and the type 3 in `.note.gnu.build-id`.
public enum BuildIdentifier {
    /// In hexadecimal, lower case; `nil` when the file has none, or is no ELF file.
    ///
    /// - Parameter read: as for `ObjectFile.init(size:read:)`.
    public static func read(
        size: Int, read: @escaping (_ offset: Int, _ count: Int) -> [UInt8]?
    ) -> String? {
        try? find(size: size, checkedReader(size: size, read))
    }

    private static func find(size: Int, _ read: ElfReader) throws(ObjectFileError) -> String? {
        let start = try read(0, UInt64(min(size, ObjectHeader.byteCount)))
        guard let layout = ElfLayout(identification: start), start.count >= layout.headerSize else {
            return nil
        }
        let header = ElfFields(start, layout.byteOrder)
        let sections = try ElfSections(header: header, layout: layout, read: read)
        for section in sections.entries
        where section.type == ElfSection.noteType && sections.name(of: section) == ".note.gnu.build-id" {
            let note = ElfFields(try read(section.offset, min(section.size, 4096)), layout.byteOrder)
            guard note.bytes.count >= 16, note.uint32(0) == 4, note.uint32(8) == 3,
                note.bytes[12..<16] == [0x47, 0x4E, 0x55, 0]
            else { return nil }
            let digits = Array("0123456789abcdef")
            return String(
                note.bytes[16...].prefix(Int(note.uint32(4))).flatMap {
                    [digits[Int($0 >> 4)], digits[Int($0 & 15)]]
                })
        }
        return nil
    }
}
