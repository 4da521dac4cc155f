public import ByteStrings

/// What is known of one compiler here and the one of that name on one volunteer.
public struct ToolchainRecord: Hashable, Sendable {
    /// Which compiler of this machine on which volunteer. A newer record replaces the one of the same key.
    public struct Key: Hashable, Sendable {
        /// As in `JobRecord.host`.
        public var host: String
        /// The path of the compiler here.
        public var compiler: ByteString
        /// What it was called by: `cc` and `gcc` may be one file and are asked for by other names elsewhere.
        public var name: ByteString

        public init(host: String, compiler: ByteString, name: ByteString) {
            self.host = host
            self.compiler = compiler
            self.name = name
        }
    }

    /// The file behind the compiler's path. When any of this changes the record is about another compiler.
    public struct CompilerFile: Hashable, Sendable {
        public var device: UInt64
        public var inode: UInt64
        /// Since 1970.
        public var modified: Duration
        /// In hexadecimal; empty when the file has none.
        public var buildIdentifier: String

        public init(device: UInt64, inode: UInt64, modified: Duration, buildIdentifier: String) {
            self.device = device
            self.inode = inode
            self.modified = modified
            self.buildIdentifier = buildIdentifier
        }
    }

    public var key: Key
    public var file: CompilerFile
    /// What the volunteer calls the compiler.
    public var remoteName: ByteString
    /// `identical`, `compatible` or `different`.
    public var grade: String
    /// In words; empty when nothing differs.
    public var difference: String
    /// What the volunteer's objects say of their compiler; empty when nothing.
    public var signature: ByteString
    /// Since 1970.
    public var checked: Duration

    public init(
        key: Key, file: CompilerFile, remoteName: ByteString, grade: String, difference: String,
        signature: ByteString, checked: Duration
    ) {
        self.key = key
        self.file = file
        self.remoteName = remoteName
        self.grade = grade
        self.difference = difference
        self.signature = signature
        self.checked = checked
    }
}

/// A change to what is known of volunteers' compilers.
enum ToolchainChange: Sendable {
    case found(ToolchainRecord)
    case doubted(ToolchainRecord.Key)
}
