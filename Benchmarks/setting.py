"""Where the measurements work, and what their commands see."""

import os
import pathlib
import shutil
import subprocess


class Setting:
    """Directories of our own for everything that a build leaves, and an environment without the user's settings."""

    def __init__(self, products, work):
        self.distmake = products / "distmake"
        self.work = work
        self._variables = {
            "HOME": self.directory("home"),
            "XDG_RUNTIME_DIR": self.directory("run", 0o700),
            "XDG_CACHE_HOME": self.directory("cache"),
            "XDG_STATE_HOME": self.directory("state"),
            "PATH": os.pathsep.join(self._plain_path()),
            "LC_ALL": "C.UTF-8",
        }
        masquerade = subprocess.run(
            [self.distmake, "masquerade"], env=self.environment(), check=True, capture_output=True, text=True
        )
        self.masquerade = pathlib.Path(masquerade.stdout.strip())

    def directory(self, name, mode=0o755):
        path = self.work / name
        path.mkdir(parents=True, exist_ok=True)
        path.chmod(mode)
        return str(path)

    def environment(self, **more):
        return {**self._variables, **{name: str(value) for name, value in more.items()}}

    def real(self, program):
        """The program itself, no masquerade."""
        return shutil.which(program, path=self._variables["PATH"])

    @staticmethod
    def _plain_path():
        """The user's PATH without the directories of ccache and distcc."""
        return [
            entry
            for entry in os.environ["PATH"].split(os.pathsep)
            if entry and os.path.basename(entry.rstrip("/")) not in ("ccache", "distcc")
        ]
