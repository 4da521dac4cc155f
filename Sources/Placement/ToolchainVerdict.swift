public import ByteStrings
import ObjectFile

/// How a volunteer's compiler compares with the one here, by what both made of `ToolchainProbe`.
public enum ToolchainVerdict: Hashable, Sendable {
    public enum Grade: String, CaseIterable, Sendable {
        /// The same build of the same compiler.
        case identical
        /// The same target, version and defaults from another build, as cross compilers are. Code is the same as far
        /// as the probe shows; the intermediate code of `-flto` fits one build only.
        case compatible
        /// Objects of the two do not belong into one program.
        case different
    }

    case identical
    /// - Parameter: what differs, in words that go on with "red (gcc): …".
    case compatible(String)
    case different(String)

    public var grade: Grade {
        switch self {
        case .identical: .identical
        case .compatible: .compatible
        case .different: .different
        }
    }

    /// In words that go on with "red (gcc): …"; empty where nothing differs.
    public var difference: String {
        switch self {
        case .identical: ""
        case .compatible(let words), .different(let words): words
        }
    }

    public init(_ grade: Grade, difference: String) {
        switch grade {
        case .identical: self = .identical
        case .compatible: self = .compatible(difference)
        case .different: self = .different(difference)
        }
    }

    /// What an object says of the build of the compiler that wrote it; `nil` when it says nothing, or is no object.
    public static func signature(of object: [UInt8]) -> ByteString? {
        (try? ObjectFile(object))?.comments.first { Producer(comment: $0) != nil }
    }

    /// Compares two objects of the same probe; `nil` when the volunteer's is no object, or ours is none that can be
    /// read: then nothing is known.
    public init?(ours: [UInt8], theirs: [UInt8]) {
        if ours == theirs {
            self = .identical
            return
        }
        guard let here = ProbeObject(ours), let there = ProbeObject(theirs) else { return nil }
        if let words = Self.foreignness(of: there, for: here) {
            self = .different(words)
        } else if !here.comments.isEmpty, here.comments == there.comments {
            // The name of the source, or the order of symbols: nothing that is linked.
            self = .identical
        } else {
            self = .compatible("another build of the same version: \(there.build), here \(here.build)")
        }
    }

    private static func foreignness(of there: ProbeObject, for here: ProbeObject) -> String? {
        let (machine, other) = (here.contents.header, there.contents.header)
        guard other.isCompatible(with: machine) else { return "objects for \(other), not for \(machine)" }
        guard other.flags == machine.flags else {
            return "objects for another variant of \(machine) (flags \(other.flags), not \(machine.flags))"
        }
        // Without an identification the code alone decides.
        if let ours = here.producer, let theirs = there.producer, !theirs.isSameRelease(as: ours) {
            return "\(theirs.name), not \(ours.name)"
        }
        let defaults = CompilerDefault.allCases.compactMap { $0.words(here.contents, there.contents) }
        if !defaults.isEmpty { return "other defaults: \(defaults.joined(separator: ", "))" }
        let sections = differingSections(here.contents, there.contents)
        return sections.isEmpty
            ? nil : "other code of the same text (\(sections.joined(separator: ", ")))"
    }

    private static func differingSections(_ here: ObjectContents, _ there: ObjectContents) -> [String] {
        // Notes tell the linker what the assembler saw; the one that matters is among the defaults.
        let (ours, theirs) = (here.sections.filter { !$0.isNote }, there.sections.filter { !$0.isNote })
        guard ours != theirs else { return [] }
        let names = (ours + theirs).map(\.name)
        let differing = names.filter { here[$0] != there[$0] }
        var seen: Set<ByteString> = []
        let unique = differing.filter { seen.insert($0).inserted }.map(\.string)
        return unique.isEmpty ? ["their order"] : unique
    }
}

/// An object of the probe, as far as verdicts look at it.
private struct ProbeObject {
    var contents: ObjectContents
    var comments: [ByteString]
    var producer: Producer?

    /// The probe's object has a few KiB; more is not looked at.
    private static let sizeLimit = 1 << 20

    init?(_ bytes: [UInt8]) {
        guard bytes.count <= Self.sizeLimit, let object = try? ObjectFile(bytes),
            object.header?.type == .relocatable, let contents = try? ObjectContents(bytes)
        else { return nil }
        self.contents = contents
        comments = object.comments
        producer = object.producer
    }

    var build: String {
        comments.isEmpty ? "one that does not say which" : comments.map(\.string).joined(separator: "; ")
    }
}

extension Producer {
    fileprivate var name: String {
        switch self {
        case .gcc(let version): "gcc \(version)"
        case .clang(let version): "clang \(version)"
        }
    }

    /// The same compiler in the same major and minor version: `12.2.0` and `12.2.1 20230201`.
    fileprivate func isSameRelease(as other: Producer) -> Bool {
        switch (self, other) {
        case (.gcc(let one), .gcc(let two)), (.clang(let one), .clang(let two)):
            Self.release(one) == Self.release(two)
        default: false
        }
    }

    private static func release(_ version: ByteString) -> [ByteString] {
        Array((version.split(" ").first ?? "").split(".").prefix(2))
    }
}

/// A choice that those who build compilers make, and by what an object shows it.
private enum CompilerDefault: CaseIterable {
    case positionIndependence, branchProtection, stackProtector, unwindTables

    /// `nil` where both chose alike.
    func words(_ here: ObjectContents, _ there: ObjectContents) -> String? {
        let isThere = isPresent(in: there)
        guard isThere != isPresent(in: here) else { return nil }
        return isThere ? name(here) : "no " + name(here)
    }

    private func name(_ contents: ObjectContents) -> String {
        switch self {
        case .positionIndependence: "PIE"
        case .branchProtection: contents.header.machine == 183 ? "branch protection" : "CET"
        case .stackProtector: "stack protector"
        case .unwindTables: "unwind tables"
        }
    }

    private func isPresent(in contents: ObjectContents) -> Bool {
        switch self {
        case .positionIndependence:
            // A constant table of pointers can be in read-only memory only where its addresses are known before.
            contents.sections.contains { $0.name.hasPrefix(".data.rel.ro") }
        case .branchProtection:
            contents[".note.gnu.property"]?.hasBranchProtection(machine: contents.header.machine) ?? false
        case .stackProtector:
            contents.symbolNames.contains { $0.hasPrefix("__stack_chk_") }
        case .unwindTables:
            contents.sections.contains { $0.name == ".eh_frame" || $0.name == ".ARM.exidx" }
        }
    }
}

extension ObjectContents.Section {
    /// `SHT_NOTE`.
    fileprivate var isNote: Bool { type == 7 }

    /// Whether this `.note.gnu.property` has `GNU_PROPERTY_X86_FEATURE_1_AND` or its AArch64 sister: IBT, SHSTK, BTI.
    /// (x86 assemblers may write other properties that say which instructions are used.)
    fileprivate func hasBranchProtection(machine: UInt16) -> Bool {
        let property: [UInt8] = machine == 183 ? [0, 0, 0, 0xC0] : [2, 0, 0, 0xC0]
        return stride(from: 0, to: bytes.count - 3, by: 4).contains {
            bytes[$0..<($0 + 4)].elementsEqual(property)
        }
    }
}
