internal import ByteStrings

/// What is known of the files below a root: a mirror of the names that were ever asked for, shared by all jobs.
///
/// Directories are listed, not probed: a name that is in no listing costs no system call, however many directories
/// are searched for it. A listing is as old as its directory's times, and those are compared once per job; a
/// directory that changed less than `youth` ago may change again within the same tick of its clock, so its listing
/// is good for one job only. A directory that objects are written into changes with every job: where few of its
/// names were ever looked for, those are asked for one by one instead (`refresh`).
///
/// `version` of an entry says when something last happened that could change how a name is resolved: a link or
/// directory that became another, or a name that was asked for in vain and has appeared. Objects written into a
/// searched directory do not count. What was resolved at stamp s is valid while no entry that was looked at has a
/// version above s.
struct FileTree {
    typealias EntryID = Int32
    typealias NameID = Int32

    struct Entry {
        var parent: EntryID
        var path: CanonicalPath
        /// `nil` when it does not exist.
        var status: FileStatus?
        var checkedBy: Int32 = 0
        var version: Int32 = 0
        var target: ByteString?
        var listing: Int32 = -1
        var content: Int32 = -1
    }

    struct Listing {
        var names: Set<UInt64> = []
        /// Names that were looked for in vain, by their hashes.
        var missing: [UInt64: NameID] = [:]
        /// Whether it still says the same as long as the directory's times do.
        var isComplete = false
        /// Whether the directory has changed since `names` were read, and only `missing` was asked for again.
        var isStale = false
        var isReadable = true

        /// Whether asking for each missing name, and one more, costs less than reading all names.
        var isSearchedLittle: Bool { (missing.count + 1) * FileTree.namesPerStatus <= names.count }
    }

    struct Name {
        var bytes: ByteString
        var hash: UInt64
    }

    /// Nanoseconds for which a change may be followed by another with the same time: two seconds, the granularity
    /// of FAT; ext4 and btrfs have a few milliseconds.
    static let youth: Int64 = 2_000_000_000
    /// How many names getdents64(2) and their hashing take the time of one lstat(2) for.
    private static let namesPerStatus = 4

    private(set) var entries: [Entry]
    private(set) var listings: [Listing] = []
    private(set) var names: [Name] = []
    private var nameIDs: [ByteString: NameID] = [:]
    private var children: [UInt64: EntryID] = [:]

    /// Counts up; the number of the job being answered.
    private(set) var job: Int32 = 0
    /// Counts up with every change.
    private(set) var stamp: Int32 = 0
    /// The time of the job being answered.
    private var now: Int64 = 0

    static let root: EntryID = 0

    init() {
        entries = [Entry(parent: 0, path: CanonicalPath("/"))]
    }

    mutating func beginJob(now: Int64) {
        job += 1
        self.now = now
    }

    mutating func intern(_ name: ByteString) -> NameID {
        if let id = nameIDs[name] { return id }
        let id = NameID(names.count)
        names.append(Name(bytes: name, hash: Self.hash(name.bytes)))
        nameIDs[name] = id
        return id
    }

