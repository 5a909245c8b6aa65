"""What the meter is told of a call, however it ends."""

import asyncio

import pytest

from functions.adapters.call_meter import CallMeter, vendor_calls, venue_requests
from functions.adapters.circuit import CircuitBreaker, Resting
from functions.domain.errors import NotFound, VendorRejected, VendorUnavailable
from tests.fakes.clock import FakeClock
from tests.fakes.meter import FakeMeter

TOOK_S = 0.25


async def ended(calls: CallMeter, clock: FakeClock, error: BaseException | None) -> None:
    """One call that takes its time and ends so."""
    with calls.call():
        clock.advance(TOOK_S)
        if error is not None:
            raise error


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (None, "ok"),
        (NotFound("it answered that there is nothing"), "ok"),
        (ZeroDivisionError("our mistake in what the vendor answered"), "ok"),
        (VendorUnavailable("upstash", "gone"), "unavailable"),
        (asyncio.CancelledError(), "unavailable"),
        (VendorRejected("upstash", "quota"), "rejected"),
    ],
)
async def test_a_call_is_counted_by_its_end_and_its_time_taken_whatever_that_was(
    error: BaseException | None, outcome: str
) -> None:
    meter, clock = FakeMeter(), FakeClock()
    calls = vendor_calls("upstash", meter, clock.monotonic)
    if error is None:
        await ended(calls, clock, None)
    else:
        with pytest.raises(type(error)):
            await ended(calls, clock, error)
    assert meter.counted == {("candor_vendor_calls", ("upstash", outcome)): 1}
    assert meter.observed == {("candor_vendor_call_duration_seconds", ("upstash",)): [TOOK_S]}


async def test_a_call_that_was_not_made_took_no_time() -> None:
    meter, clock = FakeMeter(), FakeClock()
    with pytest.raises(VendorUnavailable):
        await ended(venue_requests("kraken", meter, clock.monotonic), clock, Resting("kraken", ""))
    assert meter.counted == {("candor_venue_requests", ("kraken", "resting")): 1}
    assert meter.observed == {}


async def test_an_error_that_a_vendor_says_no_with_is_a_refusal() -> None:
    meter, clock = FakeMeter(), FakeClock()
    calls = vendor_calls("postgres", meter, clock.monotonic, refusals=(LookupError,))
    with pytest.raises(KeyError):
        await ended(calls, clock, KeyError("no such grant"))
    assert meter.counted == {("candor_vendor_calls", ("postgres", "rejected")): 1}


def test_a_breaker_is_counted_when_it_opens_and_again_only_after_it_was_closed() -> None:
    meter, clock = FakeMeter(), FakeClock()
    calls = vendor_calls("artifacts", meter, clock.monotonic)
    breaker = CircuitBreaker(clock.monotonic, 2, 5.0, calls.breaker_opened)
    opened = ("candor_breaker_opened", ("artifacts",))
    breaker.failed()
    assert meter.counted[opened] == 0
    for _ in range(3):  # the second opens it, the others keep it open
        breaker.failed()
    assert meter.counted[opened] == 1
    breaker.succeeded()
    breaker.failed()
    breaker.failed()
    assert meter.counted[opened] == 2
