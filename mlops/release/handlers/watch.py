"""Waiting for a vendor: look, and look again, until it is so or the time is over."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from functions.domain.errors import VendorUnavailable
from mlops.release.clients.pace import Pace

LOOK_EVERY_S = 3.0

Seen = TypeVar("Seen")


async def watched(
    vendor: str,
    look: Callable[[], Awaitable[Seen]],
    is_so: Callable[[Seen], bool],
    limit_s: float,
    pace: Pace,
) -> Seen:
    """The first thing seen that is so; a look itself may raise and end the wait.

    A vendor that does not answer for a while is asked again. Raises VendorUnavailable after
    `limit_s` seconds with what was seen last.
    """
    end = pace.monotonic() + limit_s
    while True:
        try:
            seen = await look()
        except VendorUnavailable as failure:
            last: object = failure.detail
        else:
            if is_so(seen):
                return seen
            last = seen
        if pace.monotonic() >= end:
            raise VendorUnavailable(vendor, f"not so within {limit_s:.0f} s; last seen: {last}")
        await pace.sleep(LOOK_EVERY_S)
