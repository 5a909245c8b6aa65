"""Prometheus's and Alertmanager's own tools, and start.sh with them in place of the servers."""

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest

from mlops.local.monitoring_servers import FOLDER

INSTALL = "are not installed; `make monitoring` installs them"


def needs(*programs: str) -> None:
    """Skip the test where one of these is missing."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} {INSTALL}")


def done(*words: str | Path, cwd: Path | None = None) -> str:
    """What a tool says that must find nothing wrong."""
    result = subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def started(
    server: str, environment: Mapping[str, str], folder: Path
) -> subprocess.CompletedProcess[str]:
    """What start.sh does with an environment; in the server's place its arguments are said."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    for name in ("prometheus", "alertmanager"):
        (programs / name).write_text('#!/bin/sh\nprintf "%s\\n" "$@"\n')
        (programs / name).chmod(0o755)
    return subprocess.run(
        (FOLDER / server / "start.sh",),
        env={"PATH": f"{programs}:/usr/bin:/bin", "DATA_DIR": str(folder / "data")}
        | dict(environment),
        capture_output=True,
        text=True,
        check=False,
    )
