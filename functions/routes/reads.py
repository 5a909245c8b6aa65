"""The read endpoints under /api/v1."""

from collections.abc import Coroutine
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from functions.documents.calibration import Calibration
from functions.documents.candles import Candles
from functions.documents.forecast import ForecastDetail, LatestForecasts
from functions.documents.ledger import Ledger
from functions.documents.levels import LevelsDocument
from functions.documents.models import Models
from functions.documents.price import PriceDocument
from functions.documents.status import StatusDocument
from functions.documents.track_record import ForecastPage, Scores, Status
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon, parse_slot_id
from functions.ports.forecasts import SlotFilter
from functions.ports.services import Services
from functions.queries import reads
from functions.queries.calibration import calibration_key, read_calibration
from functions.queries.deadline import within_deadline
from functions.queries.everybody import (
    CANDLES_DEFAULT,
    CANDLES_SHELVED,
    FORECAST,
    MODELS,
    PAGE_DEFAULT,
    SCORES,
    STATUS,
    STATUS_S_MAX,
    builds,
    candles_key,
    forecasts_key,
)
from functions.queries.levels import levels_of
from functions.queries.price import FRESH_S, read_price
from functions.queries.shelf import Shelf, fresh_seconds
from functions.routes.answers import answer
from functions.routes.csv_file import csv_answer
from functions.routes.dependencies import KNOWN_QUERY, ServicesDep, ShelfDep
from functions.routes.problems import NOT_FOUND_RESPONSE, PROBLEM_RESPONSES

router = APIRouter(
    prefix="/api/v1", tags=["read"], responses=PROBLEM_RESPONSES, dependencies=KNOWN_QUERY
)

CANDLES_MAX = 1000
PAGE_MAX = 200
PRICE_MAX = 10**12
PRICE_PLACES = 8
SIZE_MAX = 2**53 - 1
CSV_ROWS_MAX = 10_000
CSV_S_MAX = 15.0
CSV_RESPONSE: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


def _spelled_out(text: str) -> str:
    """Refuse a bare number, which would be read as seconds since 1970."""
    try:
        float(text)
    except ValueError:
        return text
    raise ValueError("write an instant as in 2025-07-17T00:00:00Z")


Instant = Annotated[datetime, BeforeValidator(_spelled_out)]


