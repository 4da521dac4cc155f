"""What a command costs with everything that it starts.

The coordinator is in a session of its own and may outlive the command that started it, so the time of the command's
own children is not enough. The command is started by a process that is the subreaper (prctl(2)) of all that it
starts: whoever loses his parent becomes its child, and it waits with wait4(2) until it has none left. The kernel adds
a process's time to whoever waits for it, so the sum over these wait4 is the time of the whole tree, each process
counted once. No privilege is needed, as a cgroup of one's own would, and nothing is sampled, as /proc/PID/stat would
be. Lost is only who ignores SIGCHLD and lets the kernel reap its children; no program measured here does.
"""

import ctypes
import dataclasses
import os
import pickle
import statistics
import sys
import time

PR_SET_CHILD_SUBREAPER = 36


@dataclasses.dataclass
class Cost:
    """User and system time of the tree, in seconds of CPU, and the command's own duration."""

    user: float
    system: float
    wall: float
    status: int

    @property
    def cpu(self):
        return self.user + self.system


def cost(command, *, environment, directory, log):
    """Runs the command, its output into `log`, and waits for every process that came of it."""
    reading, writing = os.pipe()
    reaper = os.fork()
    if reaper == 0:
        try:
            os.close(reading)
            result = _run(command, environment, directory, log)
            os.write(writing, pickle.dumps(result))
        finally:
            os._exit(0)
    os.close(writing)
    with os.fdopen(reading, "rb") as answer:
        result = answer.read()
    os.waitpid(reaper, 0)
    if not result:
        raise RuntimeError(f"could not run {command[0]}")
    result = pickle.loads(result)
    if result.status != 0:
        sys.exit(f"Benchmarks: {' '.join(command)} ended with {result.status}:\n{_end(log)}")
    return result


def alternate(sides, rounds):
    """Calls each side in turn, `rounds` times: A B A B. Returns the lists of what they returned."""
    results = [[] for _ in sides]
    for _ in range(rounds):
        for side, measured in zip(sides, results):
            measured.append(side())
    return results


def median(values):
    return statistics.median(values)


def _run(command, environment, directory, log):
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "prctl")
    start = time.monotonic()
    child = os.fork()
    if child == 0:
        try:
            output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
            os.dup2(output, 1)
            os.dup2(output, 2)
            os.chdir(directory)
            os.execvpe(command[0], command, environment)
        finally:
            os._exit(127)
    result = Cost(0, 0, 0, -1)
    while True:
        try:
            process, status, usage = os.wait4(-1, 0)
        except ChildProcessError:
            return result
        result.user += usage.ru_utime
        result.system += usage.ru_stime
        if process == child:
            result.wall = time.monotonic() - start
            result.status = os.waitstatus_to_exitcode(status)


def _end(log):
    with open(log, errors="replace") as text:
        return "".join(text.readlines()[-20:])
