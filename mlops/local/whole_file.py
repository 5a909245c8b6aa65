"""Files that are whole or absent, whatever is killed in between; folders that are one's own."""

import os
from pathlib import Path

PRIVATE = 0o600
"""The mode of a file that keeps a secret: its owner's alone."""
PRIVATE_FOLDER = 0o700


def write_whole(path: Path, text: str, mode: int = 0o644) -> None:
    """Write through a temporary file beside it: a crash leaves the old text or the new."""
    unfinished = path.with_name(f"{path.name}.new")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    try:
        with os.fdopen(descriptor, "w") as file:
            file.write(text)
        unfinished.replace(path)
    except BaseException:
        unfinished.unlink(missing_ok=True)
        raise


def make_private_folder(path: Path) -> None:
    """Make a folder that nobody else looks into, or close one that is there."""
    path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
    path.chmod(PRIVATE_FOLDER)
