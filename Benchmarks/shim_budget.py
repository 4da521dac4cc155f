"""What the shim may cost whatever the machine does besides: bytes and instructions.

Starting it thousands of times is the price of every build, so both are held like results: more than five percent beyond
what is written here ends the run. What was wanted is written here anew, with its reason in the commit. The figures are
of the stripped release build; another compiler or C library gives others within the same few percent.
"""

import os
import shutil
import socket
import statistics
import struct
import subprocess
import sys
import time

from instructions import instructions

TOLERANCE = 0.05
SIZE = 6_953_552
INSTRUCTIONS = {
    "distcc --version": 77_040,
    "a compile that is told to run here": 330_901,
    "a compile that is answered": 299_047,
}
RUNS = 3

# Frames of docs/shim-protocol.md.
LOCAL = struct.pack("<IBB", 1, 1, 0)
DONE = struct.pack("<IBIII", 12, 3, 0, 0, 0)


def serve(path, answer):
    """Gives the same answer to every shim, until it is killed."""
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(path)
        listener.listen(8)
        while True:
            shim, _ = listener.accept()
            with shim:
                head = shim.recv(5, socket.MSG_WAITALL)
                shim.recv(struct.unpack("<I", head[:4])[0], socket.MSG_WAITALL)
                shim.sendall(answer)
                # A report, or the end.
                while shim.recv(4096):
                    pass


def coordinator(path, answer):
    """A process of its own: who traces forks, and a fork of a program with threads may stand still."""
    process = subprocess.Popen([sys.executable, __file__, path, answer.hex()])
    while not os.path.exists(path):
        time.sleep(0.01)
    return process


def measure(setting, table):
    directory = setting.directory("budget")
    shim = os.path.join(directory, "distmake-cc")
    shutil.copy(os.path.realpath(setting.masquerade / "distcc"), shim)
    subprocess.run(["strip", shim], check=True)
    for name in ("distcc", "cc"):
        os.symlink("distmake-cc", os.path.join(directory, name))
    table.budget("size of the shim", os.path.getsize(shim), SIZE, "bytes", TOLERANCE)

    real = os.path.join(directory, "real")
    os.mkdir(real)
    # Does nothing: a link to a program would be told from a compiler by nobody.
    shutil.copy(setting.real("true"), os.path.join(real, "cc"))
    # As long as a build's environment is.
    filling = {f"VARIABLE_{number}": "value " * 10 for number in range(50)}
    plain = {**filling, "PATH": f"{directory}:{real}", "LC_ALL": "C"}
    started = [(title, coordinator(os.path.join(directory, name), answer), name) for title, name, answer in [
        ("a compile that is told to run here", "local", LOCAL),
        ("a compile that is answered", "done", DONE),
    ]]
    try:
        count(table, directory, "distcc --version", ["distcc", "--version"], plain)
        for title, _, name in started:
            environment = {**plain, "DISTMAKE_SOCKET": os.path.join(directory, name)}
            count(table, directory, title, ["cc", "-c", "tiny.s"], environment)
    finally:
        for _, process, _ in started:
            process.kill()
            process.wait()


def count(table, directory, title, arguments, environment):
    counts = []
    for _ in range(RUNS):
        number, status = instructions(os.path.join(directory, arguments[0]), arguments, environment, directory)
        if status != 0:
            raise RuntimeError(f"{title} ended with {os.waitstatus_to_exitcode(status)}")
        counts.append(number)
    golden = INSTRUCTIONS[title]
    table.budget(f"instructions of {title}", round(statistics.median(counts)), golden, "", TOLERANCE)


if __name__ == "__main__":
    serve(sys.argv[1], bytes.fromhex(sys.argv[2]))
