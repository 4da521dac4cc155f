import ByteStrings
import CompilerCommand
import Placement
import Testing

@Suite struct VolunteerNamesTests {
    private static let gcc = CompilerFacts(family: .gcc, target: "x86_64-pc-linux-gnu", version: "15.2.1")
    private static let clang = CompilerFacts(family: .clang, target: "x86_64-pc-linux-gnu", version: "21.1.6")
    private static let cross = CompilerFacts(family: .gcc, target: "aarch64-linux-gnu", version: "15.1.0")

    @Test(
        arguments: [
            (
                "gcc", gcc, true,
                "gcc x86_64-pc-linux-gnu-gcc gcc-15 x86_64-pc-linux-gnu-gcc-15 x86_64-pc-linux-gnu-gcc-15.2.1"
            ),
            (
                "/usr/bin/g++", gcc, true,
                "g++ x86_64-pc-linux-gnu-g++ g++-15 x86_64-pc-linux-gnu-g++-15 x86_64-pc-linux-gnu-g++-15.2.1"
            ),
            (
                "cc", gcc, true,
                "gcc x86_64-pc-linux-gnu-gcc gcc-15 x86_64-pc-linux-gnu-gcc-15 x86_64-pc-linux-gnu-gcc-15.2.1"
            ),
            ("c++", clang, true, "clang++ clang++-21"),
            ("cc", clang, true, "clang clang-21"),
            // A version that is asked for stays, unless the plain name is the same compiler here.
            ("gcc-14", gcc, false, "gcc-14 x86_64-pc-linux-gnu-gcc-14 x86_64-pc-linux-gnu-gcc-15.2.1"),
            (
                "gcc-15", gcc, true,
                "gcc-15 gcc x86_64-pc-linux-gnu-gcc-15 x86_64-pc-linux-gnu-gcc-15.2.1"
            ),
            ("clang-21", clang, true, "clang-21 clang"),
            ("clang-20", clang, false, "clang-20"),
            (
                "x86_64-pc-linux-gnu-gcc", gcc, true,
                "x86_64-pc-linux-gnu-gcc gcc x86_64-pc-linux-gnu-gcc-15 x86_64-pc-linux-gnu-gcc-15.2.1"
            ),
            // Another machine's objects never come from a plain name.
            (
                "aarch64-linux-gnu-gcc", cross, false,
                "aarch64-linux-gnu-gcc aarch64-linux-gnu-gcc-15 aarch64-linux-gnu-gcc-15.1.0"
            ),
            ("c99", gcc, true, "c99"),
            ("c89-gcc", gcc, true, "c89-gcc"),
            ("cc", nil, true, "cc"),
            ("gcc", nil, true, "gcc"),
        ] as [(ByteString, CompilerFacts?, Bool, ByteString)])
    func `names are tried from the plain one to the closest`(
        invoked: ByteString, facts: CompilerFacts?, plainNameIsSame: Bool, want: ByteString
    ) {
        let names = volunteerNames(
            of: CompilerName(invoked), facts: facts, plainNameIsSame: plainNameIsSame)
        #expect(names.joined(separator: " ") == want)
    }
}
