"""Tells the meter of every call of somebody outside: how it ended, and how long it took."""

from asyncio import CancelledError
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from functions.adapters.circuit import Resting
from functions.domain.errors import VendorRejected, VendorUnavailable
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.work import (
    BREAKER_OPENED,
    VENDOR_CALL_DURATION,
    VENDOR_CALLS,
    VENUE_REQUEST_DURATION,
    VENUE_REQUESTS,
)
from functions.ports.meter import Meter, NoMeter


@dataclass(frozen=True, slots=True)
class CallMeter:
    """One vendor's or venue's calls; `refusals` are the errors by which it says no."""

    meter: Meter
    monotonic: Callable[[], float]
    calls: Metric
    duration: Metric
    who: dict[str, str]
    refusals: tuple[type[Exception], ...] = (VendorRejected,)

    @contextmanager
    def call(self) -> Iterator[None]:
        """Around one call. Whatever it raises passes through."""
        began, outcome = self.monotonic(), "ok"
        try:
            yield
        except Resting:
            outcome = "resting"
            raise
        except (VendorUnavailable, CancelledError):  # who gave up waiting had no answer either
            outcome = "unavailable"
            raise
        except self.refusals:
            outcome = "rejected"
            raise
        finally:
            self.meter.count(self.calls, **self.who, outcome=outcome)
            if outcome != "resting":
                self.meter.observe(self.duration, self.monotonic() - began, **self.who)

    def breaker_opened(self) -> None:
        """For a vendor's breaker to tell that it opened."""
        self.meter.count(BREAKER_OPENED, **self.who)


def vendor_calls(
    vendor: str,
    meter: Meter | None,
    monotonic: Callable[[], float],
    refusals: tuple[type[Exception], ...] = (VendorRejected,),
) -> CallMeter:
    """The calls of one of our vendors."""
    who = {"vendor": vendor}
    return CallMeter(
        meter or NoMeter(), monotonic, VENDOR_CALLS, VENDOR_CALL_DURATION, who, refusals
    )


def venue_requests(venue: str, meter: Meter | None, monotonic: Callable[[], float]) -> CallMeter:
    """The requests to one venue."""
    who = {"venue": venue}
    return CallMeter(meter or NoMeter(), monotonic, VENUE_REQUESTS, VENUE_REQUEST_DURATION, who)
