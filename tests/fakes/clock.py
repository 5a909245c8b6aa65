"""The clock port as a hand that the test moves."""

from datetime import UTC, datetime, timedelta


class FakeClock:
    """Stands still until told; both of its readings move together."""

    def __init__(self, now: datetime = datetime(2025, 7, 17, 12, 0, tzinfo=UTC)) -> None:
        self._start = now
        self._elapsed_s = 0.0

    def now(self) -> datetime:
        """The current instant, UTC."""
        return self._start + timedelta(seconds=self._elapsed_s)

    def monotonic(self) -> float:
        """Seconds that never run backwards."""
        return 1000.0 + self._elapsed_s

    def advance(self, seconds: float) -> None:
        """Let time pass."""
        self._elapsed_s += seconds
