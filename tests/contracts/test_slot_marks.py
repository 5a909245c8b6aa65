"""What every forecast store promises of slots in short, in memory and in PostgreSQL."""

from datetime import timedelta

import pytest

from functions.domain.horizon import Horizon, Slot
from functions.domain.record import missed_record
from functions.domain.units import HOUR
from functions.ports.forecasts import SlotMark
from tests.contracts.test_scored_days import COVERED, score_at
from tests.worlds import T0, OpenWorld, forecast_body


@pytest.fixture
async def world(open_world: OpenWorld) -> OpenWorld:
    """An announced world without a forecast."""
    await open_world.announce()
    return open_world


async def test_without_a_slot_there_is_no_mark(world: OpenWorld) -> None:
    assert await world.forecasts.marks(Horizon.H1, 10) == []


async def test_scored_missed_and_pending_slots_are_marked_oldest_first(world: OpenWorld) -> None:
    await score_at(world, 0)
    missed, pending = (Slot(T0 + hours * HOUR, Horizon.H1) for hours in (1, 3))
    world.move(missed.deadline + timedelta(minutes=1))
    body = missed_record((await world.world.read()), missed, "late")
    assert await world.forecasts.miss(missed, "late", body)
    world.move(pending.cutoff + timedelta(minutes=1))
    assert await world.forecasts.issue(
        pending, pending.cutoff, forecast_body(pending, pending.cutoff)
    )
    marks = [
        SlotMark(T0, False, 0.5, COVERED),
        SlotMark(missed.cutoff, True, None, {}),
        SlotMark(pending.cutoff, False, None, {}),
    ]
    assert await world.forecasts.marks(Horizon.H1, 10) == marks
    assert await world.forecasts.marks(Horizon.H1, 2) == marks[1:]
    assert await world.forecasts.marks(Horizon.H4, 10) == []
