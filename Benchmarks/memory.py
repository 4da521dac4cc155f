"""How much memory the coordinator takes for a large build: every translation unit of it, each with its closure.

    memory.py REAL-COMPILER UNITS     the client of it, under `distmake run`

The tree is made up: headers that include others, units that include some of them. Compilers would take hours for it, so
the jobs come from one process that speaks the shims' protocol (docs/shim-protocol.md), and the volunteer is `replay.py`
with the object of an empty file. A first unit is compiled by the real shim: what the coordinator wants to know of the
compiler it asks once.
"""

import os
import random
import socket
import struct
import subprocess
import sys
import threading

from volunteers import replay

UNITS = 50_000
HEADERS = 20_000
# A closure has about a hundred headers, 6 kB each.
INCLUDES_OF_HEADER = 1
INCLUDES_OF_UNIT = 24
LEVELS = 8
CONNECTIONS = 8
GOAL = 400
ADDRESS = "127.0.0.4"

LINE = "static inline int {name}_{number}(int value) {{ return value * {number} + {other}; }}  /* {word} */\n"


def measure(setting, table):
    directory = setting.directory("memory")
    _make_tree(directory)
    example = os.path.join(setting.work, "empty.o")
    depfile = os.path.join(setting.work, "empty.d")
    subprocess.run(
        ["gcc", "-x", "c", "-c", "-MD", "-MF", depfile, "-o", example, os.devnull], cwd=directory, check=True
    )
    with replay(setting, ADDRESS, example, depfile) as name:
        run = subprocess.run(
            [setting.distmake, "run", "--", sys.executable, __file__, setting.real("gcc"), str(UNITS)],
            env=setting.environment(DISTMAKE_ACCEPT_TOOLCHAIN=name, DISTCC_HOSTS=f"{name}/{CONNECTIONS},cpp,lzo"),
            cwd=directory, check=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )
    if f"{UNITS} remote" not in run.stdout:
        sys.exit(f"Benchmarks: not all of {UNITS} compiles went to the volunteer:\n{run.stdout}")
    peak = int(run.stdout.splitlines()[0]) / 1024
    table.at_most(f"peak memory, {UNITS} units, {HEADERS} headers", peak, "MB", GOAL)


def _make_tree(directory):
    """Headers of a level include such of the next ones, so that closures end. Objects have a directory of their own, as
    with CMake."""
    os.mkdir(os.path.join(directory, "objects"))
    dice = random.Random(1)
    words = ["".join(dice.choices("abcdefghijklmnopqrstuvwxyz", k=12)) for _ in range(4000)]
    per_level = HEADERS // LEVELS
    for number in range(HEADERS):
        folder = os.path.join(directory, f"part{number % 100}")
        os.makedirs(folder, exist_ok=True)
        text = [f"#ifndef H{number}_H\n#define H{number}_H\n"]
        level = number // per_level
        if level + 1 < LEVELS:
            for _ in range(INCLUDES_OF_HEADER):
                other = (level + 1) * per_level + dice.randrange(per_level)
                text.append(f'#include "part{other % 100}/h{other}.h"\n')
        for line in range(dice.randrange(10, 130)):
            text.append(LINE.format(name=f"h{number}", number=line, other=dice.randrange(9999), word=dice.choice(words)))
        text.append("#endif\n")
        with open(os.path.join(folder, f"h{number}.h"), "w") as header:
            header.writelines(text)
    for number in range(UNITS):
        chosen = [dice.randrange(HEADERS) for _ in range(INCLUDES_OF_UNIT)]
        with open(os.path.join(directory, f"part{number % 100}", f"u{number}.c"), "w") as unit:
            unit.writelines(f'#include "part{other % 100}/h{other}.h"\n' for other in chosen)
            unit.write(f"int unit{number}(void) {{ return {number}; }}\n")


def main(real_compiler, units):
    """Under `distmake run`: prints the coordinator's peak in KiB."""
    units = int(units)
    place = os.environ["DISTMAKE_SOCKET"]
    subprocess.run(["gcc", "-I.", "-c", "part0/u0.c", "-o", "objects/u0.o"], check=True)
    numbers = iter(range(1, units))
    lock = threading.Lock()
    failures = []

    def work():
        while not failures:
            with lock:
                number = next(numbers, None)
            if number is None:
                return
            if (answer := _compile(place, real_compiler, number)) != 0:
                failures.append(f"unit {number}: {answer}")

    threads = [threading.Thread(target=work) for _ in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        sys.exit(failures[0])
    print(_peak(os.path.dirname(place)))


def _compile(place, real_compiler, number):
    """One job as a shim has it. Returns the status of the answer, or what came instead."""
    arguments = ["gcc", "-I.", "-c", f"part{number % 100}/u{number}.c", "-o", f"objects/u{number}.o"]
    job = struct.pack("<IIB", 1, 0o022, 0) + _string(real_compiler) + _string(os.getcwd())
    job += _strings(arguments) + _strings([f"{name}={value}" for name, value in os.environ.items()])
    job += struct.pack("<I", 1)
    with socket.socket(socket.AF_UNIX) as connection:
        connection.connect(place)
        connection.sendall(struct.pack("<IB", len(job), 1) + job)
        with connection.makefile("rb") as stream:
            head = stream.read(5)
            if len(head) < 5 or head[4] != 3:
                return f"no answer but {head!r}"
            return struct.unpack("<I", stream.read(4))[0]


def _string(text):
    text = os.fsencode(text)
    return struct.pack("<I", len(text)) + text


def _strings(texts):
    return struct.pack("<I", len(texts)) + b"".join(map(_string, texts))


def _peak(directory):
    """VmHWM (proc_pid_status(5)) of the process that serves this directory."""
    for process in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as line:
                words = line.read().split(b"\0")
            if b"coordinator" not in words or os.fsencode(directory) not in words:
                continue
            with open(f"/proc/{process}/status") as status:
                return next(int(line.split()[1]) for line in status if line.startswith("VmHWM:"))
        except FileNotFoundError:
            continue
    sys.exit(f"no coordinator serves {directory}")


if __name__ == "__main__":
    main(*sys.argv[1:])
