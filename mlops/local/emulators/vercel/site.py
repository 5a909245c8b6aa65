"""A project, its deployments and its domains, which move through Vercel's states as time passes."""

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mlops.local.emulators.fates import Fate, Fates, state_after

STEP_S = 2.0
"""How long a deployment or a job stays in each state here."""
BUILDS = ("QUEUED", "INITIALIZING", "BUILDING", "READY")
BUILD_FAILURES = dict.fromkeys(BUILDS, "ERROR")
BUILT = frozenset({"READY", "ERROR", "CANCELED"})
MOVES = ("pending", "in-progress", "succeeded")
MOVE_FAILURES = dict.fromkeys(MOVES, "failed")
JOB_HANGS_S = 20.0
"""After that another job may take over from one that does not end."""


class Conflict(Exception):
    """Not now: a job moves the domains, or they are there already."""


class NotEligible(Exception):
    """Such a deployment is neither promoted nor rolled back to."""


class NoAddressLeft(Exception):
    """Every address that deployments may have is taken."""


@dataclass(slots=True)
class Deployment:
    """One deployment; it `has_served` once the domains were moved to it.

    Where it is served, it is not ready before it `is_built`, and never with a `problem`.
    """

    id: str
    url: str
    target: str | None
    meta: Mapping[str, str]
    takes_domains: bool
    created_at: datetime
    fate: Fate | None
    commit: str = ""
    state: str = BUILDS[0]
    has_served: bool = False
    is_built: bool = True
    problem: str = ""


@dataclass(slots=True)
class Job:
    """Domains on their way from one deployment to another."""

    kind: str
    to: str
    before: str
    requested_at: datetime
    fate: Fate | None
    status: str = MOVES[0]


class Site:
    """One project; its state is that of `now`."""

    def __init__(
        self,
        name: str,
        domains: Sequence[str],
        now: Callable[[], datetime],
        step_s: float = STEP_S,
        address: Callable[[str], str] | None = None,
    ) -> None:
        self.id = f"prj_{name}"
        self.name = name
        self.now = now
        self.created_at = now()
        self.fates = Fates()
        self.assigns_domains = True
        self.job: Job | None = None
        self._step_s = step_s
        self._address = address or (lambda key: f"{name}-{key[-9:]}.vercel.example")
        self._ids = itertools.count(1)
        self._domains: dict[str, str | None] = dict.fromkeys(domains)
        self._deployments: list[Deployment] = []

    def start(
        self,
        meta: Mapping[str, str],
        target: str | None = "production",
        *,
        takes_domains: bool,
        commit: str = "",
    ) -> Deployment:
        """Build a deployment, which takes the domains when it is ready unless it shall not.

        Raises NoAddressLeft.
        """
        key = f"{next(self._ids):024}"
        deployment = Deployment(
            f"dpl_{key}",
            self._address(key),
            target,
            dict(meta),
            takes_domains and self.assigns_domains and target == "production",
            self.now(),
            self.fates.next("deployment"),
            commit,
        )
        self._deployments.append(deployment)
        return deployment

    def serve(self, meta: Mapping[str, str], commit: str = "") -> Deployment:
        """A deployment that has been at the domains since before."""
        deployment = self.start(meta, takes_domains=False, commit=commit)
        deployment.state = BUILDS[-1]
        self._point(deployment.id, list(self._domains))
        return deployment

    def deployments(self) -> list[Deployment]:
        """All of them as they are now, newest first."""
        self._move()
        return self._deployments[::-1]

    def deployment(self, id_or_url: str) -> Deployment:
        """One as it is now. Raises KeyError."""
        self._move()
        for one in self._deployments:
            if id_or_url in (one.id, one.url):
                return one
        raise KeyError(id_or_url)

    def cancel(self, deployment: Deployment) -> bool:
        """Stop it; False when it is over already."""
        if deployment.state in BUILT:
            return False
        deployment.state = "CANCELED"
        return True

    def domains(self) -> dict[str, str | None]:
        """Where each domain points now."""
        self._move()
        return dict(self._domains)

    def add_domain(self, name: str) -> None:
        """One more production domain, which leads nowhere yet."""
        self._domains[name] = None

    def last_job(self) -> Job | None:
        """The newest job as it is now."""
        self._move()
        return self.job

    def promote(self, deployment: Deployment) -> None:
        """Begin to move the domains to a production build. Raises Conflict, NotEligible."""
        if deployment.target != "production" or deployment.state != "READY":
            raise NotEligible
        self._begin("promote", deployment)
        self.assigns_domains = True

    def roll_back(self, deployment: Deployment) -> None:
        """Begin to move them to one that served before. Raises Conflict, NotEligible."""
        if not deployment.has_served:
            raise NotEligible
        self._begin("rollback", deployment)
        self.assigns_domains = False

    def _begin(self, kind: str, deployment: Deployment) -> None:
        self._move()
        now, before = self.now(), next(iter(self._domains.values()))
        moving = self.job is not None and self.job.status not in ("succeeded", "failed")
        if moving and self.job and (now - self.job.requested_at).total_seconds() < JOB_HANGS_S:
            raise Conflict
        if set(self._domains.values()) == {deployment.id} and not moving:
            raise Conflict
        self.job = Job(kind, deployment.id, before or "", now, self.fates.next(kind))

    def _move(self) -> None:
        now = self.now()
        for one in self._deployments:
            if one.state not in BUILT:
                elapsed_s = (now - one.created_at).total_seconds()
                one.state = state_after(BUILDS, BUILD_FAILURES, elapsed_s, self._step_s, one.fate)
                if one.state == "READY" and not one.is_built:
                    one.state = "BUILDING"
                if one.state == "READY" and one.problem:
                    one.state = "ERROR"
                if one.state == "READY" and one.takes_domains:
                    self._point(one.id, list(self._domains))
        job = self.job
        if job is None or job.status in ("succeeded", "failed"):
            return
        elapsed_s = (now - job.requested_at).total_seconds()
        job.status = state_after(MOVES, MOVE_FAILURES, elapsed_s, self._step_s, job.fate)
        if job.status == "succeeded":
            self._point(job.to, list(self._domains))
        if job.status == "failed" and job.fate and job.fate.at == "in-progress":
            # The worst of failures: some domains have moved.
            self._point(job.to, list(self._domains)[:1])

    def _point(self, deployment: str, domains: Sequence[str]) -> None:
        self._domains |= dict.fromkeys(domains, deployment)
        for one in self._deployments:
            one.has_served |= one.id == deployment
