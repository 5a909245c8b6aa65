"""The files of a commit, laid out in a folder."""

import subprocess
import tarfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from functions.domain.errors import InvalidInput

GIT_S_MAX = 30


def lay_out(repository: Path, commit: str, folder: Path, paths: Sequence[str] = ()) -> None:
    """Put a commit of a repository, or these paths of it, into an empty folder.

    Raises InvalidInput for a commit that is not there or has no such paths.
    """
    command = ("git", "archive", "--format=tar", commit, "--", *paths)
    done = subprocess.run(
        command, cwd=repository, capture_output=True, check=False, timeout=GIT_S_MAX
    )
    if done.returncode != 0:
        why = done.stderr.decode(errors="replace").strip()
        raise InvalidInput(f"this checkout has no commit {commit}; fetch it ({why})")
    with tarfile.open(fileobj=BytesIO(done.stdout)) as files:
        files.extractall(folder, filter="data")
