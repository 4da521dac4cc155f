internal import GRDB
public import SystemPackage

/// Why history could not be written or read. A build never fails because of it.
public struct HistoryError: Error, Equatable, Sendable {
    public enum Code: String, CaseIterable, Sendable {
        /// Reading: there is no database yet.
        case absent
        /// Another program held the lock longer than the busy timeout.
        case locked
        /// The file or the file system does not take writes.
        case readOnly = "read-only"
        /// The file is no SQLite database or a damaged one.
        case corrupt
        case diskFull = "disk-full"
        /// The file, or one of SQLite's files beside it, cannot be opened or created.
        case cannotOpen = "cannot-open"
        /// The directory is missing and cannot be made.
        case noDirectory = "no-directory"
        /// A newer distmake wrote the file.
        case newerSchema = "newer-schema"
        /// An older distmake wrote the file, and it cannot be brought up to date.
        case olderSchema = "older-schema"
        /// Reading or writing the file failed.
        case inputOutput = "input-output"
        /// A statement that does not only read.
        case refusedStatement = "refused-statement"
        /// A statement that SQLite does not understand.
        case badStatement = "bad-statement"
        /// A file that is no export of history.
        case badImport = "bad-import"
        /// A job whose build was never begun.
        case unknownBuild = "unknown-build"
        /// Anything else that SQLite says.
        case unexpected
    }

    /// Stable: logs and tests use it.
    public var code: Code
    public var path: FilePath
    /// Where a corrupt file was moved to; `nil` when it is still in its place.
    public var setAside: FilePath?
    /// SQLite's extended result code, when SQLite was the cause.
    public var sqliteCode: Int32?
    /// errno, when a system call was the cause.
    public var systemError: Int32?
    /// SQLite's own words.
    public var message: String?

    public init(
        code: Code, path: FilePath, setAside: FilePath? = nil, sqliteCode: Int32? = nil,
        systemError: Int32? = nil, message: String? = nil
    ) {
        self.code = code
        self.path = path
        self.setAside = setAside
        self.sqliteCode = sqliteCode
        self.systemError = systemError
        self.message = message
    }

    /// The one place where other modules' errors become ours.
    init(_ error: any Error, path: FilePath) {
        switch error {
        case let error as HistoryError:
            self = error
        case let error as DatabaseError:
            self.init(
                code: Code(error.resultCode), path: path, sqliteCode: error.extendedResultCode.rawValue,
                message: error.message)
        case let error as Errno:
            self.init(code: .inputOutput, path: path, systemError: error.rawValue)
        default:
            self.init(code: .unexpected, path: path, message: "\(error)")
        }
    }
}

extension HistoryError: CustomStringConvertible {
    /// For people: `/home/a/.local/state/distmake/history.sqlite takes no writes (read-only)`.
    public var description: String {
        let what =
            switch code {
            case .absent: "does not exist yet"
            case .locked: "is locked by another program"
            case .readOnly: "takes no writes"
            case .corrupt: "is damaged"
            case .diskFull: "is on a full disk"
            case .cannotOpen: "cannot be opened"
            case .noDirectory: "has no directory, and none can be made"
            case .newerSchema: "was written by a newer distmake"
            case .olderSchema: "was written by an older distmake and cannot be brought up to date"
            case .inputOutput: "cannot be read or written"
            case .refusedStatement: "is only read here"
            case .badStatement: "is asked in words that SQLite does not understand"
            case .badImport: "cannot be imported to its end"
            case .unknownBuild: "does not know the build of a job"
            case .unexpected: "is refused by SQLite"
            }
        let place = setAside.map { "; it was set aside as \($0), and a new one is begun" } ?? ""
        let detail = [code.rawValue, message].compactMap { $0 }.joined(separator: ": ")
        return "\(path) \(what) (\(detail))\(place)"
    }
}

extension HistoryError.Code {
    init(_ code: ResultCode) {
        switch code {
        case .SQLITE_BUSY, .SQLITE_LOCKED, .SQLITE_PROTOCOL: self = .locked
        case .SQLITE_READONLY, .SQLITE_PERM: self = .readOnly
        case .SQLITE_CORRUPT, .SQLITE_NOTADB, .SQLITE_FORMAT: self = .corrupt
        case .SQLITE_FULL: self = .diskFull
        case .SQLITE_CANTOPEN: self = .cannotOpen
        case .SQLITE_IOERR: self = .inputOutput
        default: self = .unexpected
        }
    }
}
