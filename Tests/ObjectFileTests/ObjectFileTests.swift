import ByteStrings
import ObjectFile
import Testing

@Suite struct ObjectFileTests {
    @Test(arguments: [true, false], [true, false])
    func `an object tells machine, compiler and source count in every class and order`(wide: Bool, big: Bool)
        throws
    {
        let object = try ObjectFile(ElfImage.compiled(isWide: wide, isBig: big).bytes)
        let header = try #require(object.header)
        #expect(header.fileClass == (wide ? .bits64 : .bits32))
        #expect(header.byteOrder == (big ? .big : .little))
        #expect(header.machine == 62)
        #expect(header.type == .relocatable)
        #expect(object.comments == ["GCC: (Debian 12.2.0-14) 12.2.0"])
        #expect(object.producer == .gcc(version: "12.2.0"))
        #expect(object.fileSymbolCount == 1)
        #expect(!object.isPartialLink)
        #expect(!object.isLTO)
    }

    @Test func `what real compilers and ld wrote is read as readelf reads it`() throws {
        let gcc = try ObjectFile(RealObjects.gcc)
        #expect(gcc.comments == ["GCC: (Debian 12.2.0-14+deb12u1) 12.2.0"])
        #expect(gcc.fileSymbolCount == 1)
        let partial = try ObjectFile(RealObjects.partialLink)
        #expect(partial.comments == ["GCC: (Debian 12.2.0-14+deb12u1) 12.2.0"])
        #expect(partial.fileSymbolCount == 2)
        #expect(partial.isPartialLink)
        let alone = try ObjectFile(RealObjects.partialLinkOfOne)
        #expect(alone.fileSymbolCount == 1)
        #expect(alone.isPartialLink)
        #expect(!gcc.isPartialLink)
        let clang = try ObjectFile(RealObjects.clang)
        #expect(clang.producer == .clang(version: "14.0.6"))
        #expect(clang.fileSymbolCount == 1)
        #expect(!clang.isPartialLink)
    }

    @Test(arguments: [
        (".gnu.lto_.decls.8e2f3a", true), (".gnu.lto_main.0.8e2f3a", true), (".llvm.lto", true),
        (".gnu.offload_lto_.opts", true), (".llvmbc", true), (".llvm_addrsig", false), (".gnu.lt", false),
        (".text", false),
    ])
    func `an LTO object is known by its sections`(name: String, isLTO: Bool) throws {
        var image = ElfImage.compiled()
        image.sections.append((name, 1, [1, 2, 3]))
        #expect(try ObjectFile(image.bytes).isLTO == isLTO)
    }

    @Test(arguments: [[0x42, 0x43, 0xC0, 0xDE, 0x35], [0xDE, 0xC0, 0x17, 0x0B]] as [[UInt8]])
    func `bitcode is an LTO object without a header`(bytes: [UInt8]) throws {
        let object = try ObjectFile(bytes)
        #expect(object.isLTO)
        #expect(object.header == nil)
        #expect(object.producer == nil)
    }

    @Test func `only local file symbols count, and all of them`() throws {
        var image = ElfImage.compiled()
        image.symbols = [0] + Array(repeating: 4, count: 6000) + [4]
        image.localSymbols = 6001
        #expect(try ObjectFile(image.bytes).fileSymbolCount == 6000)
        image.localSymbols = 100_000
        #expect(try ObjectFile(image.bytes).fileSymbolCount == 6001)
    }

    @Test func `a section count too large for the header is found in section 0`() throws {
        var image = ElfImage.compiled()
        image.usesExtendedCount = true
        #expect(try ObjectFile(image.bytes) == ObjectFile(ElfImage.compiled().bytes))
    }

    @Test func `a comment section without bytes in the file has no strings`() throws {
        var image = ElfImage.compiled()
        image.sections[2].type = 8
        #expect(try ObjectFile(image.bytes).comments == [])
    }

