import GRDB
import Testing

@testable import History

@Suite struct SchemaTests {
    @Test func `the steps make the golden schema`() throws {
        let queue = try DatabaseQueue()
        #expect(try queue.writeWithoutTransaction(Schema.migrate))
        let made = try queue.read { database in
            try String.fetchAll(
                database,
                sql:
                    "SELECT type || ' ' || name || char(10) || '    ' || group_concat(column, char(10) || '    ') FROM ("
                    + "SELECT m.type, m.name, CASE m.type WHEN 'index' THEN i.name ELSE "
                    + "c.name || '=' || c.type || iif(c.\"notnull\", '!', '') || iif(c.pk > 0, '#' || c.pk, '') END"
                    + " AS column FROM sqlite_master AS m LEFT JOIN pragma_table_info(m.name) AS c"
                    + " ON m.type <> 'index' LEFT JOIN pragma_index_info(m.name) AS i ON m.type = 'index')"
                    + " GROUP BY type, name ORDER BY type, name")
        }
        #expect(made.joined(separator: "\n") == SchemaTests.golden)
    }

    @Test func `migrating again changes nothing`() throws {
        let queue = try DatabaseQueue()
        #expect(try queue.writeWithoutTransaction(Schema.migrate))
        let version = try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") }
        #expect(try queue.writeWithoutTransaction(Schema.migrate))
        #expect(try queue.read { try Int.fetchOne($0, sql: "PRAGMA schema_version") } == version)
        #expect(try queue.read(Schema.version) == Schema.current)
    }

