"""How long the shim takes to start, beside distcc and beside the bare compiler.

A loop of sh starts each program a hundred times: it forks a process of 100 kB, so that what is common to all sides, and
would bring their ratio nearer to one, is as little as it can be. What is left of it shows in the line for true.
"""

from cost import alternate, median
from spawn import spawn

ROUNDS = 20
STARTS = 100
GOAL = 0.35

LOOP = f'i=0; while [ $i -lt {STARTS} ]; do "$@" >/dev/null; i=$((i + 1)); done'


def start(command, environment):
    """Milliseconds that one start of the command takes."""
    return spawn("/bin/sh", ["sh", "-c", LOOP, "sh", *command], environment) / STARTS


def measure(setting, table):
    environment = setting.environment()
    shim = str(setting.masquerade / "distcc")
    distcc = setting.real("distcc")
    ours, peer, nothing = alternate(
        [
            lambda: start([shim, "--version"], environment),
            lambda: start([distcc, "--version"], environment),
            lambda: start([setting.real("true")], environment),
        ],
        ROUNDS,
    )
    table.ratio("shim start over distcc --version", median(ours), median(peer), "ms", GOAL)
    table.fact("shim start over true", median(ours), median(nothing), "ms")

    # A compiler below one that we started: the shim looks for the real one and becomes it.
    nested = setting.environment(DISTMAKE_NESTED=1)
    nested["PATH"] = f"{setting.masquerade}:{nested['PATH']}"
    masked, gcc = str(setting.masquerade / "gcc"), setting.real("gcc")
    ours, peer = alternate(
        [
            lambda: start([masked, "--version"], nested),
            lambda: start([gcc, "--version"], environment),
        ],
        ROUNDS,
    )
    table.fact("gcc --version through a nested shim over gcc", median(ours), median(peer), "ms")
