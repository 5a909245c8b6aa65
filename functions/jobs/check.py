"""Asks every part behind the product once: the deep check, which wakes what sleeps."""

import asyncio
from datetime import datetime
from urllib.parse import urlsplit

from functions.documents.components import ComponentCheck
from functions.domain.errors import (
    CandorError,
    NotFound,
    NotReady,
    VendorError,
    VendorRejected,
    WorldMismatch,
)
from functions.ports.services import Services
from functions.queries.deadline import within_deadline

ANSWERS = "answers"


async def check(services: Services) -> list[ComponentCheck]:
    """How the database, the cache and each place of model artifacts answered, all at once.

    The venues are not asked: `ingest` just did.
    """
    now = services.clock.now()
    found = await asyncio.gather(
        _database(services, now), _cache(services, now), _artifacts(services, now)
    )
    return [one for checks in found for one in checks]


async def _database(services: Services, now: datetime) -> list[ComponentCheck]:
    ok, said = True, ANSWERS
    try:
        await within_deadline(services.world.read())
    except NotReady as error:
        said = f"{ANSWERS}; {error}"
    except WorldMismatch as error:
        ok, said = False, str(error)
    except VendorError as error:
        ok, said = False, error.published
    return [ComponentCheck(name="database", ok=ok, detail=said, checked_at=now)]


async def _cache(services: Services, now: datetime) -> list[ComponentCheck]:
    ok, said = True, ANSWERS
    try:
        await services.cache.ping()
    except VendorError as error:
        ok, said = False, error.published
    return [ComponentCheck(name="cache", ok=ok, detail=said, checked_at=now)]


async def _artifacts(services: Services, now: datetime) -> list[ComponentCheck]:
    """Each place by its number, as the settings name them; a host may have several."""
    try:
        champion = await within_deadline(services.models.champion())
    except VendorError:  # the database is told of by itself
        return []
    if champion is None:
        return []
    copies = await services.objects.copies(champion.digest)
    return [
        ComponentCheck(
            name=f"artifacts {number}",
            ok=error is None,
            detail=f"{_host(place)} {_said(error)}",
            checked_at=now,
        )
        for number, (place, error) in enumerate(copies.items(), 1)
    ]


def _said(error: CandorError | None) -> str:
    """How it answered, without a word of its own."""
    match error:
        case None:
            return "gives the champion's artifact"
        case NotFound():
            return "does not have the champion's artifact"
        case VendorRejected():
            return "refused, or gave other bytes than the champion's artifact"
        case _:
            return "did not answer"


def _host(place: str) -> str:
    return urlsplit(place).netloc or place
