"""How many reports of the page are taken in a minute, by all instances together.

An instance takes a share of the minute's reports at once: a report costs no command of its
own, and a flood none at all once the minute's are gone. Nobody is counted apart.
"""

import asyncio

from functions.ports.cache import Cache
from functions.ports.world import Clock

REPORTS_PER_MINUTE_MAX = 240
SHARE = 20
"""Taken at once: a minute costs at most `REPORTS_PER_MINUTE_MAX / SHARE` commands, and one
for each instance that comes too late."""
MINUTE_S = 60
KEPT_S = 2 * MINUTE_S


class ReportAllowance:
    """The share of this instance in the minute that is."""

    def __init__(self, cache: Cache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock
        self._minute = 0
        self._left = 0
        self._is_spent = False
        self._lock = asyncio.Lock()

    async def take(self) -> bool:
        """Whether one more report is taken now. Raises VendorError where nobody can tell."""
        async with self._lock:
            minute = int(self._clock.now().timestamp() // MINUTE_S)
            if minute != self._minute:
                self._minute, self._left, self._is_spent = minute, 0, False
            if self._left == 0 and not self._is_spent:
                taken = await self._cache.add(f"page-reports:{minute}", SHARE, KEPT_S)
                self._left = min(SHARE, max(0, REPORTS_PER_MINUTE_MAX - taken + SHARE))
                self._is_spent = self._left == 0
            if self._left == 0:
                return False
            self._left -= 1
            return True