    @Test func `no more of a big file is read than is needed`() throws {
        var image = ElfImage.compiled()
        image.sections[0].bytes = Array(repeating: 0x90, count: 1_000_000)
        let bytes = image.bytes
        var total = 0
        let object = try ObjectFile(size: bytes.count) { offset, count in
            total += count
            return Array(bytes[offset..<(offset + count)])
        }
        #expect(try object == ObjectFile(bytes))
        #expect(total < 1000)
    }

    @Test func `a reading function that fails or answers short is reported with the place`() {
        #expect(throws: ObjectFileError(.unreadable, at: 0)) { try ObjectFile(size: 100) { _, _ in nil } }
        #expect(throws: ObjectFileError(.unreadable, at: 0)) { try ObjectFile(size: 100) { _, _ in [0x7F] } }
    }

    @Test(arguments: [
        (Array<UInt8>(), ObjectFileError(.notAnObject, at: 0)),
        (Array("!<arch>\n".utf8), ObjectFileError(.notAnObject, at: 0)),
        (Array("#!/bin/sh\n".utf8), ObjectFileError(.notAnObject, at: 0)),
        ([0x7F, 0x45, 0x4C, 0x46, 3, 1], ObjectFileError(.notAnObject, at: 0)),
        ([0x7F, 0x45, 0x4C, 0x46, 2, 1, 1], ObjectFileError(.truncated, at: 7)),
    ])
    func `what is no object is refused`(bytes: [UInt8], error: ObjectFileError) {
        #expect(throws: error) { try ObjectFile(bytes) }
    }

    @Test func `an object cut anywhere is refused or read, never trusted`() throws {
        let bytes = ElfImage.compiled().bytes
        for length in 0..<bytes.count {
            #expect(throws: ObjectFileError.self) { try ObjectFile(Array(bytes[..<length])) }
        }
    }

    @Test(arguments: [".comment", ".symtab"])
    func `thousands of sections over the whole file are read once`(name: String) throws {
        var image = ElfImage.compiled()
        image.symbols = []
        image.sections = Array(repeating: (name, name == ".symtab" ? 2 : 1, [UInt8]()), count: 10_000)
        var bytes = image.bytes
        let size = (0..<8).map { UInt8(truncatingIfNeeded: bytes.count >> ($0 * 8)) }
        let table = bytes.count - 10_002 * 64
        for section in 1...10_000 {
            let start = table + section * 64
            bytes.replaceSubrange((start + 24)..<(start + 40), with: Array(repeating: 0, count: 8) + size)
            bytes.replaceSubrange((start + 44)..<(start + 48), with: [0xFF, 0xFF, 0xFF, 0x7F])
        }
        var total = 0
        _ = try ObjectFile(size: bytes.count) { offset, count in
            total += count
            return Array(bytes[offset..<(offset + count)])
        }
        #expect(total < 3 * bytes.count)
    }

    @Test(arguments: 0..<40)
    func `changed bytes never crash or hang`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        let seeds = [
            RealObjects.gcc, RealObjects.partialLink, RealObjects.clang,
            ElfImage.compiled(isWide: false, isBig: true).bytes,
        ]
        let interesting: [UInt8] = [0, 1, 2, 4, 0x7F, 0x80, 0xFF]
        for original in seeds {
            for _ in 0..<60 {
                var bytes = original
                for _ in 0..<Int.random(in: 1...6, using: &random) {
                    // Half the changes hit the header or the last section headers, where the offsets are.
                    let near = Bool.random(using: &random)
                    let position =
                        near
                        ? Int.random(in: 0..<64, using: &random)
                        : bytes.count - 1 - Int.random(in: 0..<min(bytes.count, 600), using: &random)
                    bytes[position] = interesting.randomElement(using: &random) ?? 0
                }
                _ = try? ObjectFile(bytes)
                _ = ObjectHeader(leadingBytes: bytes)
            }
        }
    }
}
