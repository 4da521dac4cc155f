"""How close a build comes to the volunteers' own time: one-line sources on a volunteer that answers after a second.

The peer is the same make with the same number of jobs, each of which sleeps here for as long. Sources cost the client
least; as text each compile has a preprocessor of its own here, and with two cores that is what decides.
"""

import os
import subprocess

from cost import alternate, cost, median
from volunteers import replay

SECONDS = 1
ROUNDS = 3
CASES = [(240, 64, 1.10), (1000, 256, 1.25)]

MAKEFILE = """\
units := $(basename $(wildcard *.c))
compiled: $(units:=.o)
slept: $(units:=.slept)
%.o: %.c
\t@gcc -c $< -o $@
%.slept: %.c
\t@sleep {seconds}
.PHONY: compiled slept
"""


def measure(setting, table):
    answer = os.path.join(setting.directory("sleeper"), "answer.o")
    subprocess.run(
        [setting.real("gcc"), "-x", "c", "-c", "-", "-o", answer], input=b"int answer;", check=True
    )
    with replay(setting, "127.91.0.4", answer, seconds=SECONDS) as host:
        for option, title in [(",cpp,lzo", "as sources"), ("", "as text")]:
            for jobs, slots, goal in CASES:
                directory = _sources(setting, jobs)
                ours, peer = alternate(
                    [
                        lambda: _compiled(setting, directory, f"{host}/{slots}{option}", slots),
                        lambda: _slept(setting, directory, slots),
                    ],
                    ROUNDS,
                )
                table.ratio(
                    f"{jobs} jobs of {SECONDS} s on {slots} slots, {title}", median(ours), median(peer), "s",
                    goal,
                )


def _sources(setting, jobs):
    directory = setting.directory(f"sleeper/{jobs}")
    for number in range(jobs):
        with open(os.path.join(directory, f"unit{number}.c"), "w") as source:
            source.write(f"int unit{number}(void) {{ return {number}; }}\n")
    with open(os.path.join(directory, "Makefile"), "w") as makefile:
        makefile.write(MAKEFILE.format(seconds=SECONDS))
    return directory


def _compiled(setting, directory, hosts, slots):
    for name in os.listdir(directory):
        if name.endswith(".o"):
            os.unlink(os.path.join(directory, name))
    return _wall(
        setting, directory, [str(setting.distmake), "run", "--", "make", "-s", f"-j{slots}", "compiled"],
        DISTCC_HOSTS=hosts, DISTMAKE_COMPRESSION=0,
        # The stand-in has no compiler that could prove anything.
        DISTMAKE_ACCEPT_TOOLCHAIN=hosts.split(":")[0],
    )


def _slept(setting, directory, slots):
    return _wall(setting, directory, ["make", "-s", f"-j{slots}", "slept"])


def _wall(setting, directory, command, **environment):
    log = os.path.join(setting.work, "sleeper-build.log")
    result = cost(command, environment=setting.environment(**environment), directory=directory, log=log)
    return result.wall
