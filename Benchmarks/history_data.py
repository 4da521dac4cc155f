"""Writes a history of millions of jobs, as a user has it after years: many builds of some packages, a few of large ones.

The schema is distmake's own: `distmake run` makes the database, SQL fills it. The same seed gives the same data. Figures
are made up, but in proportion: a compile takes a second, most are remote, the volunteers differ, each package is built
under a few set-ups.
"""

import os
import pathlib
import sqlite3
import subprocess

# Package, jobs of one build, builds out of a hundred.
PACKAGES = [
    ("linux", 6000, 2),
    ("llvm", 4500, 3),
    ("qt6-base", 2400, 5),
    ("mesa", 1800, 10),
    ("ffmpeg", 1900, 10),
    ("git", 600, 15),
    ("redis", 300, 15),
    ("lua", 40, 20),
    ("zlib", 20, 20),
]
HOSTS = [("red", 8), ("blue", 4), ("green", 16), ("pi", 4)]
SETUPS = [
    ("red/8 blue/4 green/16 pi/4", 64),
    ("red/8,cpp,lzo green/16,cpp,lzo", 48),
    ("localhost/2 red/8", 10),
]
NANOSECONDS = 1_000_000_000
FIRST = 1_600_000_000

JOBS = """
    INSERT INTO job
    WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < :jobs),
    -- A draw for each job: a remainder is random enough for test data.
    draw (n, r) AS (SELECT n, (n * 40503 + :build * 9973) * 69069 % 4294967291 FROM number)
    SELECT :build, n, :unit + n - 1,
           iif(n % 50 = 0, :link, :compile),
           iif(n % 50 = 0 OR r % 100 < 8, :local, :mode),
           iif(n % 50 = 0 OR r % 100 < 5, NULL, 1 + r / 1000 % 4),
           iif(n % 50 = 0, :linkstep, iif(r % 100 < 5, :reason, NULL)),
           iif(n % 50 <> 0 AND r % 100 BETWEEN 5 AND 7, :stalled, NULL),
           1, iif(r % 997 = 0, 1, 0),
           n * :wall / :jobs, r % 2000000, 20000000 + r % 40000000, 300000, 2000000 + r % 9000000,
           300000000 + r % 1700000000, 1000000 + r % 4000000,
           60000 + r % 400000, 20000 + r % 200000, 200000 + r % 2000000, 18000 + r % 30000, 2000 + r % 5000,
           30000 + r % 60000, iif(r % 30 = 0, 400, 0)
    FROM draw
"""
SUMS = """
    INSERT INTO tally
    SELECT build, kind, mode, coalesce(host, 0), coalesce(localReason, 0), coalesce(fallback, 0), count(*),
           sum(status <> 0), sum(queuedNanoseconds), sum(preprocessNanoseconds), sum(compileNanoseconds),
           sum(connectNanoseconds + sendNanoseconds + compileNanoseconds + receiveNanoseconds), sum(sentBytes),
           sum(receivedBytes), sum(sourceBytes), sum(userMicroseconds + systemMicroseconds),
           sum(connectNanoseconds), sum(sendNanoseconds), sum(receiveNanoseconds), max(peakKibibytes)
    FROM job WHERE build = :build GROUP BY 1, 2, 3, 4, 5, 6
"""
TOTAL = """
    INSERT INTO total (build, jobs, failures, compiles, remote, failedOver, queuedNanoseconds, busyNanoseconds, sentBytes,
                       receivedBytes, cpuMicroseconds)
    SELECT build, sum(jobs), sum(failures), sum(jobs) FILTER (WHERE kind = :compile),
           coalesce(sum(jobs) FILTER (WHERE kind = :compile AND mode <> :local), 0),
           coalesce(sum(jobs) FILTER (WHERE kind = :compile AND mode = :local AND fallback <> 0), 0),
           sum(queuedNanoseconds), sum(busyNanoseconds), sum(sentBytes), sum(receivedBytes), sum(cpuMicroseconds)
    FROM tally WHERE build = :build
"""


