"""One run of the witness: kept, told to the record, stamped once a day, completed later."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import httpx
import pytest

from functions.domain.errors import LedgerForked, VendorUnavailable
from functions.ports.ledger import Anchor, SignedCheckpoint
from mlops.ledger.anchor import STAMP_EVERY, STAMPED_AT, AnchorReport, anchor
from mlops.ledger.time_stamp import read_time_stamp
from mlops.local.emulators.calendar.server import CalendarServer
from tests.fakes.clock import FakeClock
from tests.fakes.database import FakeDatabase
from tests.fakes.ledger import FakeLedger
from tests.mlops.ledger.ledgers import NAME, SIGNER, Ledger, Shelf, leaves, note
from tests.worlds import CLOCK, MODE, SOURCE


@dataclass
class Rig:
    """A site, its record, and a witness with a shelf and a clock of its own."""

    calendars: Sequence[str]
    site: Ledger = field(default_factory=lambda: Ledger(leaves(5)))
    shelf: Shelf = field(default_factory=Shelf)
    clock: FakeClock = field(default_factory=FakeClock)
    database: FakeDatabase = field(default_factory=lambda: FakeDatabase(MODE, SOURCE, CLOCK))

    def __post_init__(self) -> None:
        """Sign the first checkpoint."""
        self.ledger = FakeLedger(self.database)
        self.grow(5)

    def grow(self, size: int) -> None:
        """The site's ledger has so many entries, all signed."""
        self.site.entries = leaves(size)
        signed = SignedCheckpoint(size, note(leaves(size)), CLOCK.now)
        self.database.checkpoints.append(signed)

    async def run(self) -> AnchorReport:
        return await anchor(
            self.site.site(), self.shelf, self.ledger, self.clock, SIGNER.verifier, self.calendars
        )

    def said(self) -> list[tuple[int, str, str]]:
        return [(one.size, one.place, one.state) for one in self.database.anchors]


@pytest.fixture
def rig(calendar: CalendarServer) -> Iterator[Rig]:
    yield Rig([calendar.url])
    httpx.delete(f"{calendar.url}/_faults")


async def test_the_first_checkpoint_is_kept_stamped_and_told_to_the_record(rig: Rig) -> None:
    report = await rig.run()
    assert report.witnessed.is_new
    assert report.failures == ()
    assert rig.database.anchors[0] == Anchor(5, "s3", "kept", f"checkpoints/{NAME}/5")
    assert {"5", "latest", "5.ots", STAMPED_AT} == set(rig.shelf.kept)
    # The emulator is in a block at once, so one run sees both.
    assert rig.said() == [
        (5, "s3", "kept"), (5, "opentimestamps", "pending"), (5, "opentimestamps", "complete"),
    ]  # fmt: skip
    kept = read_time_stamp(rig.shelf.kept["5.ots"], rig.shelf.kept["5"])
    assert kept.state == "complete"
    assert [one.state for one in report.stamped] == ["pending", "complete"]


async def test_every_new_checkpoint_is_kept_and_one_a_day_is_stamped(rig: Rig) -> None:
    for size in range(6, 30):
        await rig.run()
        rig.clock.advance(timedelta(hours=1).total_seconds())
        rig.grow(size)
    await rig.run()
    assert [size for size, place, _ in rig.said() if place == "s3"] == list(range(5, 30))
    stamped = [size for size, _, state in rig.said() if state == "pending"]
    assert stamped == [5, 5 + int(STAMP_EVERY / timedelta(hours=1))]


async def test_a_ledger_that_does_not_grow_is_stamped_once(rig: Rig) -> None:
    await rig.run()
    before = rig.shelf.kept["5.ots"]
    rig.clock.advance(timedelta(days=3).total_seconds())
    report = await rig.run()
    assert (report.stamped, rig.shelf.kept["5.ots"]) == ((), before)


async def test_without_a_calendar_checkpoints_are_kept_all_the_same() -> None:
    rig = Rig([])
    assert (await rig.run()).failures == ()
    assert rig.said() == [(5, "s3", "kept")]


async def test_a_failing_calendar_is_told_and_tried_again(rig: Rig) -> None:
    [url] = rig.calendars
    await asyncio.to_thread(httpx.post, f"{url}/_faults", json={"mode": "500"})
    report = await rig.run()
    assert [url in one for one in report.failures] == [True]
    assert rig.said() == [(5, "s3", "kept")]
    await asyncio.to_thread(httpx.delete, f"{url}/_faults")
    assert [one.state for one in (await rig.run()).stamped] == ["pending", "complete"]


async def test_a_promise_waits_for_its_block_while_new_ones_are_kept(rig: Rig) -> None:
    promised = Anchor(5, "opentimestamps", "pending", "promised by somebody else")
    await rig.run()
    rig.database.anchors[:] = [promised]
    rig.calendars = ["https://not.asked.example"]
    report = await rig.run()  # complete in its file already: a run was cut short before it told
    assert [(one.size, one.state) for one in report.stamped] == [(5, "complete")]


async def test_a_lost_stamp_is_told_and_stops_nothing(rig: Rig) -> None:
    rig.database.anchors.append(Anchor(5, "opentimestamps", "pending", "promised"))
    report = await rig.run()
    assert report.witnessed.is_new
    assert report.failures == ("time stamp of 5: there is no object 5.ots",)


async def test_a_run_that_was_cut_short_is_made_good_by_the_next(rig: Rig) -> None:
    rig.database.failure = VendorUnavailable("postgres", "gone")
    with pytest.raises(VendorUnavailable):
        await rig.run()
    rig.database.failure = None
    report = await rig.run()
    assert not report.witnessed.is_new
    assert (5, "s3", "kept") in rig.said()


async def test_a_fork_is_neither_told_as_kept_nor_stamped(rig: Rig) -> None:
    await rig.run()
    before = rig.said()
    rig.clock.advance(timedelta(days=2).total_seconds())
    rig.grow(9)
    rig.site.entries = leaves(9, "rewritten ")
    with pytest.raises(LedgerForked):
        await rig.run()
    assert rig.said() == before
