public import ByteStrings

/// Takes a volunteer's temporary root out of the debug information of an object that it preprocessed itself.
///
/// Its compiler worked in `/tmp/distccd_Mx1dU4/build/src` and says so in DW_AT_comp_dir. distccd 3.4 corrects that
/// in DWARF 4; DWARF 5 keeps the path in a section that it does not know, so a debugger finds no sources, and no two
/// builds are equal. The string is shortened in place: what follows becomes zeros, and since every use of a string is
/// an offset of its start, nothing else moves.
public enum VolunteerDirectory {
    /// - Parameters:
    ///   - directory: the working directory that the volunteer was told, absolute.
    ///   - replacement: what is to stand there; a longer text than the volunteer's is not written.
    ///   - object: left alone where it is no ELF file, or a broken one.
    public static func replace(
        _ directory: ByteString, with replacement: ByteString, in object: inout [UInt8]
    ) {
        for section in debugStrings(of: object) {
            var start = section.lowerBound
            while let end = object[start..<section.upperBound].firstIndex(of: 0) {
                let rootEnd = end - directory.count
                if rootEnd > start, object[rootEnd..<end].elementsEqual(directory.bytes),
                    isTemporaryRoot(object[start..<rootEnd]), replacement.count <= end - start
                {
                    let padding = [UInt8](repeating: 0, count: end - start - replacement.count)
                    object.replaceSubrange(start..<end, with: replacement.bytes + padding)
                }
                start = end + 1
            }
        }
    }

    /// `/tmp/distccd_Mx1dU4`: distcc 3.4 `tempfile.c` names it so below TMPDIR. Where distccd has taken it out, as many
    /// slashes stand in its place.
    private static func isTemporaryRoot(_ path: ArraySlice<UInt8>) -> Bool {
        if path.allSatisfy({ $0 == UInt8(ascii: "/") }) { return true }
        guard path.first == UInt8(ascii: "/"), let slash = path.lastIndex(of: UInt8(ascii: "/")) else {
            return false
        }
        return path[(slash + 1)...].starts(with: "distccd".utf8)
    }

    private static func debugStrings(of object: [UInt8]) -> [Range<Int>] {
        guard let layout = ElfLayout(identification: object), object.count >= layout.headerSize else {
            return []
        }
        let header = ElfFields(Array(object[..<layout.headerSize]), layout.byteOrder)
        let sections = try? ElfSections(
            header: header, layout: layout,
            read: checkedReader(size: object.count) { Array(object[$0..<($0 + $1)]) })
        guard let sections else { return [] }
        return sections.entries.filter { sections.kind(of: $0) == .debugStrings }.compactMap { section in
            let (end, overflow) = section.offset.addingReportingOverflow(section.size)
            return overflow || end > UInt64(object.count) ? nil : Int(section.offset)..<Int(end)
        }
    }
}
