"""What the shim and the coordinator add to a compile that stays here.

The loop itself runs under `distmake run`, so that both sides are measured in one process in turn.
"""

import json
import os
import shutil
import subprocess
import sys

from cost import alternate, median
from spawn import spawn

ROUNDS = 300
GOAL = 1.5


def measure(setting, table):
    directory = setting.directory("local")
    with open(os.path.join(directory, "tiny.s"), "w") as source:
        source.write(".globl tiny\ntiny: ret\n")
    open(os.path.join(directory, "empty.c"), "w").close()
    for title, arguments in [
        ("gcc -c tiny.s, stays local", ["gcc", "-c", "tiny.s", "-o", "tiny.o"]),
        ("gcc -E of nothing, stays local", ["gcc", "-E", "empty.c", "-o", "empty.i"]),
    ]:
        loop = subprocess.run(
            [setting.distmake, "run", "--", sys.executable, __file__, setting.real("gcc"), *arguments],
            env=setting.environment(DISTCC_HOSTS="127.0.0.1:9/4"), cwd=directory, check=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        ours, peer = json.loads(loop.stdout.splitlines()[0])
        table.difference(title, ours, peer, "ms", GOAL)


def main(bare, *arguments):
    """Under `distmake run`: prints the median of both sides, in milliseconds."""
    masked = shutil.which(arguments[0])
    environment = dict(os.environ)
    # gcc finds cc1 from where PATH has its own name, so the bare one must not find the shim there.
    path = environment["PATH"].split(os.pathsep)
    path.remove(os.path.dirname(masked))
    plain = {**environment, "PATH": os.pathsep.join(path)}
    sides = [lambda: spawn(masked, arguments, environment), lambda: spawn(bare, arguments, plain)]
    alternate(sides, 10)
    ours, peer = alternate(sides, ROUNDS)
    print(json.dumps([median(ours), median(peer)]))


if __name__ == "__main__":
    main(*sys.argv[1:])
