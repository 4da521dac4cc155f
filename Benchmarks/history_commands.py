"""How long `distmake history` takes with ten million jobs in the database, from start to end of the process, and what
recording a job costs.

DISTMAKE_HISTORY_JOBS asks for another number of jobs. Recording is measured by an import: it writes each job by the code
that a build uses, after reading it from JSON, so a build pays less.
"""

import os
import resource
import subprocess
import time

from cost import alternate, median
from history_data import make_history
from spawn import spawn

ROUNDS = 9
GOAL = 200
# One hundredth of what the client spends on a compile where it spends least, which is in pump mode (see README.md).
RECORDING_GOAL = 95
JOBS = 10_000_000

COMMANDS = [
    ("list", ["list"]),
    ("list of a package", ["list", "linux"]),
    ("show, 40 jobs", ["show", "lua"]),
    ("show, 6000 jobs", ["show", "linux"]),
    ("compare", ["compare", "linux"]),
    ("compare, 200 builds", ["compare", "lua"]),
    ("report", ["report"]),
    ("report of a package", ["report", "linux"]),
]


def measure(setting, table):
    environment = setting.environment(XDG_STATE_HOME=setting.directory("history-state"))
    program = str(setting.distmake)
    start = time.monotonic()
    path, jobs = make_history(program, environment, int(os.environ.get("DISTMAKE_HISTORY_JOBS", JOBS)))
    print(
        f"history: {jobs} jobs, {path.stat().st_size / 1e6:.0f} MB, {path.stat().st_size / jobs:.0f} B each, "
        f"made in {time.monotonic() - start:.0f} s"
    )

    def newest(package):
        sql = f"SELECT identifier FROM build WHERE package = '{package}' ORDER BY startedNanoseconds DESC LIMIT 1"
        command = [program, "history", "sql", "--csv", sql]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout.split()[1]

    commands = []
    for title, words in COMMANDS:
        if words[0] == "show":
            words = ["show", newest(words[1])]
        commands.append((title, [program, "history", *words]))
    for _, command in commands:
        subprocess.run(command, env=environment, check=True, capture_output=True)
    times = alternate(
        [lambda command=command: spawn(program, command, environment) for _, command in commands], ROUNDS
    )
    for (title, _), measured in zip(commands, times):
        table.at_most(f"history {title}", median(measured), "ms", GOAL)
    measure_recording(setting, table, environment)


def measure_recording(setting, table, environment):
    program = str(setting.distmake)
    export = setting.work / "lua.jsonl"
    with export.open("wb") as output:
        subprocess.run([program, "history", "export", "lua"], env=environment, check=True, stdout=output)
    with export.open() as lines:
        jobs = sum(line.startswith('{"job"') for line in lines)
    fresh = setting.environment(XDG_STATE_HOME=setting.directory("history-fresh"))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([program, "history", "import", str(export)], env=fresh, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    table.at_most("recording a job, with reading it from JSON, CPU", spent / jobs * 1e6, "us", RECORDING_GOAL)
