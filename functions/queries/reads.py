"""The documents behind each read endpoint, gathered from the ports."""

import asyncio
from datetime import UTC, datetime

from functions.documents import candles as candles_document
from functions.documents import ledger as ledger_document
from functions.documents import models as models_document
from functions.documents.envelope import Rendered, render
from functions.documents.forecast import forecast_detail, latest_forecasts, next_slots
from functions.documents.headline import lost_parts
from functions.documents.skill import directional_edge
from functions.documents.status import Dependency, StatusDocument, status
from functions.documents.track_record import FileRow, file_row, forecast_page, scores
from functions.domain.errors import NotFound
from functions.domain.features import WINDOW_HOURS
from functions.domain.horizon import Slot
from functions.domain.units import HOUR, hour_floor
from functions.domain.venue_health import HEALTH_HOURS, reasons, unsettled_hours
from functions.domain.world import World
from functions.ports.forecasts import MODEL_SCORER, SettledSlot, SlotFilter
from functions.ports.services import Services
from functions.queries.feature_window import feature_window
from functions.queries.ledger_standing import ledger_standing
from functions.queries.operation import Kept, operation_now, read_kept
from functions.queries.shelf import SETTLED_AFTER

Read = tuple[Rendered, World]

ANSWERS = True, "answers"
CANDLES_FROM = datetime(2009, 1, 3, tzinfo=UTC)
"""No bitcoin is older; an instant near the year 1 has no hours before it."""
SILENT = False, "does not answer; the figures are the last known"


async def read_forecast(services: Services) -> Read:
    """The newest forecast of every horizon."""
    world = await services.world.read()
    newest = await services.forecasts.latest()
    schedules = await services.ledger.schedules()
    settled = await services.forecasts.last_settled()
    slots = next_slots(schedules, settled, world.clock)
    edge = directional_edge(await services.forecasts.scored_days(MODEL_SCORER))
    return render(latest_forecasts(world, newest, slots, edge)), world


async def read_forecast_detail(services: Services, slot: Slot) -> Read:
    """One forecast. Raises NotFound for a slot that is not settled, or was missed."""
    world = await services.world.read()
    return render(forecast_detail(world, await issued_forecast(services, slot))), world


async def issued_forecast(services: Services, slot: Slot) -> SettledSlot:
    """The slot as issued. Raises NotFound for one that is not settled, or was missed."""
    settled = await services.forecasts.find(slot)
    if settled is None:
        raise NotFound(f"there is no forecast {slot.id}; /api/v1/forecasts lists what there is")
    if settled.missed_reason is not None:
        raise NotFound(f"slot {slot.id} was missed: {settled.missed_reason}")
    return settled


async def read_forecasts(services: Services, wanted: SlotFilter) -> Read:
    """A page of settled slots, with a cursor when there are more."""
    world = await services.world.read()
    page = await services.forecasts.page(wanted)
    cursor = page[-1].slot.id if len(page) == wanted.limit else None
    return render(forecast_page(world, page, cursor)), world


async def read_file_rows(services: Services, wanted: SlotFilter) -> tuple[list[FileRow], World]:
    """The same slots without a page around them, for files."""
    world = await services.world.read()
    return [file_row(settled) for settled in await services.forecasts.page(wanted)], world


async def read_candles(services: Services, hours: int, until: datetime | None = None) -> Read:
    """The newest closed candles, or the `hours` up to an instant, as known now."""
    world = await services.world.read()
    if world.data_as_of is None:
        closed = []
    elif until is not None and until < world.data_as_of:
        closes_by = hour_floor(max(until, CANDLES_FROM).astimezone(UTC))
        closed = await services.candles.window(closes_by, hours, world.clock.now)
    elif hours <= WINDOW_HOURS:
        first = world.data_as_of - hours * HOUR
        closed = [one for one in await feature_window(services, world) if one.open_time >= first]
    else:
        closed = await services.candles.window(world.data_as_of, hours, world.clock.now)
    return render(candles_document.candles(world, closed)), world


async def read_scores(services: Services) -> Read:
    """The track record."""
    world = await services.world.read()
    tallies = await services.forecasts.tallies(world.clock.now)
    days = await services.forecasts.scored_days()
    asked = await services.forecasts.asked_days()
    return render(scores(world, tallies, days, asked)), world


async def read_ledger(services: Services, after: int, limit: int, size: int | None) -> Read:
    """A page of the ledger as it stands, or as it was at a size, and the root over all of it."""
    world = await services.world.read()
    # The page first: the tree read after it holds every entry on the page.
    entries = await services.ledger.page(after, limit)
    head = await services.ledger.head(size)
    entries = [entry for entry in entries if entry.index < head.size]
    return render(ledger_document.ledger(world, head, entries, limit)), world


async def read_models(services: Services) -> Read:
    """Model versions and promotions."""
    world = await services.world.read()
    versions = await services.models.versions()
    log = await services.models.promotions()
    return render(models_document.models(world, versions, log)), world


async def read_status(services: Services) -> Read:
    """Counts, clock and dependencies."""
    world, kept = await asyncio.gather(services.world.read(), read_kept(services))
    tallies = await services.forecasts.tallies(world.clock.now)
    schedules = await services.ledger.schedules()
    standing, newest = await ledger_standing(services)
    troubles = [*standing.reasons(world.clock.now), *await _degradation(services, world)]
    document = status(
        world,
        await services.candles.count(),
        tallies,
        standing.size,
        next_slots(schedules, await services.forecasts.last_settled(), world.clock),
        _dependencies(ANSWERS, kept),
        troubles,
        newest,
        ledger_holds=standing.holds,
        operation=operation_now(services, kept, ANSWERS, world.clock.state.value, troubles),
    )
    return render(document), world


async def _degradation(services: Services, world: World) -> list[str]:
    """Why the newest hours have no candle; an hour is given the time its jobs are given."""
    closes_by = hour_floor(world.clock.now - SETTLED_AFTER)
    window = await services.candles.window(closes_by, HEALTH_HOURS, world.clock.now)
    missing = unsettled_hours(window, closes_by, HEALTH_HOURS)
    if not missing:
        return []
    observed = await services.candles.observed(missing[-1])
    quarantined = await services.candles.quarantined(missing[-1])
    venues = [exchange.name for exchange in services.exchanges]
    return reasons(missing, observed, quarantined, venues, services.quorum)


async def without_database(services: Services, status_document: Rendered) -> Rendered:
    """The last known status, saying that the database does not answer now.

    What lies in the cache is of now: the figures are the last known.
    """
    kept = await read_kept(services)
    known = StatusDocument.model_validate_json(status_document.body)
    lost_then = lost_parts(known.operation.components)
    troubles = [one for one in known.degraded_because if one not in lost_then]
    operation = operation_now(services, kept, SILENT, known.clock.state, troubles)
    now_known = {
        "health": "degraded",
        "degraded_because": [*troubles, *lost_parts(operation.components)],
        "dependencies": _dependencies(SILENT, kept),
        "operation": operation,
    }
    return render(known.model_copy(update=now_known))


def _dependencies(database: tuple[bool, str], kept: Kept) -> list[Dependency]:
    """Database, cache, and the venues that failed when last asked; others are not worth a line."""
    checks = {"database": database, "cache": kept.cache_check}
    for venue, reason in (kept.failed_venues or {}).items():
        checks[f"venue {venue}"] = False, f"failed when last asked: {reason}"
    return [Dependency(name=name, ok=ok, detail=detail) for name, (ok, detail) in checks.items()]
