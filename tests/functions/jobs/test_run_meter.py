"""Every run of a job is counted once, however it ended."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from functions.domain.errors import NotFound, NotReady, VendorUnavailable
from functions.domain.horizon import Horizon
from functions.jobs import run as run_module
from functions.jobs.cadence import CADENCE
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.run import run
from functions.jobs.score import ScoreReport
from functions.jobs.tick import tick
from functions.ports.services import Services
from functions.queries.shelf import Shelf
from tests.fakes.clock import FakeClock
from tests.fakes.meter import FakeMeter
from tests.fakes.world import UnreadableWorld
from tests.functions.jobs.rig import Rig
from tests.worlds import CLOCK

TOOK_S = 2.5
NOW = FakeClock().now().timestamp() + TOOK_S
DURATION, LAST = "candor_job_duration_seconds", "candor_job_last_success_timestamp_seconds"


@pytest.fixture
def meter() -> FakeMeter:
    return FakeMeter()


@pytest.fixture
def services(rig: Rig, meter: FakeMeter) -> Services:
    return replace(rig.services, meter=meter)


def runs(meter: FakeMeter) -> dict[tuple[str, ...], int]:
    """Runs by job and outcome, as far as there were any."""
    return {
        labels: count
        for (name, labels), count in meter.counted.items()
        if name == "candor_job_runs" and count
    }


def ending(monkeypatch: pytest.MonkeyPatch, outcome: Any) -> None:
    """Let `score` take a while and end so."""

    async def job(services: Services) -> Any:
        services.clock.advance(TOOK_S)  # type: ignore[attr-defined]
        if isinstance(outcome, BaseException):
            raise outcome
        return outcome

    monkeypatch.setitem(run_module.JOBS, "score", job)


async def score(services: Services) -> None:
    await run("score", services, Shelf(services.cache, services.clock))


async def test_a_job_that_did_all_there_was_to_do_dates_its_success(
    services: Services, meter: FakeMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, ScoreReport(0, more=False))
    await score(services)
    assert runs(meter) == {("score", "ok"): 1}
    assert meter.observed == {(DURATION, ("score",)): [TOOK_S]}
    assert meter.values == {(LAST, ("score",)): NOW}


async def test_a_job_that_left_something_undone_does_not(
    services: Services, meter: FakeMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, ScoreReport(0, more=True))
    await score(services)
    assert runs(meter) == {("score", "unfinished"): 1}
    assert meter.values == {}


@pytest.mark.parametrize(
    "error",
    [VendorUnavailable("postgres", "gone"), RuntimeError("ours"), asyncio.CancelledError()],
    ids=["vendor", "mistake", "cancelled"],
)
async def test_a_job_that_fails_is_counted_and_timed(
    services: Services,
    meter: FakeMeter,
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
) -> None:
    ending(monkeypatch, error)
    with pytest.raises(type(error)):
        await score(services)
    assert runs(meter) == {("score", "failed"): 1}
    assert meter.observed == {(DURATION, ("score",)): [TOOK_S]}
    assert meter.values == {}


async def test_a_job_whose_documents_cannot_be_published_has_failed(
    services: Services, meter: FakeMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ending(monkeypatch, ScoreReport(1, more=False))
    lost = UnreadableWorld(VendorUnavailable("postgres", "gone"))
    with pytest.raises(VendorUnavailable):
        await score(replace(services, world=lost))
    assert runs(meter) == {("score", "failed"): 1}


async def test_a_job_that_nobody_knows_is_no_run(services: Services, meter: FakeMeter) -> None:
    with pytest.raises(NotFound):
        await run("anchor", services, Shelf(services.cache, services.clock))
    assert runs(meter) == {}


async def test_a_job_whose_share_of_a_tick_is_used_up_has_failed(
    services: Services, meter: FakeMeter, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang(_: Any) -> None:
        await asyncio.sleep(60)

    monkeypatch.setitem(run_module.JOBS, "ingest", hang)
    await tick(services, Shelf(services.cache, services.clock), seconds=0.3)
    others = {(entry.job, "ok"): 1 for entry in CADENCE[1:]}
    assert runs(meter) == {("ingest", "failed"): 1, **others}


async def test_in_a_tick_without_a_world_to_read_every_job_has_failed(
    services: Services, meter: FakeMeter
) -> None:
    lost = replace(services, world=UnreadableWorld(NotReady("still being prepared")))
    await tick(lost, Shelf(services.cache, services.clock))
    assert runs(meter) == {(entry.job, "failed"): 1 for entry in CADENCE}


async def test_candles_are_counted_as_they_are_stored(
    rig: Rig, services: Services, meter: FakeMeter
) -> None:
    report = await ingest(services)
    assert report.stored > 300
    assert meter.counted["candor_candles_stored", ()] == report.stored
    newest = rig.venue.candles.index(max(c for c in rig.venue.candles if c.close_time <= CLOCK.now))
    rig.venue.candles[newest] = replace(rig.venue.candles[newest], volume=Decimal(7))
    rig.at(minutes=-30)
    again = await ingest(services)
    assert (again.stored, again.revised) == (0, 1)
    assert meter.counted["candor_candles_stored", ()] == report.stored
    assert meter.counted["candor_candles_revised", ()] == 1
    assert meter.counted["candor_candles_quarantined", ()] == 0


async def test_a_forecast_tells_how_long_after_its_cutoff_it_was_issued(
    rig: Rig, services: Services, meter: FakeMeter
) -> None:
    await rig.ready()
    rig.at(minutes=4)
    await ingest(services)
    await issue(services)
    await issue(services)
    delays = {k[1]: v for k, v in meter.observed.items() if k[0] == "candor_issue_delay_seconds"}
    assert delays == {(horizon.value,): [240.0] for horizon in Horizon}


async def test_a_missed_slot_has_no_delay(rig: Rig, services: Services, meter: FakeMeter) -> None:
    await rig.ready()
    rig.at(minutes=11)
    assert (await issue(services)).missed
    assert meter.observed == {}
