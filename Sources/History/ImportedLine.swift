internal import ByteStrings
internal import GRDB

/// Why a line of an export cannot be imported.
struct ImportProblem: Error {
    var line: Int
    var text: String
}

/// One line of an export, `{"job": {…}}`: its name and its members, as SQLite reads them.
struct ImportedLine {
    let number: Int
    let name: String
    private let members: [String: DatabaseValue]

    /// - Throws: `ImportProblem` for what is no such line.
    init(_ bytes: [UInt8], number: Int, database: Database) throws {
        self.number = number
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw ImportProblem(line: number, text: "is not UTF-8")
        }
        let rows: [Row]
        do {
            rows = try Row.fetchAll(
                database.cachedStatement(
                    sql: """
                        SELECT outside.key AS name, outside.type AS type, inside.key AS key, inside.atom AS atom,
                               inside.type AS memberType
                        FROM json_each(?) AS outside LEFT JOIN json_each(outside.value) AS inside
                        """), arguments: [text])
        } catch {
            throw ImportProblem(line: number, text: "is no JSON")
        }
        guard let first = rows.first, let name = String.fromDatabaseValue(first["name"]),
            rows.allSatisfy({ $0["name"] == name && $0["type"] == "object" })
        else {
            throw ImportProblem(line: number, text: "is no object with one object in it")
        }
        self.name = name
        var members: [String: DatabaseValue] = [:]
        for row in rows {
            guard let key = row["key"] as String? else { continue }
            // What later versions add may be lists; nobody asks for it.
            members[key] = row["atom"]
        }
        self.members = members
    }

    func text(_ key: String) throws -> String {
        guard let text = String.fromDatabaseValue(try value(key)), !(try value(key).isNumber) else {
            throw problem("\(key) is no text")
        }
        return text
    }

    func optionalText(_ key: String) throws -> String? {
        try value(key).isNull ? nil : try text(key)
    }

    func bytes(_ key: String) throws -> ByteString {
        PathText.bytes(of: try text(key))
    }

    /// A whole number of at least `least`.
    func number(_ key: String, atLeast least: Int64 = 0) throws -> Int64 {
        guard case .int64(let number) = try value(key).storage, number >= least else {
            throw problem(least == 0 ? "\(key) is no whole number from 0 on" : "\(key) is no whole number")
        }
        return number
    }

    func count(_ key: String) throws -> Int { Int(try number(key)) }

    func optionalCount(_ key: String) throws -> Int? {
        try value(key).isNull ? nil : try count(key)
    }

    func nanoseconds(_ key: String) throws -> Duration { .nanoseconds(try number(key)) }

    func microseconds(_ key: String) throws -> Duration { .microseconds(try number(key)) }

    func optionalNanoseconds(_ key: String) throws -> Duration? {
        try value(key).isNull ? nil : try nanoseconds(key)
    }

    func status(_ key: String) throws -> EndStatus {
        let number = try number(key, atLeast: .min)
        guard Int32(exactly: number) != nil, number > Int64(Int32.min) else {
            throw problem("\(key) is neither an exit code nor a signal")
        }
        return EndStatus(stored: number)
    }

    /// One of the words of an enumeration.
    func word<W: RawRepresentable<String> & CaseIterable>(_ key: String, _: W.Type) throws -> W {
        let text = try text(key)
        guard let word = W(rawValue: text) else {
            throw problem("\(key) is none of \(W.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        return word
    }

    func problem(_ text: String) -> ImportProblem {
        ImportProblem(line: number, text: "\(name): \(text)")
    }

    private func value(_ key: String) throws -> DatabaseValue {
        guard let value = members[key] else { throw problem("\(key) is missing") }
        return value
    }
}

extension DatabaseValue {
    fileprivate var isNumber: Bool {
        switch storage {
        case .int64, .double: true
        default: false
        }
    }
}
