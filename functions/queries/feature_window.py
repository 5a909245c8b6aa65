"""The newest feature window where computed reads find it: in the cache, true to PostgreSQL.

`ingest` puts it there. A reader asks PostgreSQL for the window's version only, one small row,
and believes the cache where it holds that very version and its candles have the digest that
was stored with them; anything else is read from PostgreSQL and put there anew.
"""

import contextlib
import json
from collections.abc import Sequence
from datetime import datetime

from functions.domain.candle import Candle, parse_candle
from functions.domain.errors import InvalidInput, VendorError
from functions.domain.features import WINDOW_HOURS
from functions.domain.record import input_digest
from functions.domain.units import decimal_text, instant_text, parse_instant
from functions.domain.world import World
from functions.ports.services import Services

KEY = "feature-window"
KEPT_S = 2 * 24 * 3600


async def keep_feature_window(services: Services) -> None:
    """Put the newest window into the cache; a cache that fails costs later readers a query."""
    world = await services.world.read()
    if world.data_as_of is not None:
        await _read(services, world, world.data_as_of, await _version(services, world.data_as_of))


async def feature_window(services: Services, world: World) -> list[Candle]:
    """Settlement candles of the `WINDOW_HOURS` up to the newest, ascending.

    Raises VendorError when PostgreSQL does not answer, whatever the cache holds.
    """
    if world.data_as_of is None:
        return []
    version = await _version(services, world.data_as_of)
    kept = None
    with contextlib.suppress(VendorError):
        kept = await services.cache.get(KEY)
    candles = None if kept is None else _unpacked(kept, version)
    return candles or await _read(services, world, world.data_as_of, version)


async def _version(services: Services, closes_by: datetime) -> str:
    return await services.candles.version(closes_by, WINDOW_HOURS)


async def _read(
    services: Services, world: World, closes_by: datetime, version: str
) -> list[Candle]:
    """The window after its version: what comes between makes the kept one look too old."""
    window = await services.candles.window(closes_by, WINDOW_HOURS, world.clock.now)
    with contextlib.suppress(VendorError):
        await services.cache.set(KEY, _packed(window, version), KEPT_S)
    return window


def _packed(window: Sequence[Candle], version: str) -> bytes:
    rows = [
        [
            instant_text(one.open_time),
            *map(decimal_text, (one.open, one.high, one.low, one.close, one.volume)),
        ]
        for one in window
    ]
    document = {"version": version, "digest": input_digest(window), "candles": rows}
    return json.dumps(document).encode()


def _unpacked(packed: bytes, version: str) -> list[Candle] | None:
    """What was packed, or None for another version and for anything mangled."""
    try:
        document = json.loads(packed)
        if document["version"] != version:
            return None
        window = [
            parse_candle(parse_instant(open_time), numbers)
            for open_time, *numbers in document["candles"]
        ]
        whole = input_digest(window) == document["digest"]
    except (ValueError, KeyError, TypeError, InvalidInput, RecursionError):
        return None
    return window if whole else None
