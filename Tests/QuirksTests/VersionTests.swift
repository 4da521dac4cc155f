import ByteStrings
import Testing

@testable import Quirks

struct VersionTests {
    /// Each as vercmp(8) of pacman 6.0.2 answered.
    @Test(arguments: VersionSamples.all)
    func `versions are ordered as vercmp orders them`(left: ByteString, right: ByteString, order: Int) {
        #expect(VersionOrder(left, comparedWith: right).rawValue == order)
        #expect(VersionOrder(right, comparedWith: left).rawValue == -order)
    }

    @Test(
        arguments: [
            (">= 6.11", "6.11-1", true), (">= 6.11", "6.10.9-1", false), (">=6.11,<7", "6.18.45-2", true),
            (">= 6.11, < 7", "7.1.8-1", false), ("= 1.0", "1.0-7", true), ("= 1.0-2", "1.0-7", false),
            ("> 1.0rc1", "1.0-1", true), ("<= 2", "1:1.5-1", true), ("<= 2", "1:3-1", false),
            (">= 1:1.0", "2.0-1", false), (">= 1:1.0", "1:1.0-1", true),
        ] as [(ByteString, ByteString, Bool)])
    func `a range holds or not`(range: ByteString, version: ByteString, holds: Bool) throws {
        #expect(try #require(VersionRange(range)).contains(version) == holds)
    }

    @Test(arguments: ["", "6.11", ">=", ">= 6.11,", "~ 3", ">= 1 2", "< 1,,> 2"] as [ByteString])
    func `what is no range is refused`(text: ByteString) {
        #expect(VersionRange(text) == nil)
    }
}
