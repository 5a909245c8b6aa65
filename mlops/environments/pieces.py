"""What an environment is made of at the vendors: a pure reading of release.yml and render.yaml.

Names follow from the environment's alone, so that what was made is found again by its name,
whatever became of the answer. Each environment has a project of its own everywhere.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from functions.domain.errors import InvalidInput
from mlops.deployment.render.blueprint import Blueprint, Service
from mlops.release.clients.accounts import own_name
from mlops.release.clients.upstash import Plan
from mlops.release.declared.release import Environment

MADE_BY_CODE = "staging"
"""Production is made once, by a person who reads docs/deploying.md; development is one machine."""


EXAMPLE = ".example"
DNS = "its DNS record is a person's"
WRITE_YOURS = "an example's: write your address into release.yml first"


class Kind(StrEnum):
    """What a piece is, with its vendor first."""

    NEON = "neon project"
    UPSTASH = "upstash database"
    VERCEL = "vercel project"
    DOMAIN = "vercel domain"
    RENDER = "render project"
    SERVICE = "render service"


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that is made, and what is worth knowing of it beforehand."""

    kind: Kind
    name: str
    detail: str


def pieces(environment: str, declared: Environment, blueprint: Blueprint) -> tuple[Piece, ...]:
    """In the order in which they are made; each may need those before it."""
    name = own_name(environment)
    host = urlsplit(declared.url).hostname or declared.url
    made = [
        Piece(Kind.NEON, name, "PostgreSQL 17 in us-east-1; the organization's plan"),
        Piece(Kind.UPSTASH, name, f"Redis in us-east-1; plan {redis_plan(declared)}"),
        Piece(Kind.VERCEL, declared.vercel.project, "linked to no repository: a release deploys"),
        Piece(Kind.DOMAIN, host, DNS if not host.endswith(EXAMPLE) else WRITE_YOURS),
    ]
    services = list(render_services(environment, declared, blueprint))
    if services:
        made.append(Piece(Kind.RENDER, name, "an isolated network"))
    made += [Piece(Kind.SERVICE, one.name, f"{one.kind}, plan {one.plan}") for one in services]
    return tuple(made)


def redis_plan(declared: Environment) -> Plan:
    """Upstash's plan of a profile."""
    return "free" if declared.profile == "free" else "payg"


def render_services(
    environment: str, declared: Environment, blueprint: Blueprint
) -> Iterator[Service]:
    """The services of release.yml, as the Blueprint describes each. Raises InvalidInput.

    The free profile's one service is made by hand: its Blueprint knows no environments.
    """
    if declared.profile == "free":
        return
    there = {one.name: one for one in blueprint.services if one.environment == environment}
    for declared_service in declared.render.values():
        found = there.get(declared_service.name)
        if found is None:
            raise InvalidInput(
                f"release.yml names the service {declared_service.name}, which render.yaml does"
                f" not have in {environment}"
            )
        yield found
    yield from (one for one in there.values() if one.kind == "cron")


def require_making(environment: str) -> None:
    """Refuse what is not made by code. Raises InvalidInput."""
    if environment != MADE_BY_CODE:
        raise InvalidInput(
            f"only {MADE_BY_CODE} is made and destroyed by this command, not {environment};"
            " docs/deploying.md says how production is made"
        )


def require_disposable(environment: str, declared: Environment) -> None:
    """Refuse to destroy production, and what release.yml keeps. Raises InvalidInput."""
    if environment == "production":
        raise InvalidInput("production is never destroyed by a command; nothing was done")
    require_making(environment)
    if not declared.disposable:
        raise InvalidInput(
            f"release.yml does not say that {environment} is disposable; nothing was done"
        )
