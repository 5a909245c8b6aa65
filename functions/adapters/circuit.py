"""A circuit breaker: after repeated failures, stop asking for a while."""

from collections.abc import Callable

from functions.domain.errors import VendorUnavailable

FAILURES_MAX = 3
OPEN_S = 5.0


class Resting(VendorUnavailable):
    """The vendor was not asked: its breaker is open, or it wishes to be left alone."""


class CircuitBreaker:
    """Closed while calls succeed; open after `failures_max` failures in a row.

    After `open_s` seconds one caller is let through to try; its success closes the
    circuit, its failure keeps it open for as long again. `opened` is called each time that
    it opens.
    """

    def __init__(
        self,
        monotonic: Callable[[], float],
        failures_max: int = FAILURES_MAX,
        open_s: float = OPEN_S,
        opened: Callable[[], None] = lambda: None,
    ) -> None:
        self._monotonic = monotonic
        self._failures_max = failures_max
        self._open_s = open_s
        self.opened = opened
        self._failures = 0
        self._retry_at = 0.0

    def allows(self) -> bool:
        """Whether to make the call; a yes from an open circuit is given to one caller only."""
        if self._failures < self._failures_max:
            return True
        now = self._monotonic()
        if now < self._retry_at:
            return False
        self._retry_at = now + self._open_s
        return True

    def succeeded(self) -> None:
        """Record an answer."""
        self._failures = 0

    def failed(self) -> None:
        """Record the lack of one."""
        self._failures += 1
        self._retry_at = self._monotonic() + self._open_s
        if self._failures == self._failures_max:
            self.opened()
