"""Which venues failed when `ingest` last asked them, for those who look after the world.

It lies in the cache: it is about the moment, and losing it loses nothing on record.
"""

import contextlib
import json
from collections.abc import Mapping

from functions.domain.errors import VendorError
from functions.ports.services import Services

KEY = "venue-failures"
KEPT_S = 2 * 3600
"""Twice as long as the next run is away: a silent scheduler is not the venues' failure."""


async def keep_venue_failures(services: Services, failed: Mapping[str, str]) -> None:
    """Remember what a run met; without a failure, that there was none."""
    with contextlib.suppress(VendorError):
        await services.cache.set(KEY, json.dumps(dict(failed)).encode(), KEPT_S)


async def venue_failures(services: Services) -> dict[str, str]:
    """The reason by venue; empty where nothing failed or nothing is known."""
    with contextlib.suppress(VendorError, ValueError):
        kept = json.loads(await services.cache.get(KEY) or b"{}")
        if isinstance(kept, dict):
            return {str(venue): str(reason) for venue, reason in sorted(kept.items())}
    return {}