    static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in bytes { hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211 }
        return hash
    }

    func isYoung(_ status: FileStatus) -> Bool {
        max(status.modified, status.changed) > now - Self.youth
    }

    mutating func setContent(_ entry: EntryID, _ content: Int32) {
        entries[Int(entry)].content = content
    }

    // MARK: Entries

    /// Compares an entry with the disk, once per job.
    ///
    /// - Returns: its kind now; `nil` when it is gone.
    @discardableResult
    mutating func check(_ id: EntryID, _ reader: some FileReader) -> FileStatus.Kind? {
        let index = Int(id)
        if entries[index].checkedBy == job { return entries[index].status?.kind }
        let status = reader.status(of: entries[index].path)
        entries[index].checkedBy = job
        let old = entries[index].status
        if let status, let old, status.isSameObject(as: old) {
            if status.kind == .link, status != old {
                change(id)
                entries[index].target = reader.target(of: entries[index].path)
            }
            entries[index].status = status
            if status.kind == .directory, entries[index].listing >= 0 {
                let listing = Int(entries[index].listing)
                if status != old || !listings[listing].isComplete { refresh(id, reader) }
            }
            return status.kind
        }
        guard status != nil || old != nil else { return nil }
        change(id)
        entries[index].status = status
        entries[index].content = -1
        entries[index].target = status?.kind == .link ? reader.target(of: entries[index].path) : nil
        if entries[index].listing >= 0 {
            listings[Int(entries[index].listing)] = Listing()
            if status?.kind == .directory { list(id, reader) }
        }
        return status?.kind
    }

    private mutating func change(_ id: EntryID) {
        stamp += 1
        entries[Int(id)].version = stamp
    }

    /// The entry of a name in a directory, whether or not it exists.
    mutating func entry(_ name: NameID, in directory: EntryID) -> EntryID {
        let key = UInt64(UInt32(bitPattern: directory)) << 32 | UInt64(UInt32(bitPattern: name))
        if let id = children[key] { return id }
        let id = EntryID(entries.count)
        let path = entries[Int(directory)].path.appending(names[Int(name)].bytes)
        entries.append(Entry(parent: directory, path: path))
        children[key] = id
        return id
    }

    // MARK: Listings

    /// Whether the directory, which was checked in this job, holds the name; if not, it is watched for.
    mutating func holds(
        _ directory: EntryID, _ name: NameID, _ reader: some FileReader
    ) throws(Unsure) -> Bool {
        let index = Int(directory)
        if entries[index].listing < 0 {
            entries[index].listing = Int32(listings.count)
            listings.append(Listing())
            list(directory, reader)
        }
        let listing = Int(entries[index].listing)
        guard listings[listing].isReadable else {
            throw Unsure(.unreadableDirectory, detail: entries[index].path.byteString)
        }
        if listings[listing].isStale, !listings[listing].isSearchedLittle { list(directory, reader) }
        let hash = names[Int(name)].hash
        let isThere =
            listings[listing].isStale
            ? check(entry(name, in: directory), reader) != nil : listings[listing].names.contains(hash)
        if !isThere { listings[listing].missing[hash] = name }
        return isThere
    }

    /// Brings the listing of a directory up to date that has changed.
    private mutating func refresh(_ directory: EntryID, _ reader: some FileReader) {
        let index = Int(directory)
        let listing = Int(entries[index].listing)
        guard let status = entries[index].status, listings[listing].isReadable,
            listings[listing].isSearchedLittle
        else { return list(directory, reader) }
        var appeared = false
        for (hash, name) in listings[listing].missing where check(entry(name, in: directory), reader) != nil {
            listings[listing].missing[hash] = nil
            appeared = true
        }
        if appeared { change(directory) }
        listings[listing].isStale = true
        listings[listing].isComplete = !isYoung(status)
    }

    private mutating func list(_ directory: EntryID, _ reader: some FileReader) {
        let index = Int(directory)
        let listing = Int(entries[index].listing)
        guard let status = entries[index].status, let text = reader.names(in: entries[index].path) else {
            listings[listing] = Listing(isReadable: false)
            change(directory)
            return
        }
        var names = Set<UInt64>(minimumCapacity: listings[listing].names.count)
        var appeared = false
        var hash: UInt64 = 14_695_981_039_346_656_037
        for byte in text {
            if byte == 0 {
                names.insert(hash)
                if listings[listing].missing.removeValue(forKey: hash) != nil { appeared = true }
                hash = 14_695_981_039_346_656_037
            } else {
                hash = (hash ^ UInt64(byte)) &* 1_099_511_628_211
            }
        }
        if appeared || !listings[listing].isReadable { change(directory) }
        listings[listing].names = names
        listings[listing].isReadable = true
        listings[listing].isStale = false
        listings[listing].isComplete = !isYoung(status)
    }
}
