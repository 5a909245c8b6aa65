"""A backfill goes over the days once, oldest first, and says how far it is."""

from collections.abc import Container
from datetime import datetime, timedelta

from functions.jobs.ingest import IngestReport
from mlops.data.backfill import PAUSE_S, STRETCH, backfill_days, stretches_of
from tests.worlds import T0

NOW = T0 + timedelta(minutes=17)


class Filling:
    """Remembers the stretches; the first `there` of them are whole already."""

    def __init__(self, there: int = 0, fails: Container[int] = (2,)) -> None:
        self.stretches: list[tuple[datetime, datetime]] = []
        self.shares: list[float] = []
        self.pauses: list[float] = []
        self._there = there
        self._fails = fails

    async def fill(self, opens_from: datetime, closes_by: datetime) -> IngestReport:
        self.stretches.append((opens_from, closes_by))
        if len(self.stretches) <= self._there:
            return IngestReport(0, 0, T0, (), {}, 0, 0)
        failed = {"kraken": "down"} if len(self.stretches) in self._fails else {}
        return IngestReport(10, 1, T0, (), failed, 0, 0)

    def progress(self, _detail: str, share: float) -> None:
        self.shares.append(share)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)


async def test_stretches_join_from_the_oldest_hour_to_the_newest_closed() -> None:
    filling = Filling()
    done = await backfill_days(filling.fill, NOW, 30, filling.progress, filling.sleep)
    *once, again = filling.stretches
    assert [first for first, _ in once] == [
        T0 - timedelta(days=30),
        T0 - timedelta(days=30) + STRETCH,
        T0 - timedelta(days=30) + 2 * STRETCH,
    ]
    assert [last for _, last in once] == [
        *(first for first, _ in once[1:]),
        T0,
    ]
    assert again == once[1]  # where a venue failed
    assert filling.shares == sorted(filling.shares)
    assert [share for share in filling.shares if share == 1.0] == filling.shares[-1:]
    assert (done.stored, done.revised, done.failed_venues) == (40, 4, {"kraken": "down"})


async def test_a_venue_that_fails_for_good_is_asked_twice_and_no_more() -> None:
    filling = Filling(fails=range(1, 100))
    await backfill_days(filling.fill, NOW, 30, filling.progress, filling.sleep)
    assert filling.stretches[3:] == filling.stretches[:3]


async def test_the_last_stretch_is_what_is_left_and_a_day_is_one() -> None:
    assert stretches_of(NOW, 1) == [(T0 - timedelta(days=1), T0)]
    *_, before, last = stretches_of(NOW, 25)
    assert last == (T0 - timedelta(days=1), T0)
    assert before[1] == last[0]


async def test_it_pauses_between_stretches_in_which_venues_were_asked_only() -> None:
    filling = Filling(there=2)
    await backfill_days(filling.fill, NOW, 60, filling.progress, filling.sleep)
    assert len(filling.stretches) == 5
    assert filling.pauses == [PAUSE_S, PAUSE_S]
