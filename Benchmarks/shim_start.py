"""How long the shim takes to start, beside distcc and beside the bare compiler."""

from cost import alternate, median
from spawn import spawn

ROUNDS = 300
GOAL = 0.35


def measure(setting, table):
    environment = setting.environment()
    shim = str(setting.masquerade / "distcc")
    distcc = setting.real("distcc")
    ours, peer = alternate(
        [
            lambda: spawn(shim, ["distcc", "--version"], environment),
            lambda: spawn(distcc, ["distcc", "--version"], environment),
        ],
        ROUNDS,
    )
    table.ratio("shim start over distcc --version", median(ours), median(peer), "ms", GOAL)

    # A compiler below one that we started: the shim looks for the real one and becomes it.
    nested = setting.environment(DISTMAKE_NESTED=1)
    nested["PATH"] = f"{setting.masquerade}:{nested['PATH']}"
    masked, gcc = str(setting.masquerade / "gcc"), setting.real("gcc")
    ours, peer = alternate(
        [
            lambda: spawn(masked, ["gcc", "--version"], nested),
            lambda: spawn(gcc, ["gcc", "--version"], environment),
        ],
        ROUNDS,
    )
    table.fact("gcc --version through a nested shim over gcc", median(ours), median(peer), "ms")
