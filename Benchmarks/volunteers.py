"""Volunteers on loopback: stock distccd, and the stand-in that has compiled everything already."""

import contextlib
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).parent


@contextlib.contextmanager
def distccd(setting, addresses, jobs, compilers=None):
    """One stock distccd on each address, with a directory of compilers first in its PATH. Yields their `HOST:PORT`."""
    home = setting.work / "volunteers"
    home.mkdir(exist_ok=True)
    owner = "distccd" if os.geteuid() == 0 else None
    if owner:
        shutil.chown(home, owner)
    environment = setting.environment(HOME=home, TMPDIR=home)
    if compilers:
        environment["PATH"] = f"{compilers}:/usr/bin:/bin"
    with contextlib.ExitStack() as running:
        names = []
        for address in addresses:
            port = _free_port(address)
            log = open(setting.work / f"distccd-{address}.log", "wb")
            # 3.4 takes only compilers that distcc's own masquerade directory names, unless told that it is insecure.
            command = ["distccd", "--daemon", "--no-detach", "--listen", address, "--port", str(port),
                       "--allow", "127.0.0.0/8", "--jobs", str(jobs), "--nice", "0", "--log-stderr", "--log-level", "warning",
                       "--enable-tcp-insecure"]
            running.enter_context(_started(command, environment, log, address, port))
            names.append(f"{address}:{port}")
        yield names


@contextlib.contextmanager
def replay(setting, address, object_file, depfile=os.devnull, seconds=0):
    """The stand-in that answers each job with the same object after so long. Yields its `HOST:PORT`."""
    port = _free_port(address)
    log = open(setting.work / "replay.log", "wb")
    command = [sys.executable, HERE / "replay.py", address, str(port), str(seconds), object_file, depfile]
    with _started(command, setting.environment(), log, address, port):
        yield f"{address}:{port}"


@contextlib.contextmanager
def _started(command, environment, log, address, port):
    # A session of its own: distccd ends its whole process group with itself.
    process = subprocess.Popen(command, env=environment, stdout=log, stderr=log, start_new_session=True)
    try:
        deadline = time.monotonic() + 10
        while not _answers(address, port):
            if process.poll() is not None or time.monotonic() > deadline:
                sys.exit(f"Benchmarks: {command[0]} does not listen on {address}:{port}; see {log.name}")
            time.sleep(0.05)
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _free_port(address):
    with socket.socket() as probe:
        probe.bind((address, 0))
        return probe.getsockname()[1]


def _answers(address, port):
    with socket.socket() as probe:
        return probe.connect_ex((address, port)) == 0
