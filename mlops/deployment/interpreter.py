"""Finds the Python that a platform runs, to build and compile with it."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path


def interpreter(name: str) -> Path | None:
    """The one called so (`python3.13`), on PATH or among pyenv's; None where there is none."""
    for candidate in _candidates(name):
        asked = subprocess.run(
            (str(candidate), "-c", "import sys; print(sys.executable)"),
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if asked.returncode == 0:  # pyenv's shim may stand for a version it does not have
            return Path(asked.stdout.strip())
    return None


def _candidates(name: str) -> Iterator[Path]:
    if found := shutil.which(name):
        yield Path(found)
    yield from sorted(Path.home().glob(f".pyenv/versions/*/bin/{name}"), reverse=True)
