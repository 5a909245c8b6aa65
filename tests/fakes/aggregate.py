"""The aggregate of metrics in memory."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from functions.domain.errors import VendorError
from functions.domain.metrics.serving import AGGREGATE_STARTED
from functions.ports.meter import Batch


class FakeAggregate:
    """Adds up; raises `failure` while one is set, after it added when `is_heard`."""

    def __init__(
        self, now: Callable[[], datetime] = lambda: datetime(2026, 11, 1, tzinfo=UTC)
    ) -> None:
        self.failure: VendorError | None = None
        self.is_heard = False
        self.batches: list[Batch] = []
        self.reads = 0
        self._now = now
        self._numbers: dict[str, int] = {}
        self._fields: dict[str, str] = {}

    async def add(self, batch: Batch) -> None:
        """Add a batch once, however often it is sent."""
        self.batches.append(batch)
        if self.failure is None or self.is_heard:
            self._add(batch)
        if self.failure is not None:
            raise self.failure

    async def read(self) -> Mapping[str, str]:
        """Every field and its value."""
        self.reads += 1
        if self.failure is not None:
            raise self.failure
        return dict(self._fields)

    def lose(self) -> None:
        """Forget everything."""
        self._fields.clear()
        self._numbers.clear()

    def _add(self, batch: Batch) -> None:
        if self._numbers.get(batch.sender, 0) >= batch.number:
            return
        self._numbers[batch.sender] = batch.number
        self._fields.setdefault(AGGREGATE_STARTED.name, f"{self._now().timestamp():.3f}")
        for name, amount in batch.added.items():
            self._fields[name] = str(int(self._fields.get(name, 0)) + amount)
        for name, value in batch.values.items():
            self._fields[name] = str(value)
