"""Runs the named measurements, or all, and prints one row for each: ours, the peer's, the ratio, the goal."""

import argparse
import os
import pathlib
import shutil
import sys
import tempfile

import bash_parse
import client_cpu
import eta
import history_commands
import local_compile
import memory
import quirk_match
import shim_budget
import shim_start
import sleeper_build
from setting import Setting
from table import Table

MEASUREMENTS = {
    "budget": shim_budget.measure,
    "start": shim_start.measure,
    "local": local_compile.measure,
    "sleeper": sleeper_build.measure,
    "client": client_cpu.measure,
    "pump": client_cpu.measure_pump,
    "eta": eta.measure,
    "memory": memory.measure,
    "parse": bash_parse.measure,
    "quirks": quirk_match.measure,
    "history": history_commands.measure,
}
PEERS = ["distcc", "distccd", "ccache", "gcc", "g++", "make"]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("products", type=pathlib.Path, help="where distmake and distmake-cc are")
    parser.add_argument("names", nargs="*", metavar="NAME", help=" ".join(MEASUREMENTS))
    parser.add_argument("--keep", action="store_true", help="keep the working directory")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"no measurement is named {', '.join(sorted(unknown))}")
    missing = [name for name in PEERS if shutil.which(name) is None]
    if missing:
        sys.exit(f"Benchmarks: not on PATH: {' '.join(missing)}")

    work = pathlib.Path(tempfile.mkdtemp(prefix="distmake-bench."))
    # distccd gives up root, and has to reach its own directory below.
    work.chmod(0o755)
    try:
        setting = Setting(options.products, work)
        print(f"{os.cpu_count()} processors, load {os.getloadavg()[0]:.1f}; medians, the sides taking turns\n")
        table = Table(sys.stdout)
        for name in options.names or MEASUREMENTS:
            MEASUREMENTS[name](setting, table)
        table.end()
    finally:
        if options.keep:
            print(f"kept: {work}", file=sys.stderr)
        else:
            shutil.rmtree(work, ignore_errors=True)


if __name__ == "__main__":
    main()
