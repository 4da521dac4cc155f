internal import GRDB

/// The database, as the list of steps that make it.
///
/// A step is frozen once it is released: it is SQL in a string, so that no later change of a Swift type changes
/// it. `PRAGMA user_version` counts the steps done. GRDB's own migrator keeps them in a table that it reads
/// before it takes the write lock, so two builds that start together would both create the tables; here the
/// count is read and raised inside one immediate transaction.
///
/// What ten million jobs ask of the tables:
/// - `job` is clustered by build: one build is one run of pages, however many builds wrote at once. It has no
///   other index: nothing asks for jobs across builds.
/// - `tally` sums the jobs of a build by everything that shares and reasons group by, some tens of rows for each
///   build, in the same transaction as the jobs; `total` sums them once more, one row for each build. No list
///   reads `tally`, no share or reason reads `job`, and old jobs can be pruned without losing what their builds
///   add up to.
/// - Names that repeat are written once: paths in `unit`, words such as `link-step` in `code`. The view
///   `jobText` puts them back for people.
enum Schema {
    static let current = migrations.count

    static let migrations: [String] = [
        """
        CREATE TABLE build (
            number INTEGER PRIMARY KEY,
            identifier TEXT NOT NULL UNIQUE,
            package TEXT NOT NULL,
            version TEXT NOT NULL,
            directory TEXT NOT NULL,
            command TEXT NOT NULL,
            makeflags TEXT NOT NULL,
            compiler TEXT NOT NULL,
            hosts TEXT NOT NULL,
            startedNanoseconds INTEGER NOT NULL, -- since 1970
            finishedNanoseconds INTEGER,         -- since 1970
            status INTEGER,                      -- exit code, or minus the signal
            bypassedObjects INTEGER NOT NULL DEFAULT 0,
            droppedJobs INTEGER NOT NULL DEFAULT 0
        ) STRICT;
        CREATE INDEX buildByStart ON build (startedNanoseconds);
        CREATE INDEX buildByPackage ON build (package, startedNanoseconds);

        CREATE TABLE packageFile (
            build INTEGER NOT NULL REFERENCES build (number) ON DELETE CASCADE,
            name TEXT NOT NULL,
            version TEXT NOT NULL,
            sizeBytes INTEGER NOT NULL,
            buildinfo TEXT,
            PRIMARY KEY (build, name)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE host (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            seenNanoseconds INTEGER NOT NULL,    -- since 1970
            jobs INTEGER NOT NULL DEFAULT 0,
            failures INTEGER NOT NULL DEFAULT 0,
            compileNanoseconds INTEGER NOT NULL DEFAULT 0,
            sourceBytes INTEGER NOT NULL DEFAULT 0
        ) STRICT;

        CREATE TABLE code (
            number INTEGER PRIMARY KEY,
            text TEXT NOT NULL UNIQUE
        ) STRICT;

        CREATE TABLE unit (
            number INTEGER PRIMARY KEY,
            package TEXT NOT NULL,
            file TEXT NOT NULL,
            output TEXT NOT NULL,
            UNIQUE (package, file, output)
        ) STRICT;

        CREATE TABLE job (
            build INTEGER NOT NULL REFERENCES build (number) ON DELETE CASCADE,
            sequence INTEGER NOT NULL,
            unit INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            mode INTEGER NOT NULL,
            host INTEGER,
            localReason INTEGER,
            fallback INTEGER,
            attempts INTEGER NOT NULL,
            status INTEGER NOT NULL,             -- exit code, or minus the signal
            startedNanoseconds INTEGER NOT NULL, -- since the build's start
            queuedNanoseconds INTEGER NOT NULL,
            preprocessNanoseconds INTEGER NOT NULL,
            connectNanoseconds INTEGER NOT NULL,
            sendNanoseconds INTEGER NOT NULL,
            compileNanoseconds INTEGER NOT NULL,
            receiveNanoseconds INTEGER NOT NULL,
            sentBytes INTEGER NOT NULL,
            receivedBytes INTEGER NOT NULL,
            sourceBytes INTEGER NOT NULL,
            userMicroseconds INTEGER NOT NULL,
            systemMicroseconds INTEGER NOT NULL,
            peakKibibytes INTEGER NOT NULL,
            stderrBytes INTEGER NOT NULL,
            PRIMARY KEY (build, sequence)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE tally (
            build INTEGER NOT NULL REFERENCES build (number) ON DELETE CASCADE,
            kind INTEGER NOT NULL,
            mode INTEGER NOT NULL,
            host INTEGER NOT NULL,               -- 0: none
            localReason INTEGER NOT NULL,        -- 0: none
            fallback INTEGER NOT NULL,           -- 0: none
            jobs INTEGER NOT NULL,
            failures INTEGER NOT NULL,           -- jobs whose status is not 0
            queuedNanoseconds INTEGER NOT NULL,
            preprocessNanoseconds INTEGER NOT NULL,
            compileNanoseconds INTEGER NOT NULL,
            busyNanoseconds INTEGER NOT NULL,    -- connect, send, compile and receive
            sentBytes INTEGER NOT NULL,
            receivedBytes INTEGER NOT NULL,
            sourceBytes INTEGER NOT NULL,
            cpuMicroseconds INTEGER NOT NULL,
            PRIMARY KEY (build, kind, mode, host, localReason, fallback)
        ) STRICT, WITHOUT ROWID;

        CREATE VIEW jobText AS
            SELECT build.identifier AS build, job.sequence, build.package, unit.file, unit.output,
                   kind.text AS kind, mode.text AS mode, host.name AS host,
                   localReason.text AS localReason, fallback.text AS fallback,
                   attempts, job.status, job.startedNanoseconds, queuedNanoseconds, preprocessNanoseconds,
                   connectNanoseconds, sendNanoseconds, job.compileNanoseconds, receiveNanoseconds,
                   sentBytes, receivedBytes, job.sourceBytes, userMicroseconds, systemMicroseconds,
                   peakKibibytes, stderrBytes
            FROM job
            JOIN build ON build.number = job.build
            JOIN unit ON unit.number = job.unit
            JOIN code AS kind ON kind.number = job.kind
            JOIN code AS mode ON mode.number = job.mode
            LEFT JOIN host ON host.number = job.host
            LEFT JOIN code AS localReason ON localReason.number = job.localReason
            LEFT JOIN code AS fallback ON fallback.number = job.fallback;
        """,
        """
        CREATE TABLE toolchain (
            host TEXT NOT NULL,
            compiler TEXT NOT NULL,
            name TEXT NOT NULL,
            device INTEGER NOT NULL,
            inode INTEGER NOT NULL,
            modifiedNanoseconds INTEGER NOT NULL, -- since 1970
            buildIdentifier TEXT NOT NULL,
            remoteName TEXT NOT NULL,
            grade TEXT NOT NULL,
            difference TEXT NOT NULL,
            signature TEXT NOT NULL,
            checkedNanoseconds INTEGER NOT NULL,  -- since 1970
            PRIMARY KEY (host, compiler, name)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        ALTER TABLE build ADD COLUMN machine TEXT NOT NULL DEFAULT '';
        ALTER TABLE build ADD COLUMN processor TEXT NOT NULL DEFAULT '';
        ALTER TABLE build ADD COLUMN cores INTEGER;
        ALTER TABLE build ADD COLUMN jobLimit INTEGER;
        ALTER TABLE build ADD COLUMN settings TEXT NOT NULL DEFAULT '';
        ALTER TABLE build ADD COLUMN commandUserMicroseconds INTEGER;
        ALTER TABLE build ADD COLUMN commandSystemMicroseconds INTEGER;
        ALTER TABLE build ADD COLUMN commandPeakKibibytes INTEGER;
        ALTER TABLE build ADD COLUMN importedNanoseconds INTEGER;
        ALTER TABLE build ADD COLUMN hasJobs INTEGER NOT NULL DEFAULT 1;
        CREATE INDEX buildWithJobs ON build (startedNanoseconds) WHERE hasJobs;

        CREATE TABLE phase (
            build INTEGER NOT NULL REFERENCES build (number) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            name TEXT NOT NULL,
            startedNanoseconds INTEGER NOT NULL, -- since the build's start
            wallNanoseconds INTEGER NOT NULL,
            PRIMARY KEY (build, place)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE buildHost (
            build INTEGER NOT NULL REFERENCES build (number) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            host INTEGER NOT NULL REFERENCES host (number),
            slots INTEGER NOT NULL,
            options TEXT NOT NULL,
            PRIMARY KEY (build, place)
        ) STRICT, WITHOUT ROWID;

        ALTER TABLE tally ADD COLUMN connectNanoseconds INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tally ADD COLUMN sendNanoseconds INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tally ADD COLUMN receiveNanoseconds INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE tally ADD COLUMN peakKibibytes INTEGER NOT NULL DEFAULT 0;

        CREATE TABLE total (
            build INTEGER PRIMARY KEY REFERENCES build (number) ON DELETE CASCADE,
            jobs INTEGER NOT NULL,
            failures INTEGER NOT NULL,
            compiles INTEGER NOT NULL,
            remote INTEGER NOT NULL,             -- compiles that volunteers did
            failedOver INTEGER NOT NULL,         -- compiles that volunteers did not do
            queuedNanoseconds INTEGER NOT NULL,
            busyNanoseconds INTEGER NOT NULL,
            sentBytes INTEGER NOT NULL,
            receivedBytes INTEGER NOT NULL,
            cpuMicroseconds INTEGER NOT NULL
        ) STRICT;
        INSERT INTO total
            SELECT build.number, coalesce(sum(jobs), 0), coalesce(sum(failures), 0),
                   coalesce(sum(jobs) FILTER (WHERE kind.text = 'compile'), 0),
                   coalesce(sum(jobs) FILTER (WHERE kind.text = 'compile' AND mode.text <> 'local'), 0),
                   coalesce(sum(jobs) FILTER (WHERE kind.text = 'compile' AND mode.text = 'local'
                                                    AND fallback <> 0), 0),
                   coalesce(sum(queuedNanoseconds), 0), coalesce(sum(busyNanoseconds), 0),
                   coalesce(sum(sentBytes), 0), coalesce(sum(receivedBytes), 0),
                   coalesce(sum(cpuMicroseconds), 0)
            FROM build
            LEFT JOIN tally ON tally.build = build.number
            LEFT JOIN code AS kind ON kind.number = tally.kind
            LEFT JOIN code AS mode ON mode.number = tally.mode
            GROUP BY build.number;

        CREATE VIEW buildText AS
            SELECT identifier, package, version, datetime(startedNanoseconds / 1000000000, 'unixepoch') AS started,
                   (finishedNanoseconds - startedNanoseconds) / 1e9 AS seconds, status, jobLimit, hosts,
                   compiler, machine, processor, cores, compiles, remote, compiles - remote - failedOver AS local,
                   failedOver, failures, bypassedObjects, sentBytes, receivedBytes
            FROM build LEFT JOIN total ON total.build = build.number;
        """,
        """
        CREATE TABLE header (
            build INTEGER NOT NULL REFERENCES build (number) ON DELETE CASCADE,
            place INTEGER NOT NULL,
            path TEXT NOT NULL,
            units INTEGER NOT NULL,              -- translation units that included it
            bytes INTEGER NOT NULL,              -- of it in all of them together
            PRIMARY KEY (build, place)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- compiles that nobody did
        ALTER TABLE total ADD COLUMN givenUp INTEGER NOT NULL DEFAULT 0;
        DROP VIEW buildText;
        CREATE VIEW buildText AS
            SELECT identifier, package, version, datetime(startedNanoseconds / 1000000000, 'unixepoch') AS started,
                   (finishedNanoseconds - startedNanoseconds) / 1e9 AS seconds, status, jobLimit, hosts,
                   compiler, machine, processor, cores, compiles, remote,
                   compiles - remote - failedOver - givenUp AS local, failedOver, givenUp, failures,
                   bypassedObjects, sentBytes, receivedBytes
            FROM build LEFT JOIN total ON total.build = build.number;
        """,
    ]

    /// How many steps made this database; 0 for an empty file.
    static func version(_ database: Database) throws -> Int {
        try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
    }

    /// Brings the database up to `current`.
    ///
    /// - Returns: false, with nothing done, when a newer distmake made it.
    static func migrate(_ database: Database) throws -> Bool {
        var isKnown = true
        try database.inTransaction(.immediate) {
            let done = try version(database)
            isKnown = done <= current
            guard done < current else { return .rollback }
            for step in migrations[done...] {
                try database.execute(sql: step)
            }
            try database.execute(sql: "PRAGMA user_version = \(current)")
            return .commit
        }
        return isKnown
    }
}
