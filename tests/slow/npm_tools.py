"""Tools for tests alone that npm brings: a folder with a lock file, installed in `.venv-checks`."""

import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

INSTALLED = Path(__file__).parents[2] / ".venv-checks"
INSTALL_S_MAX = 600


def installed(source: Path) -> Path:
    """A copy of the folder with what its lock file names, made anew where the folder changed."""
    target = INSTALLED / source.name
    stamp = target / "candor-stamp"
    wanted = sha256(b"".join(one.read_bytes() for one in sorted(source.iterdir()))).hexdigest()
    if not stamp.is_file() or stamp.read_text() != wanted:
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
        argv = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        subprocess.run(argv, cwd=target, check=True, timeout=INSTALL_S_MAX)
        stamp.write_text(wanted)
    return target
