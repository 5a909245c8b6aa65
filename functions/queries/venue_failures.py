"""Which venues failed when `ingest` last asked them, for those who look after the world.

It lies in the cache: it is about the moment, and losing it loses nothing on record.
"""

import contextlib
import json
import logging
from collections.abc import Mapping

from functions.domain.errors import VendorError
from functions.ports.services import Services

logger = logging.getLogger("candor.jobs")

KEY = "venue-failures"
KEPT_S = 2 * 3600
"""Twice as long as the next run is away: a silent scheduler is not the venues' failure."""


async def keep_venue_failures(services: Services, failed: Mapping[str, str]) -> None:
    """Remember what a run met; without a failure, that there was none.

    A venue's own words are for the job's report and the log, how it failed is for everybody.
    """
    kept = {venue: how_it_failed(venue, reason) for venue, reason in failed.items()}
    if failed:
        logger.warning("venues failed: %s", "; ".join(failed.values()), extra={"venues": [*failed]})
    with contextlib.suppress(VendorError):
        await services.cache.set(KEY, json.dumps(kept).encode(), KEPT_S)


def how_it_failed(venue: str, reason: str) -> str:
    """What everybody may be told of a venue's failure: nothing that it said itself."""
    return reason.removeprefix(f"{venue}: ").partition(": ")[0]


async def venue_failures(services: Services) -> dict[str, str]:
    """How it failed by venue; empty where nothing failed or nothing is known."""
    with contextlib.suppress(VendorError, ValueError):
        kept = json.loads(await services.cache.get(KEY) or b"{}")
        if isinstance(kept, dict):
            return {str(venue): str(reason) for venue, reason in sorted(kept.items())}
    return {}
