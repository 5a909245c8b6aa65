"""What the jobs found out is kept: how each part answered, and when each job did its work."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from functions.documents.components import CHECKED_EVERY, ComponentCheck, Components
from functions.domain.errors import (
    CandorError,
    NotFound,
    NotReady,
    VendorError,
    VendorRejected,
    VendorUnavailable,
    WorldMismatch,
)
from functions.jobs import run as run_module
from functions.jobs.cadence import CADENCE
from functions.jobs.check import check
from functions.jobs.run import run_alone
from functions.jobs.score import ScoreReport
from functions.jobs.tick import Turn, tick
from functions.ports.services import Services
from functions.queries.components import KEY, known_components
from functions.queries.shelf import Shelf
from tests.fakes.clock import FakeClock
from tests.fakes.objects import FakeObjects
from tests.fakes.world import UnreadableWorld
from tests.functions.jobs.rig import Rig

PARTS = ["artifacts 1", "cache", "database", "venue coinbase"]
GONE = VendorUnavailable("postgres", "gone: by night")


def shelf_of(rig: Rig) -> Shelf:
    return Shelf(rig.services.cache, rig.services.clock)


async def ticked(rig: Rig, services: Services | None = None) -> Components:
    """What is known after a tick."""
    await tick(services or rig.services, shelf_of(rig))
    return await known_components(rig.services)


def wait(rig: Rig, time: timedelta) -> datetime:
    """Let wall time pass; the instant it then is."""
    assert isinstance(rig.services.clock, FakeClock)
    rig.services.clock.advance(time.total_seconds())
    return rig.services.clock.now()


def part(known: Components, name: str) -> ComponentCheck:
    """What is known of one part."""
    return next(one for one in known.checks if one.name == name)


async def test_after_a_tick_every_part_and_every_job_is_known(rig: Rig) -> None:
    await rig.ready()
    rig.at(minutes=1)
    known = await ticked(rig)
    assert [one.name for one in known.checks] == PARTS
    assert all(one.ok for one in known.checks)
    assert [one.job for one in known.jobs] == [entry.job for entry in CADENCE]
    now = rig.services.clock.now()
    assert {one.checked_at for one in known.checks} | {one.at for one in known.jobs} == {now}


async def test_the_parts_are_asked_once_an_hour_and_the_jobs_dated_at_every_tick(rig: Rig) -> None:
    await rig.ready()
    first = rig.services.clock.now()
    await ticked(rig)
    soon = wait(rig, timedelta(minutes=3))
    known = await ticked(rig)
    assert part(known, "database").checked_at == part(known, "artifacts 1").checked_at == first
    assert part(known, "venue coinbase").checked_at == soon
    assert {one.at for one in known.jobs} == {soon}
    later = wait(rig, CHECKED_EVERY)
    assert part(await ticked(rig), "database").checked_at == later


async def test_a_part_that_is_not_well_is_asked_again_at_the_next_tick(rig: Rig) -> None:
    await rig.ready()
    rig.objects.failure = VendorUnavailable("artifacts", "https://one.test: HTTP 500")
    assert not part(await ticked(rig), "artifacts 1").ok
    rig.objects.failure = None
    soon = wait(rig, timedelta(minutes=3))
    known = part(await ticked(rig), "artifacts 1")
    assert (known.ok, known.checked_at) == (True, soon)


async def test_a_job_that_failed_or_is_unfinished_keeps_the_date_of_its_last_success(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    await rig.ready()
    first = rig.services.clock.now()
    await ticked(rig)

    async def fail(_: Services) -> None:
        raise RuntimeError("our mistake")

    async def leave(_: Services) -> ScoreReport:
        return ScoreReport(0, more=True)

    monkeypatch.setitem(run_module.JOBS, "issue", fail)
    monkeypatch.setitem(run_module.JOBS, "score", leave)
    soon = wait(rig, timedelta(minutes=3))
    at = {one.job: one.at for one in (await ticked(rig)).jobs}
    assert [at[job] for job in ("ingest", "issue", "score")] == [soon, first, first]


async def test_a_venue_that_failed_is_told_without_its_own_words(rig: Rig) -> None:
    await rig.ready()
    rig.venue.failing = VendorUnavailable("coinbase", "HTTP 500: '<h1>down: by night</h1>'")
    venue = part(await ticked(rig), "venue coinbase")
    assert (venue.ok, venue.detail) == (False, "HTTP 500")


async def test_a_lost_database_is_known_though_no_job_could_run(rig: Rig) -> None:
    await rig.ready()
    await ticked(rig)
    first, soon = rig.services.clock.now(), wait(rig, timedelta(minutes=3))
    known = await ticked(rig, replace(rig.services, world=UnreadableWorld(GONE)))
    lost = part(known, "database")
    assert (lost.ok, lost.detail, lost.checked_at) == (False, "postgres: gone", soon)
    assert {one.at for one in known.jobs} == {first}


async def test_a_job_that_runs_alone_leaves_its_findings_too(rig: Rig) -> None:
    await rig.ready()
    await run_alone("ingest", rig.services, shelf_of(rig))
    known = await known_components(rig.services)
    assert [one.job for one in known.jobs] == ["ingest"]
    assert [one.name for one in known.checks] == PARTS


async def test_a_lost_cache_costs_the_jobs_nothing(rig: Rig) -> None:
    await rig.ready()
    rig.services.cache.failure = VendorUnavailable("upstash", "gone")  # type: ignore[attr-defined]
    turns: tuple[Turn, ...] = await tick(rig.services, shelf_of(rig))
    assert not any(turn.failure for turn in turns)


async def test_what_another_version_kept_is_replaced(rig: Rig) -> None:
    await rig.ready()
    await rig.services.cache.set(KEY, b'{"components": {}}', 60)
    assert [one.name for one in (await ticked(rig)).checks] == PARTS


@pytest.mark.parametrize(
    ("error", "ok", "said"),
    [
        (NotReady("the candles are still being prepared"), True, "answers; the candles are"),
        (WorldMismatch("a live world, not replay"), False, "a live world, not replay"),
        (GONE, False, "postgres: gone"),
    ],
)
async def test_the_database_is_told_of_as_it_answered(
    rig: Rig, error: CandorError, ok: bool, said: str
) -> None:
    found = await check(replace(rig.services, world=UnreadableWorld(error)))
    database = part(Components(checks=tuple(found)), "database")
    assert database.ok == ok
    assert database.detail.startswith(said)
    assert "night" not in database.detail


async def test_a_lost_cache_is_told_by_whoever_asks(rig: Rig) -> None:
    refused = VendorRejected("upstash", "refused: quota of ours")
    rig.services.cache.failure = refused  # type: ignore[attr-defined]
    cache = part(Components(checks=tuple(await check(rig.services))), "cache")
    assert (cache.ok, cache.detail) == (False, "upstash: refused")


class Places(FakeObjects):
    """Several places, by why they do not give the artifact."""

    def __init__(self, answers: dict[str, CandorError | None]) -> None:
        super().__init__()
        self._answers = answers

    async def copies(self, digest: str) -> dict[str, CandorError | None]:
        """As told."""
        assert digest
        return self._answers


async def test_each_place_of_the_artifact_is_told_by_its_number_and_host(rig: Rig) -> None:
    await rig.ready()

    def failure(kind: type[VendorError]) -> VendorError:
        return kind("artifacts", "https://x.test: <h1>words</h1>")

    places = Places(
        {
            "https://one.test/models": None,
            "https://two.test/models": NotFound("nothing there"),
            "https://two.test/others": failure(VendorUnavailable),
            "disk": failure(VendorRejected),
        }
    )
    found = {one.name: one for one in await check(replace(rig.services, objects=places))}
    assert {name: (one.ok, one.detail) for name, one in found.items() if "artifacts" in name} == {
        "artifacts 1": (True, "one.test gives the champion's artifact"),
        "artifacts 2": (False, "two.test does not have the champion's artifact"),
        "artifacts 3": (False, "two.test did not answer"),
        "artifacts 4": (False, "disk refused, or gave other bytes than the champion's artifact"),
    }


async def test_without_a_champion_no_place_is_asked(rig: Rig) -> None:
    assert [one.name for one in await check(rig.services)] == ["database", "cache"]
