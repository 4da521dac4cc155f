internal import GRDB

extension HistoryReader {
    /// What is known of the compilers of all volunteers, by host and path.
    public func toolchains() throws(HistoryError) -> [ToolchainRecord] {
        try read { database in
            try Row.fetchAll(database, sql: "SELECT * FROM toolchain").map(ToolchainRecord.init)
        }
    }
}

extension ToolchainRecord {
    fileprivate init(_ row: Row) {
        self.init(
            key: Key(
                host: row["host"], compiler: PathText.bytes(of: row["compiler"]),
                name: PathText.bytes(of: row["name"])),
            file: CompilerFile(
                device: UInt64(bitPattern: row["device"] as Int64),
                inode: UInt64(bitPattern: row["inode"] as Int64),
                modified: .nanoseconds(row["modifiedNanoseconds"] as Int64),
                buildIdentifier: row["buildIdentifier"]),
            remoteName: PathText.bytes(of: row["remoteName"]), grade: row["grade"],
            difference: row["difference"], signature: PathText.bytes(of: row["signature"]),
            checked: .nanoseconds(row["checkedNanoseconds"] as Int64))
    }
}

extension ToolchainChange {
    func carryOut(in database: Database) throws {
        switch self {
        case .found(let record):
            try database.execute(
                sql: """
                    INSERT OR REPLACE INTO toolchain (host, compiler, name, device, inode, modifiedNanoseconds,
                                                      buildIdentifier, remoteName, grade, difference, signature,
                                                      checkedNanoseconds)
                    VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                    """,
                arguments: [
                    record.key.host, PathText.text(of: record.key.compiler),
                    PathText.text(of: record.key.name), Int64(bitPattern: record.file.device),
                    Int64(bitPattern: record.file.inode), record.file.modified.nanoseconds,
                    record.file.buildIdentifier, PathText.text(of: record.remoteName), record.grade,
                    record.difference, PathText.text(of: record.signature), record.checked.nanoseconds,
                ])
        case .doubted(let key):
            try database.execute(
                sql: "DELETE FROM toolchain WHERE host = ? AND compiler = ? AND name = ?",
                arguments: [key.host, PathText.text(of: key.compiler), PathText.text(of: key.name)])
        }
    }
}
