"""A first view of a small world, for the tests of its parts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from functions.documents.candles import candles
from functions.documents.envelope import render
from functions.documents.forecast import NextSlot, latest_forecasts
from functions.documents.front.front import Front, front
from functions.documents.front.reading import Bodies, Reading, read
from functions.documents.operation import Met, operation
from functions.documents.status import status
from functions.documents.track_record import forecast_page
from functions.domain.candle import Candle
from functions.domain.horizon import Horizon, Slot
from functions.domain.units import HOUR
from functions.domain.world import Clock, World
from functions.ports.forecasts import SettledSlot
from tests.functions.documents.settled import OUTCOME, WORLD, T, issued

CANDLE_HOURS = 168
RUNNING = Clock(T, T - 90 * 24 * HOUR, T - HOUR, T + 90 * 24 * HOUR, 5.0)


def bodies(
    *,
    after: timedelta = timedelta(0),
    newest: Sequence[SettledSlot] | None = None,
    next_slots: Sequence[NextSlot] | None = None,
    hours: int = CANDLE_HOURS,
    clock: Clock = RUNNING,
    edge: Sequence[Horizon] = (),
    degraded: Sequence[str] = (),
    **world: Any,
) -> Bodies:
    """The documents so long after the forecasts' cutoff."""
    told = replace(WORLD, clock=replace(clock, now=T + after), data_as_of=T, **world)
    if newest is None:
        newest = [issued(Slot(T, horizon)) for horizon in Horizon]
    slots = [NextSlot(horizon=one, cutoff=T + HOUR, deadline=T + HOUR) for one in Horizon]
    before = [issued(Slot(T - horizon.length, horizon), OUTCOME) for horizon in Horizon]
    state = status(
        told, (500, 0), [], 7, [], [], degraded, operation=operation(told.clock.now, Met())
    )
    latest = latest_forecasts(
        told, newest, list(slots if next_slots is None else next_slots), list(edge)
    )
    return Bodies(
        render(state),
        render(latest),
        render(candles(told, closed(told, hours))),
        render(forecast_page(told, before, None)),
        CANDLE_HOURS,
    )


def closed(world: World, hours: int) -> list[Candle]:
    """Candles up to the world's newest close."""
    assert world.data_as_of is not None
    price = Decimal(118_000)
    opens = [world.data_as_of - (hours - n) * HOUR for n in range(hours)]
    return [
        Candle(at, price, price + 200, price - 200, price + n, Decimal(1))
        for n, at in enumerate(opens)
    ]


def reading(horizon: Horizon = Horizon.H24, **over: Any) -> Reading:
    """The documents, read."""
    return read(horizon, bodies(**over))


def view(horizon: Horizon = Horizon.H24, made_at: datetime = T, **over: Any) -> Front:
    """The first view, drawn."""
    return front(horizon, bodies(**over), made_at)
