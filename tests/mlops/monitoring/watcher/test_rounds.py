"""Rounds keep their own pace; one that fails, hangs or breaks stops no other."""

import asyncio
import contextlib
from collections.abc import Callable

import pytest

from functions.adapters.system import SystemClock
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.outside import ROUND_LAST_SUCCESS, ROUNDS_FAILED
from mlops.monitoring.watcher import rounds
from mlops.monitoring.watcher.rounds import Round, make_rounds
from tests.fakes.meter import FakeMeter

FAILED, SUCCEEDED = ROUNDS_FAILED.name, ROUND_LAST_SUCCESS.name
HAPPENS_S_MAX = 30


async def made(*wanted: Round, until: Callable[[FakeMeter], bool]) -> FakeMeter:
    """What was told by the time that so much has happened, however long that takes."""
    meter = FakeMeter()
    making = asyncio.create_task(make_rounds(wanted, meter, SystemClock()))
    async with asyncio.timeout(HAPPENS_S_MAX):
        while not until(meter) and not making.done():  # noqa: ASYNC110 - it has no event
            await asyncio.sleep(0.005)
    making.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await making
    return meter


class Counted:
    """Work that counts itself and then does as it was told."""

    def __init__(self, failure: Exception | None = None, hangs_s: float = 0.0) -> None:
        self.times = 0
        self._failure = failure
        self._hangs_s = hangs_s

    async def __call__(self) -> None:
        self.times += 1
        await asyncio.sleep(self._hangs_s)
        if self._failure:
            raise self._failure


@pytest.mark.parametrize(
    "bad",
    [
        Counted(VendorUnavailable("render", "is away")),
        Counted(KeyError("a bug")),
        Counted(hangs_s=60),
    ],
    ids=["a vendor's failure", "a bug", "no end"],
)
async def test_a_round_that_goes_wrong_is_counted_and_stops_no_other(bad: Counted) -> None:
    good = Counted()
    wrong = (FAILED, ("render",))

    def enough(meter: FakeMeter) -> bool:
        return meter.counted[wrong] >= 2 and good.times >= 5

    meter = await made(
        Round("render", 0.01, 0.02, bad), Round("probes", 0.01, 60, good), until=enough
    )
    assert bad.times >= meter.counted[wrong] >= 2
    assert meter.counted[FAILED, ("probes",)] == 0
    assert (SUCCEEDED, ("probes",)) in meter.values
    assert (SUCCEEDED, ("render",)) not in meter.values


async def test_a_round_that_has_not_failed_yet_is_told_as_zero() -> None:
    hanging = Counted(hangs_s=60)
    meter = await made(Round("mlflow", 60, 60, hanging), until=lambda _: hanging.times > 0)
    assert dict(meter.counted) == {(FAILED, ("mlflow",)): 0}


async def test_a_slow_pace_is_quickened_by_a_failure_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "RETRY_S_MAX", 0.02)
    failing, well = Counted(VendorUnavailable("mlflow", "sleeps")), Counted()
    await made(
        Round("mlflow", 3600, 60, failing),
        Round("quotas", 3600, 60, well),
        until=lambda _: failing.times >= 3,
    )
    assert well.times == 1
