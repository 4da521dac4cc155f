import ByteStrings
import ObjectFile
import Testing

@Suite struct ObjectHeaderTests {
    @Test func `the first 64 bytes are enough`() throws {
        let header = try #require(ObjectHeader(leadingBytes: RealObjects.gcc.prefix(64)))
        #expect(header == ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 62))
        #expect(try ObjectFile(RealObjects.gcc).header == header)
    }

    @Test(arguments: [0, 4, 6, 18, 51, 63])
    func `fewer bytes than a header are none`(length: Int) {
        #expect(ObjectHeader(leadingBytes: RealObjects.gcc.prefix(length)) == nil)
    }

    @Test func `a 32-bit header needs 52 bytes`() throws {
        let bytes = ElfImage(isWide: false, isBig: true, machine: 20, flags: 0x8000_0000, type: 3).bytes
        #expect(ObjectHeader(leadingBytes: bytes.prefix(51)) == nil)
        let header = try #require(ObjectHeader(leadingBytes: bytes.prefix(52)))
        #expect(header.flags == 0x8000_0000)
        #expect(header.type == .shared)
    }

    @Test(arguments: [
        (ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 62, flags: 5), true),
        (ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 62, type: .shared), true),
        (ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 183), false),
        (ObjectHeader(fileClass: .bits32, byteOrder: .little, machine: 62), false),
        (ObjectHeader(fileClass: .bits64, byteOrder: .big, machine: 62), false),
    ])
    func `objects of one machine, size and order fit together`(other: ObjectHeader, fits: Bool) {
        let here = ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 62)
        #expect(here.isCompatible(with: other) == fits)
        #expect(other.isCompatible(with: here) == fits)
    }

    @Test(arguments: [
        (ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 62), "x86-64, 64-bit"),
        (ObjectHeader(fileClass: .bits32, byteOrder: .little, machine: 62), "x86-64, 32-bit"),
        (ObjectHeader(fileClass: .bits64, byteOrder: .big, machine: 21), "PowerPC 64, 64-bit, big-endian"),
        (ObjectHeader(fileClass: .bits32, byteOrder: .little, machine: 4711), "machine 4711, 32-bit"),
    ])
    func `people read a name`(header: ObjectHeader, text: String) {
        #expect(header.description == text)
    }

    @Test(
        arguments: [
            ("GCC: (Debian 12.2.0-14+deb12u1) 12.2.0", Producer.gcc(version: "12.2.0")),
            ("GCC: (GNU) 14.1.1 20240522", .gcc(version: "14.1.1 20240522")),
            (
                "GCC: (GNU) 4.8.5 20150623 (Red Hat 4.8.5-44)",
                .gcc(version: "4.8.5 20150623 (Red Hat 4.8.5-44)")
            ),
            ("GCC: (crosstool-NG (x) 1.25) 11.2.0", .gcc(version: "11.2.0")),
            ("GCC: (never closed", .gcc(version: "")),
            ("Debian clang version 14.0.6", .clang(version: "14.0.6")),
            ("clang version 18.1.8", .clang(version: "18.1.8")),
            (
                "clang version 15.0.7 (https://github.com/llvm/llvm-project 8dfdcc7b)",
                .clang(version: "15.0.7")
            ),
            ("rustc version 1.70.0 (90c541806 2023-05-31)", nil),
            ("notclang version 1", nil),
            ("Linker: LLD 14.0.6", nil),
            ("GCC: 12", nil),
            ("", nil),
        ] as [(ByteString, Producer?)])
    func `a compiler is known by its signature`(comment: ByteString, producer: Producer?) {
        #expect(Producer(comment: comment) == producer)
    }
}
