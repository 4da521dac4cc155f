"""How fast BashSyntax takes bash apart.

`parse-speed`, a package of its own beside this file, parses a corpus again and again in one process, so that starting it
and reading the files cost nothing. The corpus is the tests' PKGBUILDs, makepkg itself with its library, and the large
PKGBUILD of `quirks`.
"""

import glob
import os
import pathlib
import subprocess

from large_pkgbuild import large_pkgbuild

ROUNDS = 41
GOAL = 20

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


def measure(setting, table):
    files = corpus(setting.directory("parse"))
    line = subprocess.run([parser(), str(ROUNDS), *files], check=True, capture_output=True, text=True).stdout
    speed, total, count = line.split()[:3]
    table.at_least(f"bash parsed, {count} files of {int(total) / 1000:.0f} kB", float(speed), "MB/s", GOAL)
