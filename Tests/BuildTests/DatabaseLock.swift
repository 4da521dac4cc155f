import ByteStrings
internal import GRDB

/// Another program that is writing to a database and does not come to an end.
enum DatabaseLock {
    static func with(_ path: ByteString, _ body: () async throws -> Void) async throws {
        var configuration = Configuration()
        configuration.allowsUnsafeTransactions = true
        // The coordinator may be writing at this moment.
        configuration.busyMode = .timeout(5)
        let queue = try DatabaseQueue(path: path.string, configuration: configuration)
        try await queue.writeWithoutTransaction { try $0.execute(sql: "BEGIN EXCLUSIVE") }
        let outcome: Result<Void, any Error>
        do {
            outcome = .success(try await body())
        } catch {
            outcome = .failure(error)
        }
        try await queue.writeWithoutTransaction { try $0.execute(sql: "ROLLBACK") }
        try outcome.get()
    }
}
