"""Looks at what runs and at what shall run: all that a plan is made of."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from functions.domain.errors import InvalidInput
from functions.environment import PREVIOUS
from mlops.configuration.catalogue import catalogue
from mlops.release.champion import chosen
from mlops.release.clients.fingerprint import fingerprint
from mlops.release.database import wanted_migrations
from mlops.release.execute import Handler
from mlops.release.live import page_live, service_live
from mlops.release.plan.state import Live, Wanted
from mlops.release.target import ON_THE_PAGE, Target


@dataclass(frozen=True, slots=True)
class Survey:
    """What was seen, and by their fingerprints the settings of before and after as known here."""

    live: Live
    wanted: Wanted
    sets: Mapping[str, Mapping[str, str]] = field(repr=False)


async def survey(target: Target, commit: str, champion: str | None = None) -> Survey:
    """Ask both platforms and the database; changes nothing.

    What a service is told of the settings given here replaces its own; what only Render
    knows (made by it, or taken from another service) stays, but a retired secret. `champion` is
    any name of the model that shall speak.

    Raises InvalidInput, VendorUnavailable, VendorRejected.
    """
    live = await observed(target)
    page = target.told(*ON_THE_PAGE)
    # A project that was told nothing yet can be told nothing again.
    sets, services = {fingerprint({}): {}, fingerprint(page): page}, {}
    consumers = {one.name: key for key, one in target.declared.render.items()}
    for service in live.services:
        before = await target.render.environment(service.id)
        told = target.told(consumers[service.name])
        after = {**{name: one for name, one in before.items() if not _retired(name, told)}, **told}
        sets |= {fingerprint(before): before, fingerprint(after): after}
        services[service.name] = fingerprint(after)
    migrations = wanted_migrations(target.checkout.migrations(commit))
    digest = await _digest(target, champion)
    wanted = Wanted(commit, migrations, fingerprint(page), services, digest)
    return Survey(live, wanted, sets)


async def _digest(target: Target, champion: str | None) -> str | None:
    if champion is None:
        return None
    async with target.serving() as given:
        return await chosen(given.services.models, champion)


def _retired(name: str, told: Mapping[str, str]) -> bool:
    """Whether a rotation's secret of before is given no more; it must not stay on the platform."""
    return name.endswith(PREVIOUS) and name in catalogue() and name not in told


async def observed(target: Target) -> Live:
    """What runs now."""
    page = await page_live(target.vercel, target.environment, target.project)
    names = [one.name for one in target.declared.render.values()]
    services = tuple([await service_live(target.render, name) for name in names])
    return Live(page, services, await target.database.applied(), await target.database.champion())


def observer(target: Target, commit: str) -> dict[str, Handler]:
    """The command `observe`: gives what runs now, and fails where that is not the commit."""

    async def observe(_: Mapping[str, Any]) -> dict[str, Any]:
        live = await observed(target)
        found = live.commits()
        if others := {name: one for name, one in found.items() if one != commit}:
            said = ", ".join(f"{name} runs {one or 'nothing'}" for name, one in others.items())
            raise InvalidInput(f"not everything runs {commit[:7]}: {said}")
        return {"commits": found, "live": live.fingerprint(), "champion": live.champion}

    return {"observe": observe}
