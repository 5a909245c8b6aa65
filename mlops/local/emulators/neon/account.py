"""Projects and the operations on them, which move through Neon's states as time passes."""

import itertools
import secrets
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from mlops.local.emulators.fates import Fate, Fates, state_after

STEP_S = 1.0
"""How long an operation stays in each state here."""
STATES = ("scheduling", "running", "finished")
FAILURES = dict.fromkeys(STATES, "failed")
ENDED = frozenset({"finished", "failed"})
MAKES = ("create_timeline", "start_compute")


class Locked(Exception):
    """Not now: operations on the project are under way."""


def new_password() -> str:
    """Of the strength of Neon's own."""
    return f"npg_{secrets.token_hex(16)}"


@dataclass(slots=True)
class Operation:
    """Work on a project; the fate is that of whatever began it."""

    id: str
    action: str
    begun_at: datetime
    fate: Fate | None
    status: str = STATES[0]


@dataclass(slots=True)
class Project:
    """One project with one branch, one role and one database."""

    id: str
    name: str
    region: str
    pg_version: int
    org: str
    role: str
    database: str
    created_at: datetime
    password: str = field(default_factory=new_password, repr=False)
    compute_s: int = 0
    storage_bytes: int = 0
    operations: list[Operation] = field(default_factory=list)

    @property
    def branch(self) -> str:
        """Its only branch."""
        return f"br-{self.id}"

    @property
    def host(self) -> str:
        """Where its compute is reached, directly."""
        return f"ep-{self.id}.{self.region}.neon.example"

    def uri(self, *, pooled: bool) -> str:
        """As Neon tells it; a pooled one goes to another name of the same compute."""
        first, _, rest = self.host.partition(".")
        host = f"{first}-pooler.{rest}" if pooled else self.host
        return f"postgresql://{self.role}:{self.password}@{host}/{self.database}?sslmode=require"


class Account:
    """All projects of an account; their state is that of `now`."""

    def __init__(self, now: Callable[[], datetime], step_s: float = STEP_S) -> None:
        self.now = now
        self.fates = Fates()
        self._step_s = step_s
        self._ids = itertools.count(1)
        self._projects: dict[str, Project] = {}

    def create(
        self, name: str, region: str, pg_version: int, org: str, role: str, database: str
    ) -> Project:
        """A project; Neon lets several have one name."""
        key = f"quiet-sea-{next(self._ids):08}"
        project = Project(key, name, region, pg_version, org, role, database, self.now())
        self._projects[key] = project
        fate = self.fates.next("project")
        for action in MAKES:
            self._begin(project, action, fate)
        return project

    def projects(self) -> list[Project]:
        """All of them, oldest first."""
        return list(self._projects.values())

    def project(self, id: str) -> Project:
        """One with its operations as they are now. Raises KeyError."""
        project = self._projects[id]
        for one in project.operations:
            if one.status not in ENDED:
                elapsed_s = (self.now() - one.begun_at).total_seconds()
                one.status = state_after(STATES, FAILURES, elapsed_s, self._step_s, one.fate)
        return project

    def delete(self, project: Project) -> None:
        """Take it away with all that is in it. Raises Locked."""
        self._require_rest(project)
        del self._projects[project.id]

    def _require_rest(self, project: Project) -> None:
        if any(one.status in ("scheduling", "running") for one in project.operations):
            raise Locked

    def _begin(self, project: Project, action: str, fate: Fate | None) -> Operation:
        operation = Operation(str(uuid.UUID(int=next(self._ids))), action, self.now(), fate)
        project.operations.append(operation)
        return operation
