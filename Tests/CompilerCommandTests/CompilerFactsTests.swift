import ByteStrings
import CompilerCommand
import Testing

@Suite struct CompilerFactsTests {
    /// Debian's gcc 12 and clang 14, `LC_ALL=C gcc -v`; shortened.
    private static let gcc: ByteString = """
        Using built-in specs.
        COLLECT_GCC=/usr/bin/cc
        COLLECT_LTO_WRAPPER=/usr/lib/gcc/x86_64-linux-gnu/12/lto-wrapper
        OFFLOAD_TARGET_NAMES=nvptx-none:amdgcn-amdhsa
        Target: x86_64-linux-gnu
        Configured with: ../src/configure -v --with-pkgversion='Debian 12.2.0-14+deb12u1' --program-suffix=-12
        Thread model: posix
        Supported LTO compression algorithms: zlib zstd
        gcc version 12.2.0 (Debian 12.2.0-14+deb12u1)

        """
    private static let clang: ByteString = """
        Debian clang version 14.0.6
        Target: x86_64-pc-linux-gnu
        Thread model: posix
        InstalledDir: /usr/bin
        Found candidate GCC installation: /usr/bin/../lib/gcc/x86_64-linux-gnu/12
        Selected multilib: .;@m64

        """

    @Test(
        arguments: [
            (gcc, CompilerFacts.Family.gcc, "x86_64-linux-gnu", "12.2.0", "12"),
            (clang, .clang, "x86_64-pc-linux-gnu", "14.0.6", "14"),
            (
                "clang version 21.1.6-1 (x)\nTarget: aarch64-unknown-linux-gnu\n", .clang,
                "aarch64-unknown-linux-gnu",
                "21.1.6", "21"
            ),
            ("Target: avr\ngcc version 16 (GCC)\n", .gcc, "avr", "16", "16"),
        ] as [(ByteString, CompilerFacts.Family, ByteString, ByteString, ByteString)])
    func `a compiler says what it is`(
        text: ByteString, family: CompilerFacts.Family, target: ByteString, version: ByteString,
        major: ByteString
    ) throws {
        let facts = try #require(CompilerFacts(verboseOutput: text))
        #expect(facts.family == family)
        #expect(facts.target == target)
        #expect(facts.version == version)
        #expect(facts.major == major)
    }

    @Test func `one compiler under two names says the same`() {
        let other = Self.gcc.string.replacing("/usr/bin/cc", with: "gcc-12")
        #expect(CompilerFacts(verboseOutput: Self.gcc) == CompilerFacts(verboseOutput: ByteString(other)))
        let newer = Self.gcc.string.replacing("deb12u1", with: "deb12u2")
        #expect(CompilerFacts(verboseOutput: Self.gcc) != CompilerFacts(verboseOutput: ByteString(newer)))
    }

    @Test(
        arguments: [
            "", "tcc version 0.9.27 (x86_64 Linux)\n", "Target: x86_64-linux-gnu\n", "gcc version 12.2.0\n",
            "icc: command line error\n", "Target: x\ngcc version unknown\n",
        ] as [ByteString])
    func `other programs are not understood`(text: ByteString) {
        #expect(CompilerFacts(verboseOutput: text) == nil)
    }
}
