"""The published verifier as a process of its own."""

import shlex
import subprocess
import sys

from tests.verify.published import SCRIPT


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The script as a reader starts it."""
    command = (sys.executable, "-I", str(SCRIPT), *map(str, arguments))
    return subprocess.run(command, capture_output=True, text=True, check=False)


def in_little_memory(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The script with half a gigabyte and half a minute."""
    limited = f'ulimit -v 500000; exec {shlex.join([sys.executable, "-I", str(SCRIPT)])} "$@"'
    command = ("bash", "-c", limited, "bash", *map(str, arguments))
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=30)
