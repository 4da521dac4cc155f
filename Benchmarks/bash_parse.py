"""How fast BashSyntax takes bash apart.

`parse-speed`, a package of its own beside this file, parses a corpus again and again in one process, so that starting it
and reading the files cost nothing. The corpus is the tests' PKGBUILDs, makepkg itself with its library, and the large
PKGBUILD of `quirks`. Beside it, the slowest of the shapes that are made to be slow: each repeated to a megabyte, once.
"""

import glob
import os
import pathlib
import re
import subprocess

from large_pkgbuild import large_pkgbuild

ROUNDS = 41
GOAL = 20
# Seconds for a megabyte, whatever it holds.
WORST_GOAL = 1

HERE = pathlib.Path(__file__).resolve().parent


def parser():
    """The program, built if need be."""
    build = ["swift", "build", "-c", "release", "--package-path", HERE / "parse",
             "--scratch-path", HERE.parent / ".build" / "parse"]
    subprocess.run([*build, "--quiet"], check=True)
    place = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True)
    return pathlib.Path(place.stdout.strip()) / "parse-speed"


def corpus(directory):
    large = os.path.join(directory, "PKGBUILD")
    with open(large, "w") as file:
        file.write(large_pkgbuild())
    files = glob.glob(str(HERE.parent / "Tests" / "Corpora" / "pkgbuilds" / "*.PKGBUILD"))
    files += glob.glob("/usr/share/makepkg/**/*.sh", recursive=True) + glob.glob("/usr/bin/makepkg")
    return [large, *sorted(files)]


def shapes():
    """What RoundTripTests repeats: the strings of the list before `adversarial repetition`."""
    text = (HERE.parent / "Tests" / "BashSyntaxTests" / "RoundTripTests.swift").read_text()
    listed = text[:text.index("func `adversarial repetition")].rpartition("@Test(arguments: [")[2]
    strings = re.findall(r'"((?:[^"\\]|\\.)*)"', listed)
    escapes = {"n": "\n", "t": "\t"}
    return [re.sub(r"\\(.)", lambda match: escapes.get(match[1], match[1]), string) for string in strings]


def run(program, rounds, files):
    """Million bytes a second, bytes, files."""
    line = subprocess.run([program, str(rounds), *files], check=True, capture_output=True, text=True).stdout
    speed, total, count = line.split()[:3]
    return float(speed), int(total), int(count)


def worst(program, directory):
    """The seconds that the slowest shape takes, and the shape."""
    file = os.path.join(directory, "shape")
    slowest = (0, "")
    for shape in shapes():
        with open(file, "w") as out:
            out.write((shape * (1_000_000 // len(shape) + 1))[:1_000_000])
        speed, total, _ = run(program, 1, [file])
        slowest = max(slowest, (total / speed / 1e6, shape))
    return slowest


def measure(setting, table):
    program = parser()
    directory = setting.directory("parse")
    files = corpus(directory)
    speed, total, count = run(program, ROUNDS, files)
    table.at_least(f"bash parsed, {count} files of {total / 1000:.0f} kB", speed, "MB/s", GOAL)
    seconds, shape = worst(program, directory)
    table.at_most(f"bash, 1 MB of the worst shape, {shape!r}", seconds, "s", WORST_GOAL)
