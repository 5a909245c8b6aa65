"""MLflow's artifacts of runs from before they were kept in S3."""

from pathlib import Path


def move_artifacts(folder: Path, bucket_folder: Path) -> int:
    """Move every file to the same path in another folder of the disk; returns how many.

    Each is moved whole, and what an interrupted move left goes with the next one.
    """
    files = [path for path in folder.rglob("*") if path.is_file()]
    for path in files:
        target = bucket_folder / path.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.replace(target)
    return len(files)
