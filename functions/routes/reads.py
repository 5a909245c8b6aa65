"""The read endpoints under /api/v1."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from pydantic import BeforeValidator

from functions.documents.candles import Candles
from functions.documents.forecast import ForecastDetail, LatestForecasts
from functions.documents.ledger import Ledger
from functions.documents.models import Models
from functions.documents.status import StatusDocument
from functions.documents.track_record import ForecastPage, Scores, Status
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon, parse_slot_id
from functions.jobs.publish import FORECAST, SCORES
from functions.ports.forecasts import SlotFilter
from functions.queries import reads
from functions.queries.shelf import Build, Shelf, fresh_seconds
from functions.routes.answers import answer
from functions.routes.csv_file import csv_answer
from functions.routes.dependencies import ServicesDep, ShelfDep
from functions.routes.problems import NOT_FOUND_RESPONSE, PROBLEM_RESPONSES

router = APIRouter(prefix="/api/v1", tags=["read"], responses=PROBLEM_RESPONSES)

CANDLES_DEFAULT = 168
CANDLES_MAX = 1000
PAGE_DEFAULT = 50
PAGE_MAX = 200
CSV_ROWS_MAX = 10_000
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
    return await _shelved(request, shelf, FORECAST, lambda: reads.read_forecast(services))


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
        rows, world = await reads.read_forecast_rows(services, wanted)
        return csv_answer(request, rows, world, more=len(rows) == wanted.limit)
    everybody_reads = wanted == SlotFilter(horizon=horizon, limit=wanted.limit)
    if everybody_reads and wanted.limit in (PAGE_DEFAULT, 20):
        key = f"forecasts:{horizon or 'all'}:{wanted.limit}"
        return await _shelved(request, shelf, key, lambda: reads.read_forecasts(services, wanted))
    rendered, world = await reads.read_forecasts(services, wanted)
    return answer(request, rendered, fresh_s=fresh_seconds(world))


@router.get("/forecasts/{id}", response_model=ForecastDetail, responses=NOT_FOUND_RESPONSE)
async def forecast_by_id(request: Request, services: ServicesDep, id: str) -> Response:
    """One forecast exactly as issued, its place in the ledger, and its outcome."""
    rendered, world = await reads.read_forecast_detail(services, parse_slot_id(id))
    return answer(request, rendered, fresh_s=fresh_seconds(world))


@router.get("/candles", response_model=Candles)
async def candles(
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    hours: Annotated[int, Query(ge=1, le=CANDLES_MAX)] = CANDLES_DEFAULT,
) -> Response:
    """The newest closed consensus candles; hours without one are listed as gaps."""
    if hours == CANDLES_DEFAULT:
        return await _shelved(
            request, shelf, "candles", lambda: reads.read_candles(services, hours)
        )
    rendered, world = await reads.read_candles(services, hours)
    return answer(request, rendered, fresh_s=fresh_seconds(world))


@router.get("/scores", response_model=Scores)
async def scores(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """The track record of every horizon so far."""
    return await _shelved(request, shelf, SCORES, lambda: reads.read_scores(services))


@router.get("/ledger", response_model=Ledger)
async def ledger(
    request: Request,
    services: ServicesDep,
    after: Annotated[int, Query(ge=-1, description="Entries above this index.")] = -1,
    limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
) -> Response:
    """A page of the append-only ledger, oldest first, and the root over all of it."""
    rendered, world = await reads.read_ledger(services, after, limit)
    return answer(request, rendered, fresh_s=fresh_seconds(world))


@router.get("/models", response_model=Models)
async def models(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """Model versions, how they did in their backtest, and the promotion log."""
    return await _shelved(request, shelf, "models", lambda: reads.read_models(services))


@router.get("/status", response_model=StatusDocument)
async def status(request: Request, services: ServicesDep, shelf: ShelfDep) -> Response:
    """Clock, counts, and whether anything is behind."""
    shelved = await shelf.read("status", lambda: reads.read_status(services))
    if shelved.stale:
        lost = reads.without_database(shelved.rendered)
        return answer(request, lost, fresh_s=1, age_s=shelf.age_s(shelved))
    return answer(request, shelved.rendered, fresh_s=1)


async def _shelved(request: Request, shelf: Shelf, key: str, build: Build) -> Response:
    shelved = await shelf.read(key, build)
    age_s = shelf.age_s(shelved) if shelved.stale else None
    return answer(request, shelved.rendered, fresh_s=shelf.fresh_s(shelved), age_s=age_s)


def _zoned(name: str, instant: datetime | None) -> datetime | None:
    if instant is not None and instant.tzinfo is None:
        raise InvalidInput(f"{name}: add a time zone, as in 2025-07-17T00:00:00Z")
    return instant
