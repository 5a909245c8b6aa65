"""What a release looks at: what runs now, and what shall run. Data without a platform's client.

Values of environment variables never occur here, only their fingerprints: a plan is shown,
stored and approved by its hash.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from functions.domain.canonical import canonical_json, sha256_digest


class Phase(StrEnum):
    """When a migration may run: beside the code before it, or only once that code is gone."""

    EXPAND = "expand"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Migration:
    """A migration of the database: its file's name, its SHA-256 in hex, its phase."""

    name: str
    sha256: str
    phase: Phase


@dataclass(frozen=True, slots=True)
class PageLive:
    """What Vercel serves at the environment's domains.

    `deployment` and `commit` are None before the first release. `assigns_domains`: whether
    the next production build would take the domains by itself, which a rollback turns off.
    """

    project: str
    deployment: str | None
    commit: str | None
    environment: str
    assigns_domains: bool


@dataclass(frozen=True, slots=True)
class ServiceLive:
    """One long-lived service on Render; `deploy` and `commit` are None before its first."""

    name: str
    id: str
    deploy: str | None
    commit: str | None
    environment: str
    auto_deploys: bool


@dataclass(frozen=True, slots=True)
class Live:
    """An environment as it was observed; `champion` is the model artifact's digest."""

    page: PageLive
    services: tuple[ServiceLive, ...]
    applied: tuple[Migration, ...]
    champion: str | None

    def commits(self) -> dict[str, str | None]:
        """What each part runs: Vercel, and each service by its name."""
        return {"Vercel": self.page.commit, **{one.name: one.commit for one in self.services}}

    def fingerprint(self) -> str:
        """Changes whenever anything does that a plan relied on."""
        return sha256_digest(canonical_json(_plain(asdict(self))))


@dataclass(frozen=True, slots=True)
class Wanted:
    """What shall run: a commit, its migrations, the fingerprints of what each part is told.

    `champion` None leaves the model as it is.
    """

    commit: str
    migrations: tuple[Migration, ...]
    page_environment: str
    service_environments: Mapping[str, str]
    champion: str | None = None


def _plain(value: Any) -> Any:
    """Tuples as lists and enumerations as text, for canonical JSON."""
    match value:
        case dict():
            return {name: _plain(item) for name, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case StrEnum():
            return value.value
        case _:
            return value
