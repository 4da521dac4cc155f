import ByteStrings
import ObjectFile
import Testing

@Suite struct VolunteerDirectoryTests {
    /// As long as the root, and the string's own.
    private static let zeros = String(repeating: "\0", count: 20)

    private static func object(_ strings: String, name: String = ".debug_line_str") -> [UInt8] {
        ElfImage(sections: [(".text", 1, Array(strings.utf8)), (name, 1, Array(strings.utf8))]).bytes
    }

    @Test(
        arguments: [
            (
                "a.c\0/tmp/distccd_Mx1dU4/build/src\0b.h\0",
                "a.c\0/build/src" + zeros + "b.h\0"
            ),
            ("/var/tmp/distccd-ab/build/src\0", "/build/src" + zeros),
            ("///////////////////" + "/build/src\0", "/build/src" + zeros),
            // Not below a volunteer's root, or not the directory itself.
            ("/home/u/build/src\0/tmp/distccd_Mx1dU4/build/srcs\0/build/src\0", nil),
            ("/tmp/distccd_Mx1dU4/build/src", nil), ("", nil),
        ] as [(String, String?)])
    func `the temporary root goes, and nothing moves`(before: String, after: String?) {
        for name in [".debug_line_str", ".debug_str"] {
            var object = Self.object(before, name: name)
            VolunteerDirectory.replace("/build/src", with: "/build/src", in: &object)
            // Only in that section: the same bytes stand in `.text` too.
            let other = ElfImage(sections: [
                (".text", 1, Array(before.utf8)), (name, 1, Array((after ?? before).utf8)),
            ]).bytes
            #expect(object == other)
        }
    }

    @Test func `a longer name is not written`() {
        let original = Self.object("/tmp/distccd_Mx1dU4/build\0")
        var object = original
        VolunteerDirectory.replace("/build", with: "/a/much/longer/name/than/that", in: &object)
        #expect(object == original)
        VolunteerDirectory.replace("/build", with: "/usr/src/debug/pkg-1", in: &object)
        #expect(object != original)
    }

    @Test(arguments: 0..<300 as Range<UInt64>)
    func `broken objects are left alone or changed in place`(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        var object = Self.object("a\0/tmp/distccd_Mx1dU4/build/src\0")
        for _ in 0..<Int.random(in: 1...6, using: &random) {
            object[Int.random(in: 0..<object.count, using: &random)] = .random(in: 0...255, using: &random)
        }
        if Bool.random(using: &random) { object.removeLast(Int.random(in: 0..<object.count, using: &random)) }
        let count = object.count
        VolunteerDirectory.replace("/build/src", with: "/build/src", in: &object)
        #expect(object.count == count)
    }
}
