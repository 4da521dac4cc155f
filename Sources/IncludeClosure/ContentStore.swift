internal import ByteStrings

/// What was read of files, by number; a file that is written again with the same bytes keeps its number.
struct ContentStore {
    /// A reference with its name taken apart.
    struct Reference {
        var purpose: SourceScan.Reference.Purpose
        var form: SourceScan.Reference.Form
        var isNext: Bool
        /// An index into `IncludeNames`; -1 when computed.
        var name: Int32
        var line: Int32
    }

    struct Computed {
        var reference: Reference
        var text: ByteString
    }

    struct Content {
        var entry: FileTree.EntryID
        /// As the file was when it was read.
        var status: FileStatus
        /// Whether equal times mean equal bytes: it was old enough when it was read.
        var isSettled: Bool
        var digest: UInt64
        var references: [Reference]
        var computed: [Computed]
        /// Sorted by hash.
        var definitions: [SourceScan.Definition]
        var wrappers: [UInt32]
        var conditionCalls: [UInt32]
        var mentions: [SourceScan.Mention]
        var moduleLine: Int32
        var hasTrigraphs: Bool
        var isSpliced: Bool
        var unsure: Unsure?
        /// The job that last checked it.
        var checkedBy: Int32
    }

    private(set) var contents: [Content] = []
    var names = IncludeNames()

    /// The contents of a regular file that was checked in this job, read again only when it may have changed.
    ///
    /// - Throws: `Unsure` `.unreadableFile`, `.changing`.
    mutating func content(
        of entry: FileTree.EntryID, _ tree: inout FileTree, _ reader: some FileReader
    ) throws(Unsure) -> Int32 {
        let old = tree.entries[Int(entry)].content
        if old >= 0 {
            let content = Int(old)
            if contents[content].checkedBy == tree.job { return old }
            if contents[content].isSettled, contents[content].status == tree.entries[Int(entry)].status {
                contents[content].checkedBy = tree.job
                return old
            }
        }
        let path = tree.entries[Int(entry)].path
        guard let (status, bytes) = reader.contents(of: path) else {
            throw Unsure(.unreadableFile, detail: path.byteString)
        }
        guard status.kind == .file, status == tree.entries[Int(entry)].status else {
            throw Unsure(.changing, detail: path.byteString)
        }
        let digest = FileTree.hash(bytes)
        if old >= 0, contents[Int(old)].digest == digest, contents[Int(old)].status.size == status.size {
            contents[Int(old)].status = status
            contents[Int(old)].isSettled = !tree.isYoung(status)
            contents[Int(old)].checkedBy = tree.job
            return old
        }
        let id = Int32(contents.count)
        contents.append(
            content(
                SourceScan(of: bytes), entry, status, digest, isSettled: !tree.isYoung(status), tree.job,
                &tree))
        tree.setContent(entry, id)
        return id
    }

    private mutating func content(
        _ scan: SourceScan, _ entry: FileTree.EntryID, _ status: FileStatus, _ digest: UInt64,
        isSettled: Bool,
        _ job: Int32, _ tree: inout FileTree
    ) -> Content {
        var references: [Reference] = []
        var computed: [Computed] = []
        for found in scan.references {
            var reference = Reference(
                purpose: found.purpose, form: found.form, isNext: found.isNext, name: -1,
                line: Int32(truncatingIfNeeded: found.line))
            if found.form == .computed {
                // Boost.Preprocessor repeats the same line for each step of an iteration.
                let isKnown = computed.contains {
                    $0.text == found.text && $0.reference.purpose == reference.purpose
                        && $0.reference.isNext == reference.isNext
                }
                if computed.count > 256 || !isKnown {
                    computed.append(Computed(reference: reference, text: found.text))
                }
            } else {
                reference.name = names.intern(found.text, &tree)
                let isKnown = references.contains {
                    $0.name == reference.name && $0.purpose == reference.purpose && $0.form == reference.form
                        && $0.isNext == reference.isNext
                }
                if references.count > 256 || !isKnown { references.append(reference) }
            }
        }
        return Content(
            entry: entry, status: status, isSettled: isSettled, digest: digest, references: references,
            computed: computed, definitions: scan.definitions.sorted { $0.nameHash < $1.nameHash },
            wrappers: scan.hasIncludeWrappers, conditionCalls: scan.conditionCalls.sorted(),
            mentions: scan.mentions, moduleLine: Int32(truncatingIfNeeded: scan.moduleLine),
            hasTrigraphs: scan.hasTrigraphs, isSpliced: scan.isSpliced, unsure: scan.unsure, checkedBy: job)
    }
}

/// Names as they stand in `#include`, taken apart once.
struct IncludeNames {
    struct Name {
        var isAbsolute: Bool
        /// Without the last component and without `.`.
        var directories: [FileTree.NameID]
        var last: FileTree.NameID
    }

    private(set) var names: [Name] = []
    private var ids: [ByteString: Int32] = [:]
    /// By the last component.
    private var precompiledNames: [FileTree.NameID: [FileTree.NameID]] = [:]

    /// What a compiler may read in place of a header: `x.h.gch` of gcc and clang, `x.h.pch` of clang.
    mutating func precompiled(_ id: Int32, _ tree: inout FileTree) -> [FileTree.NameID] {
        let last = names[Int(id)].last
        if let known = precompiledNames[last] { return known }
        let name = tree.names[Int(last)].bytes
        let made = [tree.intern(name + ".gch"), tree.intern(name + ".pch")]
        precompiledNames[last] = made
        return made
    }

    subscript(id: Int32) -> Name { names[Int(id)] }

    mutating func intern(_ text: ByteString, _ tree: inout FileTree) -> Int32 {
        if let id = ids[text] { return id }
        let parts = text.split("/")
        let last = text.bytes.last == UInt8(ascii: "/") ? "" : parts.last ?? ""
        let directories = parts.dropLast().filter { $0 != "." }.map { tree.intern($0) }
        let id = Int32(names.count)
        names.append(Name(isAbsolute: text.isAbsolutePath, directories: directories, last: tree.intern(last)))
        ids[text] = id
        return id
    }
}
