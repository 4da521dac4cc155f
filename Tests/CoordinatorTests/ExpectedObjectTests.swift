import ByteStrings
import CompilerCommand
import ObjectFile
import Testing

@testable import Coordinator

@Suite struct ExpectedObjectTests {
    private static let native = ObjectHeader(fileClass: .bits64, byteOrder: .little, machine: 62)

    /// The start of an ELF object: what is looked at.
    private func object(_ machine: UInt16, bits: UInt8 = 2, type: UInt8 = 1, order: UInt8 = 1) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: 64)
        bytes.replaceSubrange(0..<7, with: [0x7F, 0x45, 0x4C, 0x46, bits, order, 1])
        let low = UInt8(machine & 0xFF)
        let high = UInt8(machine >> 8)
        bytes.replaceSubrange(16..<20, with: order == 1 ? [type, 0, low, high] : [0, type, high, low])
        return bytes
    }

    private func expected(_ line: String, target: ByteString? = nil) -> ExpectedObject {
        let command = CompilerCommand(parsing: ByteString(line).split(" "))
        return ExpectedObject(of: command, target: target ?? command.targetTriple, native: Self.native)
    }

    @Test(
        arguments: [
            ("gcc -c a.c", 62, 2), ("gcc -m32 -c a.c", 3, 1), ("gcc -mx32 -c a.c", 62, 1),
            ("gcc -m16 -c a.c", 3, 1), ("gcc -m32 -m64 -c a.c", 62, 2), ("gcc -m64 -m32 -c a.c", 3, 1),
            ("aarch64-linux-gnu-gcc -c a.c", 183, 2), ("arm-linux-gnueabihf-g++-12 -c a.cc", 40, 1),
            ("clang --target=riscv64-linux-gnu -c a.c", 243, 2),
            ("clang -target aarch64-linux-gnu -c a.c", 183, 2),
        ] as [(String, UInt16, UInt8)])
    func `the machine follows from the command`(line: String, machine: UInt16, bits: UInt8) {
        #expect(expected(line).problem(with: object(machine, bits: bits)) == nil)
        #expect(expected(line).problem(with: object(8, bits: bits)) != nil)
    }

    @Test(
        arguments: [
            ("gcc -c a.c", "armv7l-unknown-linux-gnueabihf", 40, 1),
            ("gcc -c a.c", "i686-pc-linux-gnu", 3, 1),
            ("gcc -m64 -c a.c", "i686-pc-linux-gnu", 62, 2),
            ("cc -c a.c", "aarch64-unknown-linux-gnu", 183, 2),
        ] as [(String, ByteString, UInt16, UInt8)])
    func `a chroot's compiler may be another machine's`(
        line: String, target: ByteString, machine: UInt16, bits: UInt8
    ) {
        #expect(expected(line, target: target).problem(with: object(machine, bits: bits)) == nil)
        #expect(expected(line, target: target).problem(with: object(8, bits: bits)) != nil)
    }

    @Test func `what is no object is never believed`() {
        #expect(expected("gcc -c a.c").problem(with: []) != nil)
        #expect(expected("gcc -c a.c").problem(with: Array("<html>".utf8)) != nil)
        #expect(expected("gcc -c a.c").problem(with: object(62, type: 2)) != nil)
        #expect(
            expected("gcc -c a.c").problem(with: object(183))
                == "an object for AArch64, 64-bit, not for x86-64, 64-bit")
    }

    @Test func `LLVM bitcode and targets without ELF pass`() {
        #expect(expected("clang -flto -c a.c").problem(with: [0x42, 0x43, 0xC0, 0xDE, 0]) == nil)
        #expect(expected("x86_64-w64-mingw32-gcc -c a.c").problem(with: [0x64, 0x86]) == nil)
    }
}
