import ByteStrings
import Testing

@testable import Toolchain

@Suite struct NativeFlagsTests {
    @Test(
        arguments: [
            ("-march=native", NativeOptions.architecture),
            ("-O2 -march=native -mtune=native", [.architecture, .tuning]),
            ("-mcpu=native", .cpu),
            ("-march=native -march=x86-64-v3", []),
            ("-march=x86-64-v3 -march=native", .architecture),
            ("-march=natively -mtune=generic", []),
        ] as [(ByteString, NativeOptions)])
    func `the last setting counts`(line: ByteString, options: NativeOptions) {
        #expect(NativeOptions(arguments: line.split(" ")) == options)
    }

    @Test func `the question holds only what changes the answer`() {
        let line: ByteString =
            "-O2 -march=native -mno-avx512f -m32 -target x86_64-pc-linux -DX -c a.c -o a.o -mtune=generic"
        #expect(
            NativeQuery.arguments(compiler: "/usr/bin/gcc", for: line.split(" "))
                == ("/usr/bin/gcc -march=native -m32 -target x86_64-pc-linux -mtune=generic "
                + "-S -### -x c /dev/null -o /dev/null" as ByteString).split(" "))
    }

    @Test(arguments: DriverOutputs.all)
    func `a driver's answer becomes driver options`(row: DriverOutputs.Row) {
        let flags = NativeFlags(driverOutput: row.output, for: row.asked.split(" "))?.flags
        #expect(flags == row.flags?.split(" "), "\(row.name)")
    }

    @Test(
        arguments: [
            "", "gcc: error: unrecognized command-line option '-march=native'\n", " \n", " \"\n",
            "  /usr/bin/ld -m x\n",
            " \"clang\" \"-cc1\"\n", " \"clang\" \"-cc1\" \"-target-cpu\"\n", " cc1\n",
        ] as [ByteString])
    func `an answer without a compiler is none`(output: ByteString) {
        #expect(NativeFlags(driverOutput: output, for: ["-march=native"]) == nil)
    }

    @Test func `nothing native, nothing to replace`() {
        #expect(NativeFlags(driverOutput: DriverOutputs.gccArchitecture, for: ["-march=x86-64"]) == nil)
    }

    @Test func `the flags stand before the other options, where native counts`() {
        let flags = NativeFlags(flags: ["-march=znver3", "-mavx"])
        #expect(
            flags.replacing(in: ["-O2", "-mno-avx", "-march=native", "-mtune=native", "-c"])
                == ["-march=znver3", "-mavx", "-O2", "-mno-avx", "-c"])
    }

    @Test func `quoted words are read as the drivers write them`() {
        let output = DriverOutput(" /usr/lib/cc1 -D \"A=\\\"x y\\\\\\$\\\"\" \"\" -mavx\r\n")
        #expect(output?.arguments == ["-D", "A=\"x y\\$\"", "", "-mavx"])
    }

    @Test(arguments: 0..<20)
    func `changed answers never crash`(seed: UInt64) {
        var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
        func random(below bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        for row in DriverOutputs.all {
            for _ in 0..<20 {
                var bytes = row.output.bytes
                for _ in 0...random(below: 8) {
                    let position = random(below: bytes.count)
                    switch random(below: 3) {
                    case 0: bytes[position] = [0x20, 0x22, 0x5C, 0x0A, 0x2D, 0][random(below: 6)]
                    case 1: bytes.removeSubrange(position...)
                    default: bytes.insert(0x22, at: position)
                    }
                    if bytes.isEmpty { bytes = [0x20] }
                }
                _ = NativeFlags(driverOutput: ByteString(bytes), for: row.asked.split(" "))
                _ = NativeMeaning(driverOutput: ByteString(bytes))
            }
        }
    }
}
