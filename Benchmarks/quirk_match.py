"""How long `distmake quirks match` takes on a large PKGBUILD, from start to end of the process.

With the parsed database in $XDG_CACHE_HOME, and without: there no cache can be written. The PKGBUILD is 90 kB, a quirk
edits it, and its kernel configuration is read. distmake is installed as scripts/install does it.
"""

import os
import pathlib
import shutil
import subprocess

from cost import alternate, median
from large_pkgbuild import kernel_configuration, large_pkgbuild
from spawn import spawn

ROUNDS = 25
CACHED_GOAL = 50
UNCACHED_GOAL = 150

ROOT = pathlib.Path(__file__).resolve().parent.parent


def install(setting):
    """A prefix with the program and its quirks, which are older than what a cache may be made of."""
    prefix = pathlib.Path(setting.directory("prefix"))
    for source, target in [("Quirks", "quirks"), ("Hooks", "hooks")]:
        directory = prefix / "share" / "distmake" / target
        shutil.copytree(ROOT / source, directory)
        for file in directory.iterdir():
            os.utime(file, (1_700_000_000, 1_700_000_000))
    (prefix / "bin").mkdir()
    program = prefix / "bin" / "distmake"
    shutil.copy(setting.distmake, program)
    if shutil.which("strip"):
        subprocess.run(["strip", program], check=True)
    return program


def measure(setting, table):
    program = str(install(setting))
    directory = pathlib.Path(setting.directory("large"))
    pkgbuild = directory / "PKGBUILD"
    pkgbuild.write_text(large_pkgbuild())
    (directory / "config.x86_64").write_text(kernel_configuration())
    command = [program, "quirks", "match", str(pkgbuild)]
    cached = setting.environment()
    uncached = setting.environment(XDG_CACHE_HOME="/dev/null/nowhere")
    for environment in (cached, uncached):
        text = subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout
        if "linux-gcc-plugins: applies" not in text:
            raise RuntimeError(f"the quirk does not apply: {text}")
    bash = [setting.real("bash"), "-n", str(pkgbuild)]
    with_cache, without, version, peer = alternate(
        [
            lambda: spawn(program, command, cached),
            lambda: spawn(program, command, uncached),
            lambda: spawn(program, [program, "version"], cached),
            lambda: spawn(bash[0], bash, cached),
        ],
        ROUNDS,
    )
    table.at_most("quirks match, 90 kB, database cached", median(with_cache), "ms", CACHED_GOAL)
    table.at_most("quirks match, 90 kB, no cache", median(without), "ms", UNCACHED_GOAL)
    table.fact("quirks match, cached, over distmake version", median(with_cache), median(version), "ms")
    table.fact("quirks match, cached, over bash -n", median(with_cache), median(peer), "ms")
