"""`issue` when something fails half-way, is late, or runs eight times at once."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import psycopg
import pytest

from functions.domain.canonical import canonical_json
from functions.domain.errors import VendorUnavailable
from functions.domain.horizon import Slot
from functions.jobs.ingest import ingest
from functions.jobs.issue import TOO_LATE, issue
from functions.ports.forecasts import ForecastStore, SlotFilter
from tests.conftest import Database
from tests.fakes.artifact import artifact_document
from tests.functions.jobs.rig import Rig

DOWN = VendorUnavailable("postgres", "gone")
OnIssue = Callable[[Slot], Awaitable[None]]


class Interrupted:
    """A forecast store before whose every `issue` something happens."""

    def __init__(self, store: ForecastStore, before: OnIssue) -> None:
        self._store = store
        self._before = before
        self.last_settled = store.last_settled
        self.miss = store.miss
        self.matured = store.matured
        self.record_scores = store.record_scores
        self.scored_days = store.scored_days
        self.latest = store.latest
        self.find = store.find
        self.page = store.page
        self.slot_counts = store.slot_counts
        self.tallies = store.tallies
        self.marks = store.marks
        self.reached = store.reached
        self.record_touches = store.record_touches
        self.asked_days = store.asked_days

    async def issue(self, slot: Slot, issued_at: datetime, body: bytes) -> bool:
        await self._before(slot)
        return await self._store.issue(slot, issued_at, body)


def interrupted(rig: Rig, before: OnIssue) -> Rig:
    store = Interrupted(rig.services.forecasts, before)
    return replace(rig, services=replace(rig.services, forecasts=store))


async def due(rig: Rig) -> None:
    """Midnight has come, its candle is there, nothing is issued yet."""
    await rig.ready()
    rig.at(0, 1)
    await ingest(rig.services)


async def test_a_slot_whose_deadline_passes_meanwhile_is_not_written(any_rig: Rig) -> None:
    await due(any_rig)

    async def take_too_long(_: Slot) -> None:
        any_rig.at(0, 10.1)

    report = await issue(interrupted(any_rig, take_too_long).services)
    assert report.issued == ()
    assert set(report.waiting.values()) == {TOO_LATE}
    assert await any_rig.settled() == {}
    assert len((await issue(any_rig.services)).missed) == 4


async def test_slots_issued_before_the_deadline_passed_are_kept(any_rig: Rig) -> None:
    await due(any_rig)
    done: list[Slot] = []

    async def slow_down(slot: Slot) -> None:
        done.append(slot)
        if len(done) == 3:
            any_rig.at(0, 10.1)

    report = await issue(interrupted(any_rig, slow_down).services)
    assert report.issued == tuple(slot.id for slot in done[:2])
    assert sorted(report.waiting) == sorted(slot.id for slot in done[2:])
    assert (await issue(any_rig.services)).missed == tuple(slot.id for slot in done[2:])


async def test_a_failure_in_the_middle_keeps_what_is_issued_and_loses_nothing(
    any_rig: Rig,
) -> None:
    await due(any_rig)
    done: list[Slot] = []

    async def fail_third(slot: Slot) -> None:
        done.append(slot)
        if len(done) == 3:
            raise DOWN

    with pytest.raises(VendorUnavailable):
        await issue(interrupted(any_rig, fail_third).services)
    assert list(await any_rig.settled()) == [slot.id for slot in done[:2]]
    rest = await issue(any_rig.services)
    assert len(rest.issued) == 2
    assert set(await any_rig.settled()) == {slot.id for slot in done[:2]} | set(rest.issued)


@contextmanager
def fault(database: Database) -> Iterator[None]:
    """Let the database refuse 4h slots, after their entry has gone into the ledger."""
    with psycopg.connect(database.owner_url, autocommit=True) as owner:
        owner.execute("ALTER TABLE slot_entry ADD CONSTRAINT fault CHECK (horizon <> '4h')")
        try:
            yield
        finally:
            owner.execute("ALTER TABLE slot_entry DROP CONSTRAINT fault")


async def test_a_slot_that_fails_half_way_leaves_no_entry_in_the_ledger(
    real_rig: Rig, database: Database
) -> None:
    await due(real_rig)
    with fault(database):
        with pytest.raises(psycopg.errors.CheckViolation):
            await issue(real_rig.services)
        assert list(await real_rig.settled()) == ["1h-20240115T00Z", "24h-20240115T00Z"]
    assert (await issue(real_rig.services)).issued == ("4h-20240115T00Z", "7d-20240115T00Z")
    assert set((await real_rig.settled()).values()) == {"issued"}


async def waits_for_the_artifact(rig: Rig, because: str) -> None:
    """All four slots wait, the report says why, and nothing is on record."""
    report = await issue(rig.services)
    assert report.issued == ()
    assert len(report.waiting) == 4
    for said in report.waiting.values():
        assert said.startswith("the champion's artifact cannot be had: ")
        assert because in said
    assert await rig.settled() == {}


async def test_a_corrupt_artifact_is_refused_and_nothing_is_issued(rig: Rig) -> None:
    await due(rig)
    champion = await rig.services.models.champion()
    assert champion is not None
    rig.objects.stored[champion.digest] += b" "
    await waits_for_the_artifact(rig, "the bytes have digest")
    rig.objects.stored[champion.digest] = rig.objects.stored[champion.digest][:-1]
    assert len((await issue(rig.services)).issued) == 4


async def test_a_lost_artifact_does_not_keep_old_slots_from_being_missed(rig: Rig) -> None:
    await rig.ready()
    rig.objects.stored.clear()
    rig.at(1, 1)
    await ingest(rig.services)
    report = await issue(rig.services)
    assert len(report.missed) == 4
    assert len(report.waiting) == 3
    assert list((await rig.settled()).values()) == ["missed"] * 4


async def test_without_the_stores_a_champion_that_is_known_speaks_on(rig: Rig) -> None:
    await due(rig)
    assert len((await issue(rig.services)).issued) == 4
    rig.objects.failure = VendorUnavailable("objects", "gone")
    rig.at(1, 1)
    await ingest(rig.services)
    assert len((await issue(rig.services)).issued) == 3


async def test_a_former_champion_does_not_speak_for_one_whose_artifact_is_lost(rig: Rig) -> None:
    await due(rig)
    assert len((await issue(rig.services)).issued) == 4
    successor = await rig.make_champion(
        canonical_json({**artifact_document(), "training_hours": 6000})
    )
    rig.objects.failure = VendorUnavailable("objects", "gone")
    rig.at(1, 1)
    await ingest(rig.services)
    report = await issue(rig.services)
    assert report.issued == ()
    assert all("objects: gone" in said for said in report.waiting.values())
    rig.objects.failure = None
    issued = (await issue(rig.services)).issued
    forecasts = await rig.services.forecasts.page(SlotFilter(limit=10))
    spoke = {one.slot.id: json.loads(one.body)["model"]["digest"] for one in forecasts if one.body}
    assert {spoke[slot_id] for slot_id in issued} == {successor.digest}


async def test_stores_that_are_down_leave_the_slots_waiting(rig: Rig) -> None:
    await due(rig)
    rig.objects.failure = VendorUnavailable("objects", "gone")
    await waits_for_the_artifact(rig, "objects: gone")


async def test_eight_at_once_issue_each_slot_once(any_rig: Rig) -> None:
    await due(any_rig)
    reports = await asyncio.gather(*(issue(any_rig.services) for _ in range(8)))
    issued = [slot_id for report in reports for slot_id in report.issued]
    assert len(issued) == len(set(issued)) == 4
    assert await any_rig.settled() == dict.fromkeys(await any_rig.settled(), "issued")


async def test_eight_at_once_after_an_outage_settle_each_slot_once(any_rig: Rig) -> None:
    await any_rig.ready()
    any_rig.at(5, 1)
    await ingest(any_rig.services)
    reports = await asyncio.gather(*(issue(any_rig.services) for _ in range(8)))
    missed = [slot_id for report in reports for slot_id in report.missed]
    issued = [slot_id for report in reports for slot_id in report.issued]
    assert len(missed) == len(set(missed)) == 4 + 4 * 3
    assert len(issued) == len(set(issued)) == 3
    settled = await any_rig.settled()
    assert set(settled) == {*missed, *issued}
