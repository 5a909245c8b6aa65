"""What an embed, a picture or the feed shows, from the documents that everybody reads."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from functions.documents.candles import Candles
from functions.documents.embed.view import View
from functions.documents.forecast import LatestForecasts
from functions.documents.price import PriceDocument
from functions.documents.status import Clock, StatusDocument
from functions.documents.track_record import ForecastPage
from functions.domain.errors import InsufficientData, VendorError
from functions.domain.horizon import Horizon
from functions.ports.services import Services
from functions.queries.everybody import (
    STATUS,
    STATUS_S_MAX,
    builds,
    view_keys,
)
from functions.queries.price import FRESH_S, read_price
from functions.queries.reads import read_status
from functions.queries.shelf import Shelf, Shelved


@dataclass(frozen=True, slots=True)
class Freshness:
    """For how many seconds an answer holds; how old the last known is, None for a new one."""

    fresh_s: float
    age_s: float | None


async def read_view(
    services: Services, shelf: Shelf, horizon: Horizon, *, with_price: bool
) -> tuple[View, Freshness]:
    """One horizon as it stands. Raises VendorUnavailable when nothing is known."""
    build, (forecasts, drawn, slots) = builds(services), view_keys(horizon)
    latest, shelved_latest = await shelf.read_as(LatestForecasts, forecasts, build[forecasts])
    candles, shelved_candles = await shelf.read_as(Candles, drawn, build[drawn])
    page, shelved_page = await shelf.read_as(ForecastPage, slots, build[slots])
    status, shelved_status = await shelf.read_as(
        StatusDocument, STATUS, partial(read_status, services), STATUS_S_MAX
    )
    freshness = _freshness(shelf, shelved_latest, shelved_candles, shelved_page)
    view = View(
        horizon,
        latest,
        _now(status.clock, shelf.age_s(shelved_status)),
        status.clock.state,
        candles.candles,
        page.forecasts,
        price=await _price(services, shelf) if with_price else None,
        is_last_known=freshness.age_s is not None,
    )
    return view, freshness


def _freshness(shelf: Shelf, *parts: Shelved) -> Freshness:
    stale = [shelf.age_s(one) for one in parts if one.stale]
    return Freshness(min(shelf.fresh_s(one) for one in parts), max(stale, default=None))


def _now(clock: Clock, elapsed_s: float) -> datetime:
    """The jobs' now; only a live clock is carried forward, a replay moves when it is told to."""
    return clock.now + timedelta(seconds=elapsed_s) if clock.state == "live" else clock.now


async def _price(services: Services, shelf: Shelf) -> PriceDocument | None:
    """The newest price; a forecast is shown without it too."""
    try:
        price, _ = await shelf.read_as(
            PriceDocument, "price", lambda: read_price(services), FRESH_S
        )
    except (InsufficientData, VendorError):
        return None
    return price