@router.get("/forecast", response_model=LatestForecasts)
async def forecast(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """The newest forecast of every horizon, in one document."""
    return await _shelved(request, services, shelf, FORECAST)


@router.get("/forecasts", response_model=ForecastPage, responses=CSV_RESPONSE)
async def forecasts(  # noqa: PLR0917 - FastAPI calls it by name
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    horizon: Horizon | None = None,
    status: Status | None = None,
    cutoff_from: Annotated[Instant | None, Query(description="First cutoff, RFC 3339.")] = None,
    cutoff_until: Annotated[Instant | None, Query(description="Last cutoff, RFC 3339.")] = None,
    cursor: Annotated[str | None, Query(description="`next_cursor` of the page before.")] = None,
    limit: Annotated[int | None, Query(ge=1, le=CSV_ROWS_MAX)] = None,
    format: Literal["json", "csv"] = "json",
) -> Response:
    """Settled slots with their outcomes, newest first; a page of JSON or a CSV file."""
    most = PAGE_MAX if format == "json" else CSV_ROWS_MAX
    if limit is not None and limit > most:
        raise InvalidInput(f"limit: at most {most} for {format}; follow next_cursor for more")
    wanted = SlotFilter(
        horizon=horizon,
        status=status,
        cutoff_from=_zoned("cutoff_from", cutoff_from),
        cutoff_until=_zoned("cutoff_until", cutoff_until),
        before=parse_slot_id(cursor) if cursor else None,
        limit=limit or (PAGE_DEFAULT if format == "json" else CSV_ROWS_MAX),
    )
    if format == "csv":
        rows, world = await within_deadline(reads.read_file_rows(services, wanted), CSV_S_MAX)
        return csv_answer(request, rows, world, more=len(rows) == wanted.limit)
    if wanted == SlotFilter(horizon=horizon, limit=PAGE_DEFAULT):
        return await _shelved(request, services, shelf, forecasts_key(horizon))
    return await _direct(request, reads.read_forecasts(services, wanted))


@router.get("/forecasts/{id}", response_model=ForecastDetail, responses=NOT_FOUND_RESPONSE)
async def forecast_by_id(request: Request, services: ServicesDep, id: str) -> Response:
    """One forecast exactly as issued, its place in the ledger, and its outcome."""
    return await _direct(request, reads.read_forecast_detail(services, parse_slot_id(id)))


def _plain_number(text: object) -> object:
    """Refuse what Python would read as a number and nobody writes as a price."""
    if isinstance(text, str) and not (text.isascii() and text.replace(".", "", 1).isdigit()):
        raise ValueError(f"{text[:40]!r} is no price; write it like 61000 or 61000.50")
    return text


@router.get("/levels", response_model=LevelsDocument, responses=NOT_FOUND_RESPONSE)
async def levels(
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    horizon: Horizon,
    price: Annotated[
        Decimal,
        BeforeValidator(_plain_number),
        Query(gt=0, lt=PRICE_MAX, decimal_places=PRICE_PLACES, description="The level L, USD."),
    ],
) -> Response:
    """P(close above L) and P(touch L), computed from the current forecast as published."""
    shelved = await shelf.read(FORECAST, builds(services)[FORECAST])
    rendered = levels_of(shelved.rendered, horizon, price, services.clock.now())
    age_s = shelf.age_s(shelved) if shelved.stale else None
    return answer(request, rendered, fresh_s=shelf.fresh_s(shelved), age_s=age_s)


@router.get("/candles", response_model=Candles)
async def candles(
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    hours: Annotated[int, Query(ge=1, le=CANDLES_MAX)] = CANDLES_DEFAULT,
    until: Annotated[
        Instant | None, Query(description="Closed by then, RFC 3339; the newest if unset.")
    ] = None,
) -> Response:
    """Closed consensus candles, the newest or up to an instant; hours without one are gaps."""
    if until is None and hours in CANDLES_SHELVED:
        return await _shelved(request, services, shelf, candles_key(hours))
    closed_by = _zoned("until", until)
    return await _direct(request, reads.read_candles(services, hours, closed_by))


@router.get("/price", response_model=PriceDocument)
async def price(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """The newest price: the venues' tickers in a live world, the newest candle elsewhere."""
    shelved = await shelf.read("price", lambda: read_price(services), FRESH_S)
    age_s = shelf.age_s(shelved) if shelved.stale else None
    return answer(request, shelved.rendered, fresh_s=shelf.fresh_s(shelved), age_s=age_s)


@router.get("/scores", response_model=Scores)
async def scores(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """The track record of every horizon so far."""
    return await _shelved(request, services, shelf, SCORES)


@router.get("/scores/{horizon}", response_model=Calibration)
async def scores_of_horizon(
    request: Request, services: ServicesDep, shelf: ShelfDep, horizon: Horizon
) -> Response:
    """One horizon's record in full: every scored forecast's PIT, shares with intervals, days."""
    build = partial(read_calibration, services, horizon)
    shelved = await shelf.read(calibration_key(horizon), build)
    age_s = shelf.age_s(shelved) if shelved.stale else None
    return answer(request, shelved.rendered, fresh_s=shelf.fresh_s(shelved), age_s=age_s)


@router.get("/ledger", response_model=Ledger, responses=NOT_FOUND_RESPONSE)
async def ledger(
    request: Request,
    services: ServicesDep,
    after: Annotated[int, Query(ge=-1, description="Entries above this index.")] = -1,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
    size: Annotated[
        int | None, Query(ge=0, le=SIZE_MAX, description="As it was with so many entries.")
    ] = None,
) -> Response:
    """A page of the append-only ledger, oldest first, and the root over all of it."""
    return await _direct(request, reads.read_ledger(services, after, limit, size))


@router.get("/models", response_model=Models)
async def models(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """Model versions, how they did in their backtest, and the promotion log."""
    return await _shelved(request, services, shelf, MODELS)


@router.get("/status", response_model=StatusDocument)
async def status(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """Clock, counts, whether anything is behind, and how the product runs."""
    shelved = await shelf.read(STATUS, partial(reads.read_status, services), STATUS_S_MAX)
    if shelved.stale:
        lost = await reads.without_database(services, shelved.rendered)
        return answer(request, lost, fresh_s=1, age_s=shelf.age_s(shelved))
    return answer(request, shelved.rendered, fresh_s=1)


async def _direct(request: Request, read: Coroutine[Any, Any, reads.Read]) -> Response:
    rendered, world = await within_deadline(read)
    return answer(request, rendered, fresh_s=fresh_seconds(world))


async def _shelved(request: Request, services: Services, shelf: Shelf, key: str) -> Response:
    shelved = await shelf.read(key, builds(services)[key])
    age_s = shelf.age_s(shelved) if shelved.stale else None
    return answer(request, shelved.rendered, fresh_s=shelf.fresh_s(shelved), age_s=age_s)


def _zoned(name: str, instant: datetime | None) -> datetime | None:
    if instant is not None and instant.tzinfo is None:
        raise InvalidInput(f"{name}: add a time zone, as in 2025-07-17T00:00:00Z")
    return instant
