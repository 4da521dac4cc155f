import ByteStrings
import Processes
import Testing

@testable import Toolchain

@Suite struct CompilerNameTests {
    @Test(
        arguments: [
            "cc", "c++", "gcc", "g++", "c89", "c99", "clang", "clang++", "gcc-12", "g++-13", "clang-15",
            "clang++-15",
            "cc-15", "gcc-4.9", "gcc-12.2.0", "c89-gcc", "c99-gcc", "x86_64-linux-gnu-gcc",
            "aarch64-linux-gnu-g++",
            "x86_64-pc-linux-gnu-gcc-14", "x86_64-pc-linux-gnu-gcc-14.1.1",
            "armv7l-unknown-linux-gnueabihf-g++",
            "aarch64-linux-gnu-clang", "i686-w64-mingw32-gcc", "x86_64-w64-mingw32-g++-12-posix", "avr-gcc",
            "x86_64-w64-mingw32-gcc-win32", "riscv64-linux-gnu-c++", "arm-none-eabi-gcc",
            "powerpc64le-linux-gnu-cc",
        ] as [ByteString])
    func `compilers are told by their names`(name: ByteString) {
        #expect(CompilerName.matches(name))
    }

    @Test(
        arguments: [
            "", "-", "gcc-", "-gcc", "gcc-ar", "gcc-nm", "gcc-ranlib", "gcc-ar-12", "x86_64-linux-gnu-gcc-ar",
            "clang-format", "clang-tidy", "clang-format-14", "clang-cpp-14", "clang-cl", "c++filt", "cpp",
            "cpp-12",
            "gcov-12", "g++-", "gcc-12.", "gcc-.1", "gcc-12-14", "gcc12", "afl-gcc", "musl-gcc", "mpicc",
            "nvcc", "rustc",
            "ccache", "distcc", "dpkg-architecture", "x86_64--gcc", "x86_64-linux-gnu-ld", "linux-gnu-gcc",
            "tcc", "ecc",
            "gccgo", "gcc-posix-12", "yacc", "clang-14-wrapper", "c89-clang",
        ] as [ByteString])
    func `other programs are not`(name: ByteString) {
        #expect(!CompilerName.matches(name))
    }

    /// bash reads the expression where a chroot's compilers are looked for.
    @Test func `the regular expression says the same`() async throws {
        let names = Self.pieces.flatMap { first in
            Self.pieces.flatMap { second in Self.pieces.map { first + second + $0 } }
        }
        let script: ByteString = #"""
            expression=$1
            shift
            for name; do if [[ $name =~ $expression ]]; then printf '%s\n' "$name"; fi; done
            """#
        var found: Set<ByteString> = []
        for start in stride(from: 0, to: names.count, by: 2000) {
            let some = names[start..<min(start + 2000, names.count)]
            let result = try await capture(
                "/bin/bash", arguments: ["-c", script, "-", CompilerName.extendedRegularExpression] + some)
            found.formUnion(ByteString(result.standardOutput).split("\n"))
        }
        #expect(found == Set(names.filter(CompilerName.matches)))
        #expect(found.count > 100)
    }

    private static let pieces: [ByteString] = [
        "", "-", "gcc", "g++", "cc", "clang++", "c89", "c89-", "-12", "-12.2", "12", "-posix", "-ar",
        "x86_64",
        "x86_64-linux-gnu", "aarch64_be-", "afl", "-gcc",
    ]
}
