"""Who read the secrets of a deployed environment: a file an event, until a database takes them.

Names, never values. A command that reads settings need not reach a database, so the event is
kept on this machine first; what speaks to the environment's database delivers it
(mlops.release.secrets.delivery). Where it cannot be kept, the settings are not read.
"""

import getpass
import json
import os
import socket
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from functions.adapters.system import SystemClock
from functions.environment import DEPLOYED, process_environment
from mlops.configuration.catalogue import catalogue
from mlops.local.settings import read_state_path
from mlops.local.whole_file import PRIVATE, make_private_folder, write_whole
from mlops.terminal import COMMAND, HIDDEN

FOLDER = "secret-reads"


@dataclass(frozen=True, slots=True)
class Read:
    """One reading: whose secrets, by name, where from (`source`), what for, who and when (UTC)."""

    id: str
    environment: str
    names: tuple[str, ...]
    source: str
    purpose: str
    who: str
    at: datetime


def secret_names(values: Mapping[str, str]) -> tuple[str, ...]:
    """Those of the settings with a value that nobody may see, in the catalogue's order."""
    return tuple(one.name for one in catalogue().values() if one.secret and values.get(one.name))


def note_read(environment: str, values: Mapping[str, str], source: str) -> None:
    """Keep that this process reads the environment's secrets, and show none. Raises OSError."""
    names = secret_names(values)
    HIDDEN.add(environment, {name: values[name] for name in names})
    if environment not in DEPLOYED or not names:
        return
    now = SystemClock().now()
    read = Read(str(uuid.uuid4()), environment, names, source, COMMAND.get(), current_user(), now)
    folder = reads_folder(environment)
    make_private_folder(folder)
    text = json.dumps({**asdict(read), "at": now.isoformat()})
    write_whole(folder / f"{now:%Y%m%dT%H%M%S.%f}-{read.id}.json", text, PRIVATE)


def kept_reads(environment: str) -> list[tuple[Path, Read]]:
    """What was not delivered yet, oldest first."""
    return [(path, _parsed(path.read_text())) for path in _files(environment)]


def reads_folder(environment: str) -> Path:
    """Where this machine keeps the events of an environment."""
    return read_state_path() / "environments" / environment / FOLDER


def user_name() -> str:
    """Who is logged in; in a workflow of GitHub who set it going."""
    try:
        return process_environment().get("GITHUB_ACTOR") or getpass.getuser()
    except (KeyError, OSError):  # a container's user need not have a name
        return f"user {os.getuid()}"


def current_user() -> str:
    """That, and where."""
    return f"{user_name()}@{socket.gethostname()}"


def _files(environment: str) -> list[Path]:
    return sorted(reads_folder(environment).glob("*.json"))


def _parsed(text: str) -> Read:
    found = json.loads(text)
    return Read(
        **{**found, "names": tuple(found["names"]), "at": datetime.fromisoformat(found["at"])}
    )
