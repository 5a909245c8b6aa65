"""What `vercel build` needs on this machine, found or installed beside the project."""

import os
import shutil
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

from functions.domain.errors import InvalidInput, VendorUnavailable
from mlops.deployment.interpreter import interpreter
from mlops.local.settings import REPOSITORY

CLI = Path(__file__).with_name("cli")
CLI_FILES = ("package.json", "package-lock.json", ".npmrc")
TOOLS = REPOSITORY / ".candor" / "tools"
PYTHON = "python3.12"
"""The version Vercel builds for, so that what is built here can also be run here."""
INSTALL_S_MAX = 300


def vercel_cli() -> Path:
    """The pinned command line, installed once from its lock file.

    Raises InvalidInput without npm, VendorUnavailable when the registry does not answer.
    """
    if shutil.which("npm") is None:
        raise InvalidInput("`vercel build` needs node and npm; install them")
    home = TOOLS / "vercel"
    command = home / "node_modules" / ".bin" / "vercel"
    stamp = home / "candor-stamp"
    wanted = sha256(b"".join((CLI / name).read_bytes() for name in CLI_FILES)).hexdigest()
    if command.exists() and stamp.is_file() and stamp.read_text() == wanted:
        return command
    home.mkdir(parents=True, exist_ok=True)
    for name in CLI_FILES:
        shutil.copy(CLI / name, home)
    # Not `npm ci`: the lock lacks the native parts of other platforms, which it insists on.
    _run(("npm", "install", "--loglevel=error"), home)
    stamp.write_text(wanted)
    return command


def uv() -> Path:
    """The uv on PATH, or the one `make setup` installs."""
    script = REPOSITORY / "mlops" / "local" / "get_uv.sh"
    return Path(_run((str(script), sys.executable, str(TOOLS)), REPOSITORY).strip())


def python() -> Path:
    """An interpreter of the version Vercel runs. Raises InvalidInput where there is none."""
    if found := interpreter(PYTHON):
        return found
    raise InvalidInput(f"`vercel build` needs {PYTHON}; install it, for example with pyenv")


def build_environment() -> dict[str, str]:
    """The environment for the command line: ours, the tools above first, offline and compiled."""
    folders = (str(uv().parent), str(python().parent), os.environ["PATH"])
    return {
        **os.environ,
        "PATH": os.pathsep.join(folders),
        "UV_PYTHON_DOWNLOADS": "never",
        # vercel.json cannot say this for a build that does not run at Vercel.
        "VERCEL_PYTHON_COMPILEALL": "1",
        "VERCEL_TELEMETRY_DISABLED": "1",
    }


def _run(command: tuple[str, ...], folder: Path) -> str:
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, check=False, timeout=INSTALL_S_MAX
        )
    except subprocess.TimeoutExpired:
        raise VendorUnavailable(Path(command[0]).name, f"took over {INSTALL_S_MAX} s") from None
    if done.returncode != 0:
        raise VendorUnavailable(Path(command[0]).name, done.stderr.strip()[-500:])
    return done.stdout
