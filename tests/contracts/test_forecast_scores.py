"""What every forecast store promises of outcomes and scores, in memory and in PostgreSQL alike."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.horizon import Horizon, Slot
from functions.domain.record import missed_record
from functions.domain.scoring import score
from functions.domain.units import HOUR
from functions.domain.venue_consensus import venue_consensus
from functions.ports.forecasts import (
    MaturedForecast,
    Outcome,
    ScoredForecast,
    SlotCounts,
    SlotFilter,
)
from tests.fakes.market import market
from tests.worlds import SEEN, T0, OpenWorld, distribution, forecast_body

MARKET = {one.open_time: one for one in market(360)}
LIMIT = 100
REASON = "not issued by the deadline"


@pytest.fixture
async def world(open_world: OpenWorld) -> OpenWorld:
    """1h and 4h issued at T0 and T0 + 1 h, then 1h missed; the clock shows T0 + 2 h 11 min."""
    await open_world.announce()
    for hours in (0, 1):
        cutoff = T0 + hours * HOUR
        open_world.move(cutoff + timedelta(minutes=1))
        for slot in (Slot(cutoff, Horizon.H1), Slot(cutoff, Horizon.H4)):
            body = forecast_body(slot, cutoff)
            await open_world.forecasts.issue(slot, cutoff, body)
    open_world.move(T0 + 2 * HOUR + timedelta(minutes=11))
    missed = Slot(T0 + 2 * HOUR, Horizon.H1)
    await open_world.forecasts.miss(missed, REASON, missed_record(SEEN, missed, REASON))
    return open_world


async def store(world: OpenWorld, *hours: int) -> None:
    """Make the candles known that open `hours` after T0."""
    candles = [MARKET[T0 + hour * HOUR] for hour in hours]
    await world.candles.record({"a": candles}, [venue_consensus({"a": one}, 1) for one in candles])


async def matured(world: OpenWorld) -> list[MaturedForecast]:
    now = (await world.world.read()).clock.now
    return await world.forecasts.matured(now, LIMIT)


def scored(found: Sequence[MaturedForecast], log_return: float = 0.004) -> list[ScoredForecast]:
    return [
        ScoredForecast(
            one,
            log_return,
            {
                "model": score(distribution(1.0), log_return),
                "ewma": score(distribution(3.0), log_return),
            },
        )
        for one in found
    ]


async def test_nothing_matures_before_the_targets_close_is_known(world: OpenWorld) -> None:
    assert await matured(world) == []
    await store(world, 1)
    assert [one.slot for one in await matured(world)] == [Slot(T0 + HOUR, Horizon.H1)]


async def test_the_outcome_is_the_close_at_the_target(world: OpenWorld) -> None:
    await store(world, 0, 1)
    now = (await world.world.read()).clock.now
    slot = Slot(T0, Horizon.H1)
    assert (await matured(world))[0] == MaturedForecast(
        slot, forecast_body(slot, T0), MARKET[T0].close, outcome_known_at=now
    )


async def test_nothing_matures_before_its_target(world: OpenWorld) -> None:
    await store(world, 0, 1)
    just_before = T0 + 2 * HOUR - timedelta(microseconds=1)
    slots = [one.slot for one in await world.forecasts.matured(just_before, LIMIT)]
    assert slots == [Slot(T0, Horizon.H1)]


async def test_the_oldest_target_comes_first_and_a_missed_slot_never(world: OpenWorld) -> None:
    world.move(T0 + 6 * HOUR)
    await store(world, *range(6))
    expected = [
        Slot(T0, Horizon.H1),
        Slot(T0 + HOUR, Horizon.H1),
        Slot(T0, Horizon.H4),
        Slot(T0 + HOUR, Horizon.H4),
    ]
    assert [one.slot for one in await matured(world)] == expected
    first_two = await world.forecasts.matured(T0 + 6 * HOUR, 2)
    assert [one.slot for one in first_two] == expected[:2]


async def test_a_gap_at_one_target_holds_up_no_other(world: OpenWorld) -> None:
    world.move(T0 + 6 * HOUR)
    await store(world, 1, 4)
    assert [one.slot for one in await matured(world)] == [
        Slot(T0 + HOUR, Horizon.H1),
        Slot(T0 + HOUR, Horizon.H4),
    ]


async def test_a_recorded_outcome_is_read_with_its_forecast(world: OpenWorld) -> None:
    await store(world, 0)
    found = scored(await matured(world))
    assert await world.forecasts.record_scores(found) == 1
    now = (await world.world.read()).clock.now
    settled = await world.forecasts.find(Slot(T0, Horizon.H1))
    assert settled is not None
    assert settled.outcome == Outcome(MARKET[T0].close, 0.004, now, found[0].scores)
    (page,) = await world.forecasts.page(SlotFilter(status="scored"))
    assert page == settled
    assert await matured(world) == []


async def test_the_latest_carry_their_outcome(world: OpenWorld) -> None:
    await store(world, 0, 1)
    await world.forecasts.record_scores(scored(await matured(world)))
    short, long = await world.forecasts.latest()
    assert short.outcome is not None
    assert short.outcome.price == MARKET[T0 + HOUR].close
    assert long.outcome is None


async def test_scoring_twice_changes_nothing(world: OpenWorld) -> None:
    await store(world, 0, 1)
    found = await matured(world)
    assert await world.forecasts.record_scores(scored(found)) == 2
    before = await world.forecasts.page(SlotFilter())
    world.move(T0 + 4 * HOUR)
    assert await world.forecasts.record_scores(scored(found, log_return=-0.5)) == 0
    assert await world.forecasts.page(SlotFilter()) == before


async def test_only_the_new_ones_of_a_batch_are_counted(world: OpenWorld) -> None:
    await store(world, 0, 1)
    found = await matured(world)
    await world.forecasts.record_scores(scored(found[:1]))
    assert await world.forecasts.record_scores(scored(found)) == 1
    assert await world.forecasts.record_scores([]) == 0


async def test_eight_at_once_score_once(world: OpenWorld) -> None:
    await store(world, 0, 1)
    found = scored(await matured(world))
    counts = await asyncio.gather(
        *(world.forecasts.record_scores(found) for _ in range(8)),
    )
    assert sum(counts) == 2


async def test_scoring_in_opposite_orders_at_once_scores_once(world: OpenWorld) -> None:
    world.move(T0 + 6 * HOUR)
    await store(world, *range(6))
    found = scored(await matured(world))
    counts = await asyncio.gather(
        *(world.forecasts.record_scores(found[:: 1 if n % 2 else -1]) for n in range(8)),
    )
    assert sum(counts) == 4


async def test_an_announced_horizon_without_slots_has_an_empty_tally(
    open_world: OpenWorld,
) -> None:
    assert await open_world.forecasts.tallies(T0) == []
    await open_world.announce()
    tallies = await open_world.forecasts.tallies(T0)
    assert [one.horizon for one in tallies] == list(Horizon)
    assert {(one.issued, one.missed, one.matured_unscored, one.scored) for one in tallies} == {
        (0, 0, 0, 0)
    }
    assert (tallies[0].pinball, tallies[0].crps, tallies[0].coverage) == ({}, {}, {})
    assert tallies[0].pit_histogram == (0,) * 10


async def test_a_tally_counts_what_became_of_the_slots(world: OpenWorld) -> None:
    await store(world, 0, 1)
    await world.forecasts.record_scores(scored((await matured(world))[:1]))
    short, long, *_ = await world.forecasts.tallies(T0 + 2 * HOUR)
    assert (short.issued, short.missed, short.matured_unscored, short.scored) == (2, 1, 1, 1)
    assert (long.issued, long.missed, long.matured_unscored, long.scored) == (2, 0, 0, 0)
    long_after = (await world.forecasts.tallies(T0 + 5 * HOUR))[1]
    assert long_after.matured_unscored == 2
    counted = await world.forecasts.slot_counts(T0 + 2 * HOUR)
    assert [type(one) for one in counted] == [SlotCounts] * len(Horizon)
    assert counted[:2] == [SlotCounts(Horizon.H1, 2, 1, 1, 1), SlotCounts(Horizon.H4, 2, 0, 0, 0)]


async def test_a_tally_is_the_mean_of_the_scores(world: OpenWorld) -> None:
    await store(world, 0, 1)
    first, second = await matured(world)
    inside, outside = scored([first], 0.001), scored([second], 0.02)
    await world.forecasts.record_scores([*inside, *outside])
    tally = (await world.forecasts.tallies(T0 + 3 * HOUR))[0]
    for name in ("model", "ewma"):
        a, b = inside[0].scores[name], outside[0].scores[name]
        assert tally.pinball[name] == pytest.approx((a.pinball + b.pinball) / 2, rel=1e-12)
        assert tally.crps[name] == pytest.approx((a.crps + b.crps) / 2, rel=1e-12)
    assert tally.coverage == {50: 0.5, 80: 0.5, 90: 0.5, 95: 0.5}
    assert sum(tally.pit_histogram) == 2
    assert tally.pit_histogram[9] == 1


@pytest.mark.parametrize(("pit", "index"), [(0.0, 0), (0.1, 1), (0.5, 5), (0.99999, 9), (1.0, 9)])
async def test_a_pit_of_one_falls_into_the_last_bin(
    world: OpenWorld, pit: float, index: int
) -> None:
    await store(world, 0)
    (found,) = scored(await matured(world))
    placed = {name: replace(one, pit=pit) for name, one in found.scores.items()}
    await world.forecasts.record_scores([replace(found, scores=placed)])
    tally = (await world.forecasts.tallies(T0 + 3 * HOUR))[0]
    assert tally.pit_histogram == tuple(int(at == index) for at in range(10))
