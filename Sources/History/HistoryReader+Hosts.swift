internal import GRDB

extension HistoryReader {
    /// How fast each host has compiled in all recorded builds: bytes of text per second, by its name.
    ///
    /// - Parameter fewestJobs: hosts with fewer are left out: files differ more than machines do.
    public func hostSpeeds(fewestJobs: Int = 20) throws(HistoryError) -> [String: Double] {
        try read { database in
            let rows = try Row.fetchAll(
                database,
                sql: """
                    SELECT name, sourceBytes * 1e9 / compileNanoseconds AS speed FROM host
                    WHERE jobs >= ? AND compileNanoseconds > 0 AND sourceBytes > 0
                    """,
                arguments: [fewestJobs])
            return Dictionary(
                uniqueKeysWithValues: rows.map { ($0["name"] as String, $0["speed"] as Double) })
        }
    }
}
