"""Begins what a vendor then goes on with, once, though the answer to the request may be lost."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

from functions.domain.errors import VendorUnavailable
from mlops.release.clients.pace import Pace
from mlops.release.handlers.watch import LOOK_EVERY_S

STARTS_MAX = 3
LOOKS_AFTER_LOSS = 3
"""Before what nothing is seen of is taken for not begun."""

Begun = TypeVar("Begun")


async def begun(
    vendor: str,
    start: Callable[[], Awaitable[Begun | None]],
    find: Callable[[], Awaitable[Begun | None]],
    pace: Pace,
) -> Begun:
    """What `start` gives, or what `find` sees of it where the start gave nothing or was lost.

    Raises VendorUnavailable when it was started `STARTS_MAX` times and never seen, and
    whatever else `start` raises.
    """
    lost = VendorUnavailable(vendor, "took what was asked for and shows nothing of it")
    for _ in range(STARTS_MAX):
        try:
            if (given := await start()) is not None:
                return given
        except VendorUnavailable as failure:
            lost = failure
        for _ in range(LOOKS_AFTER_LOSS):
            if (found := await find()) is not None:
                return found
            await pace.sleep(LOOK_EVERY_S)
    raise lost
