"""Monitoring is told what the log says: once for each ending, and never at a release's cost."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest

from functions.adapters.system import SystemClock
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.fields import read_fields
from functions.domain.metrics.releases import RELEASED, RELEASES
from mlops.release.log.journal import PostgresJournal, open_log
from mlops.release.log.lease import Lease
from mlops.release.log.recorded import Dated, Recorded
from mlops.release.plan.step import Command, Plan, Stage, Step
from mlops.release.progress import Event, Kind
from mlops.release.telling import COUNTED_WITHIN, Teller, figures_of, tell_last, told
from tests.fakes.aggregate import FakeAggregate
from tests.mlops.release.conducting import Stage as Staged

ENV = "staging"
COMMIT = "0badc0de" * 5
BEGUN = datetime(2026, 3, 1, 12, tzinfo=UTC)
STEP = Step("deploy", "deploy it", Command("render.deploy"), 60, Command("render.rollback"))
PLAN = Plan(ENV, COMMIT, "sha256:live", (Stage("deploy", (STEP,)),))
AWAY = VendorUnavailable("upstash", "no answer within 3000 ms")


class Release:
    """One that a test writes into the log, and the Redis that hears of it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.aggregate = FakeAggregate()
        self.later = timedelta()

    async def begin(self) -> None:
        await open_log(self.url)
        await Lease(self.url, ENV, "ada").take("apply")
        self._journal = await PostgresJournal.begin(self.url, PLAN, "ada", "ada")

    async def write(self, *kinds: Kind) -> None:
        for kind in kinds:
            await self._journal.append(Event(kind, "" if kind is Kind.ROLLBACK_ASKED else STEP.id))

    def teller(self) -> Teller:
        """A process of its own, each time."""
        return Teller(
            self.url, ENV, self.aggregate, lambda _: BEGUN, lambda: SystemClock().now() + self.later
        )

    async def heard(self) -> Mapping[str, Mapping[tuple[str, ...], object]]:
        return read_fields(await self.aggregate.read(), RELEASED)


@pytest.fixture
async def release(release_url: str) -> Release:
    one = Release(release_url)
    await one.begin()
    return one


async def test_while_it_goes_on_it_is_open_and_somebody_is_at_it(release: Release) -> None:
    await release.write(Kind.BEGUN)
    await release.teller().tell()
    heard = await release.heard()
    assert heard["candor_release_open"] == {(): 1.0}
    assert "candor_release_held_timestamp_seconds" in heard
    assert RELEASES.name not in heard
    assert "candor_release_ended_timestamp_seconds" not in heard


async def test_after_a_kill_nobody_is_said_to_be_at_it(release: Release) -> None:
    await release.write(Kind.BEGUN)
    await Lease(release.url, ENV, "ada").give_back()
    await release.teller().tell()
    heard = await release.heard()
    assert heard["candor_release_open"] == {(): 1.0}
    assert "candor_release_held_timestamp_seconds" not in heard


async def test_an_ending_counts_once_whoever_tells_it_and_however_often(release: Release) -> None:
    await release.write(Kind.BEGUN, Kind.DONE)
    teller = release.teller()
    for one in (teller, teller, release.teller()):
        await one.tell()
    heard = await release.heard()
    assert heard[RELEASES.name] == {("released",): 1.0}
    assert heard["candor_release_open"] == {(): 0.0}
    assert heard["candor_release_commit"] == {(): float(0x0BADC0D)}


async def test_a_batch_that_was_heard_without_a_word_counts_once(release: Release) -> None:
    await release.write(Kind.DONE)
    release.aggregate.failure, release.aggregate.is_heard = AWAY, True
    said: list[str] = []
    await tell_last(release.teller(), said.append)
    release.aggregate.failure = None
    await release.teller().tell()
    assert said == [f"monitoring does not know of this: {AWAY}"]
    assert (await release.heard())[RELEASES.name] == {("released",): 1.0}


async def test_one_that_is_taken_back_counts_a_second_time(release: Release) -> None:
    await release.write(Kind.BEGUN, Kind.DONE)
    await release.teller().tell()
    await release.write(Kind.ROLLBACK_ASKED, Kind.UNDONE)
    await release.teller().tell()
    heard = await release.heard()
    assert heard[RELEASES.name] == {("released",): 1.0, ("rolled-back",): 1.0}
    ended = heard["candor_release_ended_timestamp_seconds"]
    assert ended.keys() == {("released",), ("rolled-back",)}


async def test_an_ending_of_long_ago_is_not_counted_again(release: Release) -> None:
    await release.write(Kind.DONE)
    release.later = COUNTED_WITHIN + timedelta(minutes=1)
    await release.teller().tell()
    assert RELEASES.name not in await release.heard()


async def test_without_a_release_nothing_is_told(release_url: str) -> None:
    teller = Release(release_url).teller()
    await teller.tell()
    assert await teller.aggregate.read() == {}


def test_times_are_from_the_log() -> None:
    def of(*events: tuple[Kind, int]) -> dict[str, float]:
        dated = [Dated(Event(kind, STEP.id), BEGUN + timedelta(seconds=at)) for kind, at in events]
        one = Recorded(1, PLAN, "", "ada", BEGUN, tuple(dated))
        return figures_of(one, BEGUN - timedelta(hours=1))

    released = of((Kind.BEGUN, 0), (Kind.DONE, 95))
    assert released["candor_release_duration_seconds"] == 95
    assert released["candor_release_lead_seconds"] == 3695
    assert released["candor_release_begun_timestamp_seconds"] == BEGUN.timestamp()
    back = of((Kind.BEGUN, 0), (Kind.FAILED, 60), (Kind.UNDONE, 72))
    assert back["candor_release_restore_seconds"] == 12
    assert back["candor_release_ended_timestamp_seconds|rolled-back"] == BEGUN.timestamp() + 72
    assert not back.keys() & {"candor_release_lead_seconds", "candor_release_commit"}
    partly = of((Kind.BEGUN, 0), (Kind.FAILED, 60), (Kind.UNDO_FAILED, 72))
    assert "candor_release_restore_seconds" not in partly


async def test_a_redis_that_is_away_fails_no_release_and_is_said(stage: Staged) -> None:
    said: list[str] = []
    async with told(stage.target, said.append):
        done = await stage.apply()
    assert done.ending == "released"
    assert len(said) == 1
    assert said[0].startswith("monitoring does not know of this: upstash")
