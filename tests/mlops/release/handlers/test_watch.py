"""Waiting ends when it is so, or when the time is over, and a silence of the vendor is no end."""

import pytest

from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.release.clients.pace import Pace
from mlops.release.handlers.begin import LOOKS_AFTER_LOSS, STARTS_MAX, begun
from mlops.release.handlers.watch import LOOK_EVERY_S, watched
from tests.fakes.clock import FakeClock


class Looks:
    """What is seen, look by look, and the last for ever."""

    def __init__(self, *seen: object) -> None:
        self._seen = list(seen)
        self.count = 0
        self.clock = FakeClock()
        self.pace = Pace(self.clock.monotonic, self._sleep)

    async def __call__(self) -> object:
        self.count += 1
        seen = self._seen.pop(0) if len(self._seen) > 1 else self._seen[0]
        if isinstance(seen, Exception):
            raise seen
        return seen

    async def _sleep(self, seconds: float) -> None:
        self.clock.advance(seconds)


SILENT = VendorUnavailable("vendor", "no answer")


async def test_a_vendor_that_is_silent_for_a_while_is_looked_at_again() -> None:
    looks = Looks("building", SILENT, SILENT, "live")
    assert await watched("vendor", looks, lambda one: one == "live", 60, looks.pace) == "live"
    assert looks.count == 4


@pytest.mark.parametrize(("last", "said"), [("building", "building"), (SILENT, "no answer")])
async def test_when_the_time_is_over_it_says_what_it_saw_last(last: object, said: str) -> None:
    looks = Looks(last)
    with pytest.raises(VendorUnavailable, match=f"not so within 60 s; last seen: {said}"):
        await watched("vendor", looks, lambda one: one == "live", 60, looks.pace)
    assert looks.count == 60 / LOOK_EVERY_S + 1


async def test_a_refusal_ends_the_wait() -> None:
    looks = Looks(VendorRejected("vendor", "no such deploy"))
    with pytest.raises(VendorRejected):
        await watched("vendor", looks, lambda _: False, 60, looks.pace)
    assert looks.count == 1


async def test_what_is_begun_is_not_looked_for() -> None:
    start, find = Looks("begun"), Looks(None)
    assert await begun("vendor", start, find, find.pace) == "begun"
    assert find.count == 0


@pytest.mark.parametrize("answer", [SILENT, None])
async def test_what_is_seen_after_a_lost_answer_is_not_begun_again(
    answer: Exception | None,
) -> None:
    start, find = Looks(answer), Looks(None, None, "there")
    assert await begun("vendor", start, find, find.pace) == "there"
    assert start.count == 1


async def test_what_is_never_seen_is_begun_so_often_and_the_loss_told() -> None:
    start, find = Looks(SILENT), Looks(None)
    with pytest.raises(VendorUnavailable, match="no answer"):
        await begun("vendor", start, find, find.pace)
    assert (start.count, find.count) == (STARTS_MAX, STARTS_MAX * LOOKS_AFTER_LOSS)


async def test_a_refusal_is_not_begun_again() -> None:
    start, find = Looks(VendorRejected("vendor", "no")), Looks(None)
    with pytest.raises(VendorRejected):
        await begun("vendor", start, find, find.pace)
    assert start.count == 1
