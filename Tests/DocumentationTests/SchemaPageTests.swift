import GRDB
import Testing

@testable import History

/// distmake-history(5) names every table and column of the database, in order, and nothing else.
@Suite struct SchemaPageTests {
    private let database: DatabaseQueue

    init() throws {
        database = try DatabaseQueue()
        _ = try database.writeWithoutTransaction(Schema.migrate)
    }

    private func names(_ sql: String) throws -> [String] {
        try database.read { try String.fetchAll($0, sql: sql) }
    }

    @Test func `tables and views are those of the schema`() async throws {
        let page = try await ManualPage("distmake-history.5.scd")
        let said = try page.section("# TABLES").filter { $0.hasPrefix("## ") }.map { String($0.dropFirst(3)) }
        let real = try names(
            "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'")
        #expect(said.sorted() == real.sorted())
    }

    @Test func `columns are those of the schema`() async throws {
        let page = try await ManualPage("distmake-history.5.scd")
        for table in try page.section("# TABLES").filter({ $0.hasPrefix("## ") }).map({ $0.dropFirst(3) }) {
            let said = ManualPage.terms(try page.section("## " + table))
            let real = try names("SELECT name FROM pragma_table_info('\(table)') ORDER BY cid")
            #expect(said == real, "\(table)")
        }
    }

    /// Every statement in the examples is one that SQLite takes.
    @Test func `examples are understood`() async throws {
        let page = try await ManualPage("distmake-history.5.scd")
        let text = try page.section("# EXAMPLES").joined(separator: "\n")
        let statements = text.split(separator: "\"").map(String.init).filter { $0.hasPrefix("SELECT") }
        #expect(statements.count == 2)
        for statement in statements { _ = try names(statement) }
    }
}
