"""Services and their deploys, which move through Render's states as time passes."""

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mlops.local.emulators.fates import Fate, Fates, state_after

STEP_S = 5.0
"""How long a deploy stays in each state here; at Render a build takes minutes."""
BUILDS = ("created", "build_in_progress", "update_in_progress", "live")
ROLLS_BACK = ("created", "update_in_progress", "live")
FAILURES = {
    "created": "canceled",
    "build_in_progress": "build_failed",
    "update_in_progress": "update_failed",
}
ENDED = frozenset({*FAILURES.values(), "deactivated"})


@dataclass(slots=True)
class Deploy:
    """One deploy; `environment` are the settings that it started with.

    Where it is served it goes live only once it `is_healthy`.
    """

    id: str
    commit: str
    trigger: str
    created_at: datetime
    environment: Mapping[str, str]
    fate: Fate | None
    status: str = "created"
    is_healthy: bool = True

    def move(self, now: datetime, step_s: float) -> None:
        """On to the state of this time, unless it is over."""
        if self.status not in ENDED and self.status != "live":
            states = ROLLS_BACK if self.trigger == "rollback" else BUILDS
            elapsed_s = (now - self.created_at).total_seconds()
            self.status = state_after(states, FAILURES, elapsed_s, step_s, self.fate)
            if self.status == "live" and not self.is_healthy:
                self.status = "update_in_progress"


@dataclass(slots=True)
class Service:
    """A service with all its deploys, oldest first."""

    id: str
    name: str
    created_at: datetime
    url: str = ""
    auto_deploy: str = "no"
    suspended: str = "not_suspended"
    environment: dict[str, str] = field(default_factory=dict)
    deploys: list[Deploy] = field(default_factory=list)
    asked: Mapping[str, Any] = field(default_factory=dict)
    """What it was made with, over the API; empty for one that was there before."""

    def live(self) -> Deploy | None:
        """What serves."""
        return next((one for one in reversed(self.deploys) if one.status == "live"), None)


@dataclass(slots=True)
class Project:
    """What belongs together, in one environment of its own."""

    id: str
    name: str
    environment: str
    created_at: datetime


class Workspace:
    """All services of an account; their state is that of `now`."""

    def __init__(self, now: Callable[[], datetime], step_s: float = STEP_S) -> None:
        self.now = now
        self.fates = Fates()
        self._step_s = step_s
        self._ids = itertools.count(1)
        self._services: dict[str, Service] = {}
        self.projects: dict[str, Project] = {}

    def add(
        self, name: str, commit: str | None, environment: Mapping[str, str], url: str = ""
    ) -> Service:
        """A service that serves a commit, or nothing yet, at an address."""
        url = url or f"https://{name}.onrender.example"
        service = Service(f"srv-{next(self._ids):020}", name, self.now(), url)
        service.environment = dict(environment)
        if commit is not None:
            self._deploy(service, commit, "manual", None).status = "live"
        self._services[service.id] = service
        return service

    def add_project(self, name: str) -> Project:
        """A project with an environment in it."""
        number = f"{next(self._ids):020}"
        project = Project(f"prj-{number}", name, f"evm-{number}", self.now())
        self.projects[project.id] = project
        return project

    def services(self) -> list[Service]:
        """All of them as they are now."""
        for service in self._services.values():
            self._move(service)
        return list(self._services.values())

    def service(self, id: str) -> Service:
        """One as it is now. Raises KeyError."""
        service = self._services[id]
        self._move(service)
        return service

    def remove(self, service: Service) -> None:
        """Take a service away with its disk."""
        del self._services[service.id]

    def start(self, service: Service, commit: str) -> Deploy:
        """Deploy a commit with the settings of now."""
        return self._deploy(service, commit, "api", self.fates.next("deploy"))

    def roll_back(self, service: Service, target: Deploy) -> Deploy:
        """Deploy anew what an earlier deploy built, with the settings of now."""
        return self._deploy(service, target.commit, "rollback", self.fates.next("rollback"))

    def cancel(self, deploy: Deploy) -> bool:
        """Stop it; False when it is over already, or hangs too fast to be stopped."""
        if deploy.status in ENDED or deploy.status == "live":
            return False
        deploy.status = "canceled"
        return True

    def _deploy(self, service: Service, commit: str, trigger: str, fate: Fate | None) -> Deploy:
        deploy = Deploy(
            f"dep-{next(self._ids):020}",
            commit,
            trigger,
            self.now(),
            dict(service.environment),
            fate,
        )
        service.deploys.append(deploy)
        return deploy

    def _move(self, service: Service) -> None:
        """Each on to its state of now; who becomes live puts the one before out of service."""
        for deploy in service.deploys:
            before = service.live()
            deploy.move(self.now(), self._step_s)
            if deploy.status == "live" and before is not None and before is not deploy:
                before.status = "deactivated"
