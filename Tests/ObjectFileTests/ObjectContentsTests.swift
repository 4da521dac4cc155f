import ByteStrings
import ObjectFile
import Testing

@Suite struct ObjectContentsTests {
    @Test func `allocated sections are read with their relocations`() throws {
        let clang = try ObjectContents(RealObjects.clang)
        #expect(clang.sections.map(\.name) == [".text", ".eh_frame"])
        #expect(clang[".text"]?.bytes.first == 0x55)
        let relocation = try #require(clang[".eh_frame"]?.relocations.first)
        #expect(clang[".eh_frame"]?.relocations.count == 1)
        // R_X86_64_PC32
        #expect(relocation.offset == 0x20 && relocation.type == 2 && relocation.addend == 0)
        #expect(relocation.target == ".text+0")
        #expect(clang.symbolNames.contains("g"))
        #expect(!clang.symbolNames.contains("b.c"))
        let gcc = try ObjectContents(RealObjects.gcc)
        #expect(gcc.sections.map(\.name) == [".text", ".data", ".bss"])
        #expect(gcc[".text"]?.bytes == [0x8D, 0x47, 0x01, 0xC3])
    }

    /// What a volunteer sends is not trusted; sections that all span the file would cost quadratic memory.
    @Test(arguments: [RealObjects.gcc, RealObjects.clang, RealObjects.partialLink])
    func `broken objects are errors`(object: [UInt8]) throws {
        for count in object.indices {
            // The section headers are last.
            #expect(throws: ObjectFileError.self) { try ObjectContents(Array(object[..<count])) }
        }
        for index in object.indices {
            for value in [0, 0x7F, 0xFF] as [UInt8] {
                var broken = object
                broken[index] = value
                _ = try? ObjectContents(broken)
            }
        }
    }

    @Test func `a build-id is read out of its note`() {
        // namesz, descsz, type, "GNU", and three bytes.
        let note: [UInt8] = [4, 0, 0, 0, 3, 0, 0, 0, 3, 0, 0, 0, 0x47, 0x4E, 0x55, 0, 0x0A, 0xBC, 0xDE, 0]
        var image = ElfImage(isWide: true, isBig: false)
        image.sections.append((name: ".note.gnu.build-id", type: 7, bytes: note))
        let bytes = image.bytes
        #expect(BuildIdentifier.read(size: bytes.count) { Array(bytes[$0..<($0 + $1)]) } == "0abcde")
        let none = ElfImage.compiled(isWide: true, isBig: false).bytes
        #expect(BuildIdentifier.read(size: none.count) { Array(none[$0..<($0 + $1)]) } == nil)
    }
}
