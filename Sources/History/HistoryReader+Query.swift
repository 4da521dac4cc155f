internal import GRDB

/// One cell of a query's answer.
public enum QueryValue: Equatable, Sendable {
    case none
    case integer(Int64)
    case real(Double)
    case text(String)
}

extension HistoryReader {
    /// Runs one statement of SQL that gives rows and changes nothing.
    ///
    /// The connection is read-only; what writes in spite of that (VACUUM INTO, ATTACH of a new file) gives no rows, and is
    /// refused for that.
    ///
    /// - Parameters:
    ///   - arguments: for the statement's `?`.
    ///   - columns: called once, with the columns' names.
    ///   - row: called for each row, as it is found.
    /// - Throws: `.refusedStatement` for a statement that does not only read, `.badStatement` with SQLite's own words.
    public func query(
        _ sql: String, arguments: [String] = [], columns: ([String]) -> Void, row: ([QueryValue]) -> Void
    ) throws(HistoryError) {
        do {
            try queue.read { database in
                let statement = try database.makeStatement(sql: sql)
                guard statement.isReadonly, statement.columnCount > 0 else {
                    throw HistoryError(code: .refusedStatement, path: path)
                }
                columns(statement.columnNames)
                let rows = try Row.fetchCursor(statement, arguments: StatementArguments(arguments))
                while let next = try rows.next() {
                    row(next.map { QueryValue($0.1) })
                }
            }
        } catch let error as DatabaseError {
            switch error.resultCode {
            case .SQLITE_READONLY, .SQLITE_AUTH: throw HistoryError(code: .refusedStatement, path: path)
            case .SQLITE_ERROR, .SQLITE_MISUSE, .SQLITE_RANGE, .SQLITE_MISMATCH, .SQLITE_TOOBIG:
                throw HistoryError(
                    code: .badStatement, path: path, sqliteCode: error.extendedResultCode.rawValue,
                    message: error.message)
            default: throw HistoryError(error, path: path)
            }
        } catch {
            throw HistoryError(error, path: path)
        }
    }
}

extension QueryValue {
    fileprivate init(_ value: DatabaseValue) {
        switch value.storage {
        case .null: self = .none
        case .int64(let number): self = .integer(number)
        case .double(let number): self = .real(number)
        case .string(let text): self = .text(text)
        // The history has none; functions such as randomblob() make them.
        case .blob: self = .text(value.description)
        }
    }
}
