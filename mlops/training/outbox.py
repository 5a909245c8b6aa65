"""Entries that MLflow has not been told yet: a folder of files, oldest version first."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from functions.domain.errors import InvalidInput
from mlops.training.entry import TrainingEntry


class Outbox:
    """One world's folder; what is in it survives a crash, and is sent once by one process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, entry: TrainingEntry) -> None:
        """Keep an entry until it is removed; written whole or not at all."""
        self._folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._path(entry).with_suffix(".new")
        with unfinished.open("w") as file:
            file.write(entry.to_json())
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._path(entry))

    def pending(self) -> list[TrainingEntry]:
        """What waits, oldest first; InvalidInput that names a file that is broken."""
        entries = []
        for path in sorted(self._folder.glob("*.json")):
            try:
                entries.append(TrainingEntry.from_json(path.read_text()))
            except InvalidInput as error:
                raise InvalidInput(f"{path} is {error}; delete it") from None
        return entries

    def remove(self, entry: TrainingEntry) -> None:
        """It has been sent."""
        self._path(entry).unlink(missing_ok=True)

    @contextmanager
    def held(self) -> Iterator[bool]:
        """Hold the folder for sending; False inside when another process does."""
        self._folder.mkdir(parents=True, exist_ok=True)
        with (self._folder / "lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield False
                return
            yield True

    def _path(self, entry: TrainingEntry) -> Path:
        return self._folder / f"{entry.key}.json"
