"""`issue`: every announced slot in time, what is too late missed, nothing twice.

Its failures and its concurrency: test_issue_faults.py.
"""

import asyncio
import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.baseline import BASELINES
from functions.domain.canonical import sha256_digest
from functions.domain.horizon import Horizon, Slot, standing_schedules
from functions.domain.model import WINDOW_HOURS, forecast_all, load_artifact
from functions.domain.record import input_digest, read_forecast_record
from functions.domain.units import HOUR, price_text, ratio_text
from functions.jobs import issue as issue_module
from functions.jobs.ingest import ingest
from functions.jobs.issue import IssueReport, issue
from tests.fakes.database import FakeDatabase
from tests.functions.jobs.rig import ARTIFACT, MARKET, Rig
from tests.functions.jobs.rig import rig as build
from tests.worlds import CLOCK, MODE, SOURCE, T0, fake_open_world

NOTHING = IssueReport((), (), {}, more=False)
AT_MIDNIGHT = ["1h-20240115T00Z", "24h-20240115T00Z", "4h-20240115T00Z", "7d-20240115T00Z"]
AT_ONE = ["1h-20240115T01Z", "24h-20240115T01Z", "4h-20240115T01Z"]


async def tick(rig: Rig, hours: float, minutes: float = 1) -> IssueReport:
    rig.at(hours, minutes)
    await ingest(rig.services)
    return await issue(rig.services)


async def test_at_midnight_all_four_horizons_are_issued(rig: Rig) -> None:
    await rig.ready()
    report = await tick(rig, 0)
    assert sorted(report.issued) == AT_MIDNIGHT
    assert (report.missed, report.waiting, report.more) == ((), {}, False)
    assert await rig.settled() == dict.fromkeys(report.issued, "issued")


async def test_at_any_other_hour_three_are_issued(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 0)
    assert sorted((await tick(rig, 1)).issued) == AT_ONE


async def test_the_record_says_what_the_model_said(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 0, minutes=4)
    window = MARKET[336 - WINDOW_HOURS : 336]
    artifact = load_artifact(ARTIFACT, sha256_digest(ARTIFACT))
    expected = forecast_all(artifact, window, T0, tuple(Horizon))
    for horizon in Horizon:
        settled = await rig.services.forecasts.find(Slot(T0, horizon))
        assert settled is not None
        published = read_forecast_record(settled.body)
        assert published.reference_price == Decimal(price_text(MARKET[335].close))
        for stated, computed in [
            (published.forecast, expected[horizon].model),
            *(
                (published.baselines[name], baseline)
                for name, baseline in expected[horizon].baselines.items()
            ),
        ]:
            assert [ratio_text(one) for one in computed.returns] == [
                ratio_text(one) for one in stated.returns
            ]
        record = published.record
        assert record["input_digest"] == input_digest(window)
        assert record["model"] == {"version": 1, "digest": sha256_digest(ARTIFACT)}
        assert record["issued_at"] == "2024-01-15T00:04:00Z"
        assert (record["mode"], record["source"]) == (MODE.value, SOURCE)
        assert record["code_version"] == "test"
        assert set(published.baselines) == set(BASELINES)


async def test_only_candles_closed_by_the_cutoff_are_read(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 0)
    twin = build(fake_open_world(FakeDatabase(MODE, SOURCE, CLOCK)), MARKET[:336])
    await twin.ready()
    await tick(twin, 0)
    slot = Slot(T0, Horizon.H24)
    ours, theirs = await rig.services.forecasts.find(slot), await twin.services.forecasts.find(slot)
    assert ours == theirs


async def test_before_the_first_cutoff_there_is_nothing_to_do(rig: Rig) -> None:
    await rig.ready()
    assert await issue(rig.services) == NOTHING
    rig.at(0, -0.001)
    assert await issue(rig.services) == NOTHING


async def test_called_twice_or_between_it_does_nothing_more(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 0)
    head = await rig.services.ledger.head()
    for minute in (1, 7, 12, 30, 59):
        assert await tick(rig, 0, minute) == NOTHING
    assert await rig.services.ledger.head() == head


@pytest.mark.parametrize("minute", [0, 10])
async def test_from_the_cutoff_to_the_deadline_is_in_time(rig: Rig, minute: int) -> None:
    await rig.ready()
    assert len((await tick(rig, 0, minute)).issued) == 4


async def test_after_the_deadline_a_slot_is_missed_for_ever(rig: Rig) -> None:
    await rig.ready()
    late = await tick(rig, 0, 10.001)
    assert sorted(late.missed) == AT_MIDNIGHT
    assert late.issued == ()
    assert sorted((await tick(rig, 1)).issued) == AT_ONE
    assert await rig.settled() == dict.fromkeys(late.missed, "missed") | dict.fromkeys(
        AT_ONE, "issued"
    )


