"""The folder that keeps everything between two runs: secrets, ports, data, logs."""

import fcntl
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from functions.domain.errors import InvalidInput
from mlops.local.free_port import free_port
from mlops.local.whole_file import PRIVATE, PRIVATE_FOLDER, make_private_folder, write_whole

DISK_FREE_BYTES_MIN = 1_000_000_000
SECRET_BYTES = 32
SECRETS = "secrets.json"
ROOTS_FOLDER_MODE = 0o711
"""PostgreSQL, which never runs as root, passes through to a cluster of its own."""
PRIVATE_FOLDERS = ("logs", "mail", "valkey")
"""Whoever may pass through the state folder sees nothing of these."""
LOCK_ATTEMPTS = 4
LOCK_PAUSE_S = 0.05


@dataclass(frozen=True, slots=True)
class Secrets:
    """Generated once per state folder; the databases in it answer to no others."""

    cron_secret: str = field(repr=False)
    upstash_token: str = field(repr=False)
    valkey_password: str = field(repr=False)
    owner_password: str = field(repr=False)
    application_password: str = field(repr=False)
    s3_secret: str = field(repr=False)
    cloudinary_secret: str = field(repr=False)
    mlflow_password: str = field(repr=False)
    mlflow_session_secret: str = field(repr=False)
    mlflow_database_password: str = field(repr=False)
    metrics_token: str = field(repr=False)
    ledger_secret: str = field(repr=False)
    watch_token: str = field(repr=False)
    prometheus_password: str = field(repr=False)
    mlflow_watcher_password: str = field(repr=False)
    render_key: str = field(repr=False)
    heartbeat_id: str = field(repr=False)


ADDED_LATER = frozenset(
    {
        "s3_secret",
        "cloudinary_secret",
        "mlflow_password",
        "mlflow_session_secret",
        "mlflow_database_password",
        "metrics_token",
        "ledger_secret",
        "watch_token",
        "prometheus_password",
        "mlflow_watcher_password",
        "render_key",
        "heartbeat_id",
    }
)
"""What a folder without them is given; the databases in it answer to all the others."""


class StateFolder:
    """A state folder that exists and can be written to."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock_descriptor: int | None = None

    @property
    def logs(self) -> Path:
        """Where each service's output goes."""
        return self.path / "logs"

    def objects(self, world_name: str) -> Path:
        """Where a world's objects were before there were stores; emptied into them at start."""
        return self.path / "objects" / world_name

    def outbox(self, world_name: str) -> Path:
        """Where a world's trainings wait until MLflow is told of them."""
        return self.path / "mlflow" / world_name / "outbox"

    def mlflow_artifacts(self, world_name: str) -> Path:
        """Where MLflow kept a world's artifacts before S3; emptied into it at start."""
        return self.path / "mlflow" / world_name / "artifacts"

    def prepare(self) -> None:
        """Make the folder; InvalidInput when it cannot be used or the disk is nearly full."""
        try:
            self._make()
            for name in PRIVATE_FOLDERS:
                make_private_folder(self.path / name)
            probe = self.path / ".writable"
            probe.touch()
            probe.unlink()
        except OSError as error:
            raise InvalidInput(
                f"the state folder {self.path} cannot be written to ({error.strerror});"
                " set CANDOR_STATE to a folder of yours"
            ) from None
        free = shutil.disk_usage(self.path).free
        if free < DISK_FREE_BYTES_MIN:
            raise InvalidInput(
                f"the disk of {self.path} has {free / 1e6:.0f} MB left and Candor needs"
                f" {DISK_FREE_BYTES_MIN / 1e6:.0f} MB; free some, or set CANDOR_STATE elsewhere"
            )

    def _make(self) -> None:
        """Make the folder, or close an older one of ours; nobody else reads what is in it."""
        is_new = not self.path.exists()
        self.path.mkdir(mode=PRIVATE_FOLDER, parents=True, exist_ok=True)
        if is_new or (self.path / SECRETS).exists():
            self.path.chmod(ROOTS_FOLDER_MODE if os.geteuid() == 0 else PRIVATE_FOLDER)

    def secrets(self) -> Secrets:
        """The folder's secrets, each generated at first use, readable by the owner only."""
        path = self.path / SECRETS
        known = {one.name for one in fields(Secrets)}
        document = self._read(path) if path.exists() else dict.fromkeys(known - ADDED_LATER)
        if not known - ADDED_LATER <= document.keys() <= known:
            raise InvalidInput(
                f"{path} is broken or of an earlier version; run `make reset` to start afresh"
            )
        kept = Secrets(**{name: document.get(name) or _secret() for name in sorted(known)})
        if document != asdict(kept):
            _write_document(path, asdict(kept))
        return kept

    def ports(self, names: Iterable[str]) -> dict[str, int]:
        """A loopback port for each name: the one of last time wherever it is still free."""
        path = self.path / "ports.json"
        last = self._read(path) if path.exists() else {}
        chosen: dict[str, int] = {}
        for name in names:
            wished = last.get(name, 0)
            if not isinstance(wished, int):
                raise _broken(path)
            chosen[name] = free_port(0 if wished in chosen.values() else wished)
        _write_document(path, chosen)
        return chosen

    def lock(self) -> bool:
        """Take the folder for this process until it ends; False when another has it."""
        descriptor = os.open(self.path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        for _ in range(LOCK_ATTEMPTS):
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(LOCK_PAUSE_S)  # somebody may only be looking
                continue
            (self.path / "run.json").unlink(missing_ok=True)  # of a run that is over
            os.ftruncate(descriptor, 0)
            os.write(descriptor, str(os.getpid()).encode())
            self._lock_descriptor = descriptor
            return True
        os.close(descriptor)
        return False

    def unlock(self) -> None:
        """Give the folder back."""
        if self._lock_descriptor is not None:
            os.close(self._lock_descriptor)
            self._lock_descriptor = None

    def holder(self) -> int | None:
        """Process id of the running stack that holds the folder; None without one."""
        try:
            descriptor = os.open(self.path / "lock", os.O_RDONLY)
        except OSError:
            return None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return int(os.read(descriptor, 20) or 0) or None
        else:
            return None
        finally:
            os.close(descriptor)

    def write_record(self, record: dict[str, Any]) -> None:
        """Leave word of the running stack for other commands."""
        _write_document(self.path / "run.json", record)

    def read_record(self) -> dict[str, Any] | None:
        """What the running stack left; None before it is up."""
        path = self.path / "run.json"
        return self._read(path) if path.exists() else None

    def _read(self, path: Path) -> dict[str, Any]:
        try:
            document = json.loads(path.read_text())
        except (OSError, ValueError):
            raise _broken(path) from None
        if not isinstance(document, dict):
            raise _broken(path)
        return document


def monitoring_folder(state: Path) -> StateFolder:
    """What `candor monitoring watch` keeps; whoever runs it holds the folder."""
    return StateFolder(state / "monitoring")


def _broken(path: Path) -> InvalidInput:
    return InvalidInput(f"{path} is broken; delete it, or run `make reset` to start afresh")


def _secret() -> str:
    return secrets.token_urlsafe(SECRET_BYTES)


def _write_document(path: Path, document: dict[str, Any]) -> None:
    write_whole(path, json.dumps(document, indent=2), PRIVATE)
