"""Rounds keep their own pace; one that fails, hangs or breaks stops no other."""

import asyncio
import contextlib

import pytest

from functions.adapters.system import SystemClock
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.outside import ROUND_LAST_SUCCESS, ROUNDS_FAILED
from mlops.monitoring.watcher import rounds
from mlops.monitoring.watcher.rounds import Round, make_rounds
from tests.fakes.meter import FakeMeter

FAILED, SUCCEEDED = ROUNDS_FAILED.name, ROUND_LAST_SUCCESS.name


async def made(*wanted: Round, for_s: float = 0.3) -> FakeMeter:
    meter = FakeMeter()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(for_s):
            await make_rounds(wanted, meter, SystemClock())
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
    meter = await made(Round("render", 0.01, 0.02, bad), Round("probes", 0.01, 1.0, good))
    assert good.times >= 5
    assert bad.times >= 2
    assert meter.counted[FAILED, ("render",)] >= 2
    assert meter.counted[FAILED, ("probes",)] == 0
    assert (SUCCEEDED, ("probes",)) in meter.values
    assert (SUCCEEDED, ("render",)) not in meter.values


async def test_a_round_that_has_not_failed_yet_is_told_as_zero() -> None:
    meter = await made(Round("mlflow", 60, 1.0, Counted(hangs_s=60)), for_s=0.05)
    assert dict(meter.counted) == {(FAILED, ("mlflow",)): 0}


async def test_a_slow_pace_is_quickened_by_a_failure_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rounds, "RETRY_S_MAX", 0.02)
    failing, well = Counted(VendorUnavailable("mlflow", "sleeps")), Counted()
    await made(Round("mlflow", 3600, 1.0, failing), Round("quotas", 3600, 1.0, well))
    assert failing.times >= 3
    assert well.times == 1