def identifier(number):
    """Eight base32 characters that differ in front, as random ones do."""
    scattered = number * 0x9E3779B97F4A7C15 % 2**40
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[scattered >> shift & 31] for shift in range(35, -1, -5))


def make_history(distmake, environment, jobs):
    """Fills the history of `environment` with about `jobs` jobs, and returns its path and their number."""
    path = pathlib.Path(environment["XDG_STATE_HOME"]) / "distmake" / "history.sqlite"
    if not path.exists():
        subprocess.run(
            [distmake, "run", "--", "true"], env={**environment, "DISTCC_HOSTS": ""}, check=True, capture_output=True
        )
    with sqlite3.connect(path, isolation_level=None) as database:
        database.execute("PRAGMA synchronous = OFF")
        database.execute("PRAGMA cache_size = -200000")
        return path, _fill(database, jobs)


def _fill(database, jobs):
    words = ["compile", "link", "local", "plain", "pump", "link-step", "several-inputs", "stalled"]
    database.executemany("INSERT OR IGNORE INTO code (text) VALUES (?)", [(word,) for word in words])
    code = dict(database.execute("SELECT text, number FROM code"))
    database.executemany(
        "INSERT OR IGNORE INTO host (number, name, seenNanoseconds) VALUES (?, ?, 0)",
        [(1 + place, name) for place, (name, _) in enumerate(HOSTS)],
    )
    units = {}
    for package, count, _ in PACKAGES:
        first = database.execute("SELECT coalesce(max(number), 0) + 1 FROM unit").fetchone()[0]
        units[package] = first
        database.executemany(
            "INSERT INTO unit VALUES (?, ?, ?, ?)",
            [
                (first + n, package, f"src/{package}-$pkgver/module{n % 40}/file{n}.c", f"build/module{n % 40}/file{n}.o")
                for n in range(count)
            ],
        )
    order = [package for package in PACKAGES for _ in range(package[2])]
    done, number = 0, database.execute("SELECT coalesce(max(number), 0) FROM build").fetchone()[0]
    while done < jobs:
        number += 1
        package, count, _ = order[number * 37 % len(order)]
        hosts, limit = SETUPS[number * 11 % len(SETUPS)]
        wall = count * NANOSECONDS // 12 * (100 + number * 7 % 9 + 30 * (number * 11 % len(SETUPS))) // 100
        started = (FIRST + number * 9000) * NANOSECONDS
        values = {
            "build": number, "jobs": count, "unit": units[package], "wall": wall, "compile": code["compile"],
            "link": code["link"], "local": code["local"], "mode": code["pump" if "cpp" in hosts else "plain"],
            "linkstep": code["link-step"], "reason": code["several-inputs"], "stalled": code["stalled"],
        }  # fmt: skip
        database.execute("BEGIN")
        database.execute(
            """
            INSERT INTO build (number, identifier, package, version, directory, command, makeflags, compiler, hosts,
                               startedNanoseconds, finishedNanoseconds, status, machine, processor, cores, jobLimit,
                               settings)
            VALUES (?, ?, ?, ?, ?, '-sf', ?, 'gcc 12.2.0 x86_64-linux-gnu', ?, ?, ?, ?, 'box', 'Xeon E5345', 8, ?, ?)
            """,
            (
                number, identifier(number), package, f"1.{number // 100}-1", f"/home/user/{package}", f"-j{limit}",
                hosts, started, started + wall, 4 if number % 23 == 0 else 0, limit,
                "CFLAGS=-march=x86-64 -mtune=generic -O2 -pipe -fno-plt -fexceptions\nLDFLAGS=-Wl,-O1",
            ),  # fmt: skip
        )
        database.execute("INSERT INTO phase VALUES (?, 0, 'build', 0, ?)", (number, wall))
        database.executemany(
            "INSERT INTO buildHost VALUES (?, ?, ?, ?, '')",
            [(number, place, 1 + place, slots) for place, (_, slots) in enumerate(HOSTS)],
        )
        for statement in (JOBS, SUMS, TOTAL):
            database.execute(statement, values)
        database.execute("COMMIT")
        done += count
    return done
