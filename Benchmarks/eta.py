"""How right the time left is, that the progress line and the monitor show: at half time of a package's second build.

A make of sources that take from a tenth of a second to two seconds on a volunteer, between a second of configuring and
a second of packing. What is shown is what a watcher of the coordinator's socket hears (docs/shim-protocol.md).

It is measured twice: with compilers at work, where whatever else runs on this machine makes one build longer than the
other, and with compilers that wait before they compile next to nothing, which hardly depends on the load.
"""

import os
import pathlib
import socket
import struct
import subprocess
import threading
import time

from volunteers import distccd

JOBS = 8
UNITS = 40
GOAL = 0.25
WATCH, MESSAGE, SNAPSHOT = 4, 5, 67

MAKEFILE = """\
objects := $(patsubst %.c,%.o,$(wildcard *.c))
all: $(objects)
%.o: %.c
\t@gcc -O2 -c $< -o $@
"""
SCRIPT = f"sleep 1; make -s -j{JOBS}; sleep 1"
# A volunteer's gcc: a line of the source says how long it waits.
WAITING_COMPILER = """\
#!/bin/sh
for word; do case $word in *.[ci]) source=$word ;; esac; done
seconds=$(sed -n 's/^int wait_\\([0-9]*\\)_\\([0-9]*\\);$/\\1.\\2/p' "$source" 2>/dev/null)
sleep "${seconds:-0}"
exec /usr/bin/gcc "$@"
"""


def measure(setting, table):
    _measure(setting, table, "compilers at work", _sources(setting, "eta-work", _functions), None)
    compilers = setting.directory("waiting")
    gcc = pathlib.Path(compilers) / "gcc"
    gcc.write_text(WAITING_COMPILER)
    gcc.chmod(0o755)
    _measure(setting, table, "compilers that wait", _sources(setting, "eta-wait", _wait), compilers)


def _measure(setting, table, title, directory, compilers):
    with distccd(setting, ["127.91.0.6", "127.91.0.7"], JOBS // 2, compilers) as names:
        hosts = " ".join(f"{name}/{JOBS // 2}" for name in names)
        for _ in range(2):
            for path in pathlib.Path(directory).glob("*.o"):
                path.unlink()
            seen, wall = _build(setting, directory, hosts)
    elapsed, left = min(seen, key=lambda pair: abs(pair[0] - wall / 2))
    truth = wall - elapsed
    table.fact(f"time left at half time, {title}: shown, true", left, truth, "s")
    table.ratio("its error, over the true time", abs(left - truth), truth, "s", GOAL)


def _functions(number):
    """A source that takes its time."""
    text = "#include <stdio.h>\n"
    for index in range(20 + number * 37 % 400):
        text += (
            f"int f{number}_{index}(int *a, int n) {{ for (int i = 0; i < n; i++) {{ a[i] *= {index + 3}; "
            f"a[i] += a[(i + {number}) % n] >> 2; if (a[i] > {index}) printf(\"%d\\n\", a[i]); }} return a[0]; }}\n"
        )
    return text


def _wait(number):
    """A source with which the volunteer waits from 0.10 to 2.09 seconds."""
    hundredths = 10 + number * 37 % 200
    return f"int wait_{hundredths // 100}_{hundredths % 100:02};\n"


def _sources(setting, name, text):
    directory = setting.directory(name)
    for number in range(UNITS):
        with open(os.path.join(directory, f"unit{number}.c"), "w") as source:
            source.write(text(number))
    with open(os.path.join(directory, "Makefile"), "w") as makefile:
        makefile.write(MAKEFILE)
    return directory


def _build(setting, directory, hosts):
    """Returns what a watcher saw, as pairs of elapsed time and time left in seconds, and how long it all took."""
    environment = setting.environment(DISTCC_HOSTS=hosts)
    command = [str(setting.distmake), "run", "--", "sh", "-c", SCRIPT]
    build = subprocess.Popen(
        command, cwd=directory, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    seen = []
    watcher = threading.Thread(target=_watch, args=(pathlib.Path(environment["XDG_RUNTIME_DIR"]), build, seen))
    begin = time.monotonic()
    watcher.start()
    if build.wait() != 0:
        raise SystemExit("Benchmarks: the build of eta.py failed")
    wall = time.monotonic() - begin
    watcher.join()
    return [pair for pair in seen if pair[1] is not None] or [(wall / 2, float("nan"))], wall


def _watch(runtime, build, seen):
    connection = _connect(runtime, build)
    if connection is None:
        return
    with connection:
        connection.sendall(struct.pack("<IBI", 4, WATCH, 100))
        stream = connection.makefile("rb")
        while True:
            head = stream.read(5)
            if len(head) < 5:
                return
            length, kind = struct.unpack("<IB", head)
            payload = stream.read(length)
            if kind == MESSAGE and payload[0] == SNAPSHOT:
                seen.append(_times(payload[1:]))


def _connect(runtime, build):
    while build.poll() is None:
        for path in (runtime / "distmake").glob("*/sock"):
            connection = socket.socket(socket.AF_UNIX)
            try:
                connection.connect(str(path))
                return connection
            except OSError:
                connection.close()
        time.sleep(0.02)
    return None


def _times(snapshot):
    """Elapsed seconds and seconds left of an encoded `BuildSnapshot`: four strings, then numbers."""
    offset = 0
    for _ in range(4):
        offset += 4 + struct.unpack_from("<I", snapshot, offset)[0]
    elapsed = struct.unpack_from("<Q", snapshot, offset)[0] / 1000
    offset += 8 + 5 * 4
    left = struct.unpack_from("<Q", snapshot, offset + 1)[0] if snapshot[offset] else None
    return elapsed, left
