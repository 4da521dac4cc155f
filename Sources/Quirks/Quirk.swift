public import ByteStrings

/// What is known of a package, compiler or flag that must be treated differently, with the evidence for it.
///
/// One YAML file holds one quirk; distmake-quirks(5) describes it.
public struct Quirk: Equatable, Sendable {
    /// Small letters, digits and dashes; the file is called `ID.yaml`.
    public var id: String
    /// One line for tables.
    public var summary: String
    /// For a user who asks why; several sentences.
    public var explanation: String
    /// Links to what somebody saw.
    public var evidence: [String]
    /// False takes a quirk of the same id from an earlier layer out of use.
    public var isEnabled = true
    /// The build stops before it starts when an edit of this quirk cannot be made.
    public var isRequired = false
    /// The package is distributed also when an edit of this quirk cannot be made: without it compiles are only
    /// slower, or stay here for reasons of their own.
    public var isOptional = false
    /// What the user loses by it, where that is not nothing.
    public var cost: String?
    /// All hold, or the quirk has nothing to do with the package.
    public var match: [QuirkCondition]
    /// Where these hold too, the quirk is only offered: it applies when the user asks for it by id.
    public var onRequest: [QuirkCondition]?
    public var effects: [QuirkEffect]
    /// The line of each effect, from 1; empty for a quirk that was not read from a file.
    public var effectLines: [Int] = []
    public var examples: [QuirkExample]
    /// The file it was read from, and the line of its `id`.
    public var file: ByteString
    public var line: Int
}

extension Quirk: CustomStringConvertible {
    public var description: String { id }
}

/// A small PKGBUILD and what the quirk does to it; the tests run every example.
public struct QuirkExample: Equatable, Sendable {
    public enum Expectation: String, CaseIterable, Sendable {
        case applies
        /// It would apply, but only on request.
        case offered
        case doesNotApply = "does-not-apply"
    }

    public var pkgbuild: ByteString
    /// Local source files by name.
    public var files: [ByteString: ByteString] = [:]
    /// makepkg.conf's flags by variable, as one string each.
    public var flags: [ByteString: ByteString] = [:]
    public var compiler: ByteString?
    public var architecture: ByteString?
    public var volunteers: [VolunteerKind] = []
    public var expectation: Expectation
    /// Text that the patched copy has in it.
    public var after: ByteString?
    public var line: Int
}