    /// FNV-1a over each step: a released step never changes, a new one gets a row here.
    @Test func `released steps are frozen`() {
        let sums = Schema.migrations.map { step in
            step.utf8.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        }
        #expect(
            sums == [
                0x602021994454B3AE, 0xA25B025DA9084197, 0xD94057C9EA6EB54C, 0xE2CF8D0A9A126191,
                0xB4E56857E52C05A3,
            ])
    }

    @Test(arguments: [
        "SELECT * FROM build ORDER BY startedNanoseconds DESC LIMIT 5",
        "SELECT * FROM build WHERE package = 'a' ORDER BY startedNanoseconds DESC LIMIT 5",
        "SELECT * FROM build WHERE identifier >= 'a' AND identifier < 'a~'",
        "SELECT * FROM job WHERE build = 1",
        "SELECT * FROM tally WHERE build = 1",
        "SELECT number FROM unit WHERE package = 'a' AND file = 'b' AND output = 'c'",
        "DELETE FROM build WHERE number = 1",
        "SELECT * FROM total WHERE build = 1",
        "SELECT number FROM build WHERE hasJobs ORDER BY startedNanoseconds LIMIT 1",
        """
        SELECT number FROM build WHERE package = 'a' AND status = 0 AND importedNanoseconds IS NULL
        ORDER BY startedNanoseconds DESC LIMIT 3
        """,
    ])
    func `no query of a build reads a whole table`(sql: String) throws {
        let queue = try DatabaseQueue()
        #expect(try queue.writeWithoutTransaction(Schema.migrate))
        let plan = try queue.writeWithoutTransaction { database in
            try Row.fetchAll(database, sql: "EXPLAIN QUERY PLAN " + sql).map { $0["detail"] as String }
        }
        #expect(plan.allSatisfy { $0.contains("SEARCH") || $0.contains("USING INDEX") }, "\(plan)")
        #expect(plan.allSatisfy { !$0.contains("TEMP B-TREE") }, "\(plan)")
    }

    static let golden = """
        index buildByPackage
            package
            startedNanoseconds
        index buildByStart
            startedNanoseconds
        index buildWithJobs
            startedNanoseconds
        index sqlite_autoindex_build_1
            identifier
        index sqlite_autoindex_code_1
            text
        index sqlite_autoindex_host_1
            name
        index sqlite_autoindex_unit_1
            package
            file
            output
        table build
            number=INTEGER#1
            identifier=TEXT!
            package=TEXT!
            version=TEXT!
            directory=TEXT!
            command=TEXT!
            makeflags=TEXT!
            compiler=TEXT!
            hosts=TEXT!
            startedNanoseconds=INTEGER!
            finishedNanoseconds=INTEGER
            status=INTEGER
            bypassedObjects=INTEGER!
            droppedJobs=INTEGER!
            machine=TEXT!
            processor=TEXT!
            cores=INTEGER
            jobLimit=INTEGER
            settings=TEXT!
            commandUserMicroseconds=INTEGER
            commandSystemMicroseconds=INTEGER
            commandPeakKibibytes=INTEGER
            importedNanoseconds=INTEGER
            hasJobs=INTEGER!
        table buildHost
            build=INTEGER!#1
            place=INTEGER!#2
            host=INTEGER!
            slots=INTEGER!
            options=TEXT!
        table code
            number=INTEGER#1
            text=TEXT!
        table header
            build=INTEGER!#1
            place=INTEGER!#2
            path=TEXT!
            units=INTEGER!
            bytes=INTEGER!
        table host
            number=INTEGER#1
            name=TEXT!
            seenNanoseconds=INTEGER!
            jobs=INTEGER!
            failures=INTEGER!
            compileNanoseconds=INTEGER!
            sourceBytes=INTEGER!
        table job
            build=INTEGER!#1
            sequence=INTEGER!#2
            unit=INTEGER!
            kind=INTEGER!
            mode=INTEGER!
            host=INTEGER
            localReason=INTEGER
            fallback=INTEGER
            attempts=INTEGER!
            status=INTEGER!
            startedNanoseconds=INTEGER!
            queuedNanoseconds=INTEGER!
            preprocessNanoseconds=INTEGER!
            connectNanoseconds=INTEGER!
            sendNanoseconds=INTEGER!
            compileNanoseconds=INTEGER!
            receiveNanoseconds=INTEGER!
            sentBytes=INTEGER!
            receivedBytes=INTEGER!
            sourceBytes=INTEGER!
            userMicroseconds=INTEGER!
            systemMicroseconds=INTEGER!
            peakKibibytes=INTEGER!
            stderrBytes=INTEGER!
        table packageFile
            build=INTEGER!#1
            name=TEXT!#2
            version=TEXT!
            sizeBytes=INTEGER!
            buildinfo=TEXT
        table phase
            build=INTEGER!#1
            place=INTEGER!#2
            name=TEXT!
            startedNanoseconds=INTEGER!
            wallNanoseconds=INTEGER!
        table tally
            build=INTEGER!#1
            kind=INTEGER!#2
            mode=INTEGER!#3
            host=INTEGER!#4
            localReason=INTEGER!#5
            fallback=INTEGER!#6
            jobs=INTEGER!
            failures=INTEGER!
            queuedNanoseconds=INTEGER!
            preprocessNanoseconds=INTEGER!
            compileNanoseconds=INTEGER!
            busyNanoseconds=INTEGER!
            sentBytes=INTEGER!
            receivedBytes=INTEGER!
            sourceBytes=INTEGER!
            cpuMicroseconds=INTEGER!
            connectNanoseconds=INTEGER!
            sendNanoseconds=INTEGER!
            receiveNanoseconds=INTEGER!
            peakKibibytes=INTEGER!
        table toolchain
            host=TEXT!#1
            compiler=TEXT!#2
            name=TEXT!#3
            device=INTEGER!
            inode=INTEGER!
            modifiedNanoseconds=INTEGER!
            buildIdentifier=TEXT!
            remoteName=TEXT!
            grade=TEXT!
            difference=TEXT!
            signature=TEXT!
            checkedNanoseconds=INTEGER!
        table total
            build=INTEGER#1
            jobs=INTEGER!
            failures=INTEGER!
            compiles=INTEGER!
            remote=INTEGER!
            failedOver=INTEGER!
            queuedNanoseconds=INTEGER!
            busyNanoseconds=INTEGER!
            sentBytes=INTEGER!
            receivedBytes=INTEGER!
            cpuMicroseconds=INTEGER!
            givenUp=INTEGER!
        table unit
            number=INTEGER#1
            package=TEXT!
            file=TEXT!
            output=TEXT!
        view buildText
            identifier=TEXT
            package=TEXT
            version=TEXT
            started=
            seconds=
            status=INTEGER
            jobLimit=INTEGER
            hosts=TEXT
            compiler=TEXT
            machine=TEXT
            processor=TEXT
            cores=INTEGER
            compiles=INTEGER
            remote=INTEGER
            local=
            failedOver=INTEGER
            givenUp=INTEGER
            failures=INTEGER
            bypassedObjects=INTEGER
            sentBytes=INTEGER
            receivedBytes=INTEGER
        view jobText
            build=TEXT
            sequence=INTEGER
            package=TEXT
            file=TEXT
            output=TEXT
            kind=TEXT
            mode=TEXT
            host=TEXT
            localReason=TEXT
            fallback=TEXT
            attempts=INTEGER
            status=INTEGER
            startedNanoseconds=INTEGER
            queuedNanoseconds=INTEGER
            preprocessNanoseconds=INTEGER
            connectNanoseconds=INTEGER
            sendNanoseconds=INTEGER
            compileNanoseconds=INTEGER
            receiveNanoseconds=INTEGER
            sentBytes=INTEGER
            receivedBytes=INTEGER
            sourceBytes=INTEGER
            userMicroseconds=INTEGER
            systemMicroseconds=INTEGER
            peakKibibytes=INTEGER
            stderrBytes=INTEGER
        """
}