async def test_a_missed_slot_says_why(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 2)
    settled = await rig.services.forecasts.find(Slot(T0, Horizon.H4))
    assert settled is not None
    assert settled.missed_reason == "not issued by the deadline"
    assert json.loads(settled.body)["reason"] == "not issued by the deadline"


async def test_an_outage_of_any_length_leaves_missed_slots_and_no_gap(rig: Rig) -> None:
    await rig.ready()
    await tick(rig, 0)
    report = await tick(rig, 50)
    assert len(report.missed) == 49 * 3 + 2
    assert len(report.issued) == 3
    announced = {
        slot.id
        for schedule in standing_schedules(T0)
        for slot in schedule.slots(T0 - HOUR, T0 + 50 * HOUR)
    }
    assert set(await rig.settled()) == announced


async def test_a_long_outage_is_caught_up_over_several_runs(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(issue_module, "SLOTS_PER_RUN_MAX", 10)
    await rig.ready()
    reports = [await tick(rig, 9) for _ in range(4)]
    assert [len(one.missed) for one in reports] == [10, 10, 8, 0]
    assert [len(one.issued) for one in reports] == [0, 0, 2, 1]
    assert [one.more for one in reports] == [True, True, True, False]


async def test_without_a_champion_slots_wait_and_are_then_missed(rig: Rig) -> None:
    await rig.opened.announce()
    await ingest(rig.services)
    report = await tick(rig, 0)
    assert report.issued == ()
    assert report.waiting == dict.fromkeys(AT_MIDNIGHT, "there is no champion model yet")
    await rig.make_champion()
    assert len((await tick(rig, 0, 9)).issued) == 4


async def test_nothing_is_issued_that_was_never_announced(rig: Rig) -> None:
    await rig.make_champion()
    assert await tick(rig, 5) == NOTHING


async def test_a_candle_missing_at_the_cutoff_is_waited_for(rig: Rig) -> None:
    await rig.ready()
    last = MARKET[335]
    rig.venue.candles.remove(last)
    report = await tick(rig, 0, 1)
    assert report.issued == ()
    reason = "the candle that closes at 2024-01-15T00:00:00Z is missing"
    assert report.waiting == dict.fromkeys(AT_MIDNIGHT, reason)
    rig.venue.candles.append(last)
    assert sorted((await tick(rig, 0, 7)).issued) == AT_MIDNIGHT


async def test_a_candle_that_never_comes_leaves_its_slots_missed(rig: Rig) -> None:
    await rig.ready()
    rig.venue.candles.remove(MARKET[335])
    assert len((await tick(rig, 0, 7)).waiting) == 4
    assert sorted((await tick(rig, 0, 12)).missed) == AT_MIDNIGHT
    assert sorted((await tick(rig, 1)).issued) == AT_ONE


async def test_too_few_candles_are_waited_for(rig: Rig) -> None:
    rig.venue.candles[:] = MARKET[250:]
    await rig.ready()
    waiting = (await tick(rig, 0)).waiting
    assert sorted(waiting) == AT_MIDNIGHT
    assert waiting[AT_MIDNIGHT[0]].startswith("86 of the 168 candles")


@settings(max_examples=25)
@given(
    waits=st.lists(st.integers(0, 300), min_size=1, max_size=12),
    gaps=st.sets(st.integers(320, 380), max_size=6),
)
def test_whenever_it_is_called_every_due_slot_is_settled_once_and_in_time(
    waits: list[int], gaps: set[int]
) -> None:
    async def live() -> None:
        candles = [one for hour, one in enumerate(MARKET) if hour not in gaps]
        rig = build(fake_open_world(FakeDatabase(MODE, SOURCE, CLOCK)), candles)
        await rig.ready()
        minute = 0
        for wait in waits:
            minute += wait
            await tick(rig, 0, minute)
        settled = await rig.settled()
        now = (await rig.services.world.read()).clock.now
        due = {
            slot.id: slot
            for schedule in standing_schedules(T0)
            for slot in schedule.slots(T0 - HOUR, now)
        }
        assert set(settled) <= set(due)
        assert {slot.id for slot in due.values() if slot.deadline < now} <= set(settled)
        for slot in due.values():
            one = await rig.services.forecasts.find(slot)
            if one and one.issued_at:
                assert slot.cutoff <= one.issued_at <= slot.deadline

    asyncio.run(live())
