"""The first view of the page, from the documents that everybody reads."""

import asyncio
from collections.abc import Mapping

from functions.documents.envelope import Rendered, render
from functions.documents.front.front import front
from functions.documents.front.reading import Bodies
from functions.domain.horizon import Horizon
from functions.ports.services import Services
from functions.queries.everybody import (
    STATUS,
    builds,
    drawn_candle_hours,
    view_keys,
)
from functions.queries.reads import Read, read_status


def front_key(services: Services, horizon: Horizon) -> str:
    """The key of a horizon's first view.

    The view belongs to the code that drew it: another deployment's shell may not know its classes.
    """
    return f"front:{services.code_version}:{horizon}"


async def read_front(services: Services, horizon: Horizon) -> Read:
    """A first view, all of its documents read anew."""
    build = builds(services)
    keys = view_keys(horizon)
    (status, world), *read = await asyncio.gather(
        read_status(services), *(build[key]() for key in keys)
    )
    known = {STATUS: status, **{key: one for key, (one, _) in zip(keys, read, strict=True)}}
    return front_of(services, known, horizon), world


def front_of(services: Services, known: Mapping[str, Rendered], horizon: Horizon) -> Rendered:
    """A first view from documents just read, by their keys on the shelf."""
    forecast, candles, forecasts = (known[key] for key in view_keys(horizon))
    bodies = Bodies(known[STATUS], forecast, candles, forecasts, drawn_candle_hours(horizon))
    return render(front(horizon, bodies, services.clock.now()))
