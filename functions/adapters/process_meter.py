"""The meter of a process: counts in memory and sends what it counted to where all add up.

It runs in functions that are frozen between requests and ended without notice, so nothing
here waits for a timer: whoever served a request asks afterwards whether a flush is due.
"""

import asyncio
import logging
import math
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from functions.domain.errors import VendorError
from functions.domain.metrics.fields import added_by, field_of
from functions.domain.metrics.metric import Kind, Metric
from functions.domain.metrics.serving import DELTAS_DROPPED, FLUSHES_FAILED
from functions.ports.meter import Aggregate, Batch

FLUSH_S = 50.0
"""What is counted waits for so long, if anything happens then; less than from scrape to scrape."""
FLUSH_DELTAS = 1_000
"""So many counts and observations, two or more to a request, do not wait any longer."""
RETRY_S = 5.0
"""After a failure the aggregate is left alone for so long."""
GIVE_UP_S = 12 * 3600.0
"""A batch that was not confirmed for so long is given up: sent again any later, it might
be added twice (functions.adapters.upstash.aggregate.REMEMBERED_S)."""
LAST_TRIES = 3
"""How often a process that ends tries to be heard."""
FIELDS_MAX = 1_500
"""Fields between two flushes. Labels are bounded, so that a process in use has fewer."""

logger = logging.getLogger("candor.metrics")


@dataclass(slots=True)
class _Counted:
    """What was counted since the last batch was cut."""

    added: dict[str, int] = field(default_factory=dict)
    values: dict[str, float] = field(default_factory=dict)
    deltas: int = 0


class ProcessMeter:
    """functions.ports.meter.BufferedMeter over an aggregate.

    A batch that was not confirmed is kept as it is and sent again under its number, so that
    it is added once; what is counted meanwhile waits for the next.
    """

    def __init__(self, aggregate: Aggregate, monotonic: Callable[[], float]) -> None:
        self._aggregate = aggregate
        self._monotonic = monotonic
        self._counted = _Counted()
        self._unconfirmed: Batch | None = None
        self._cut_at = 0.0
        self._sender = ""
        self._number = 0
        self._flushing = asyncio.Lock()
        self._due_at = -math.inf
        self._retry_at = -math.inf

    def count(self, metric: Metric, amount: int = 1, /, **labels: str) -> None:
        """Add to a counter."""
        assert metric.kind is Kind.COUNTER, metric.name
        self._counted.deltas += 1
        self._add(field_of(metric, labels), amount)

    def observe(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Add an observation to a histogram; one that is no number is dropped."""
        assert metric.kind is Kind.HISTOGRAM, metric.name
        if not math.isfinite(value):
            self._drop(1)
            return
        self._counted.deltas += 1
        for one, amount in added_by(metric, max(0.0, value), labels).items():
            self._add(one, amount)

    def set(self, metric: Metric, value: float, /, **labels: str) -> None:
        """Set a gauge, or a counter's total that was counted elsewhere."""
        assert metric.kind is not Kind.HISTOGRAM, metric.name
        name, values = field_of(metric, labels), self._counted.values
        if name not in values and len(values) >= FIELDS_MAX:
            self._drop(1)
        else:
            values[name] = value

    async def flush_if_due(self) -> None:
        """Send what was counted if that is enough, or was not done for a while.

        Values go at once: jobs set them, rarely. Returns at once while another flush is
        on its way.
        """
        now = self._monotonic()
        counted = self._counted
        enough = counted.deltas >= FLUSH_DELTAS or counted.values or now >= self._due_at
        if enough and now >= self._retry_at and not self._flushing.locked():
            async with self._flushing:
                await self._send_all()

    async def flush(self) -> None:
        """Send what was counted, and try again: nobody asks any more."""
        async with self._flushing:
            for _ in range(LAST_TRIES):
                if await self._send_all():
                    return

    async def _send_all(self) -> bool:
        """Whether all was confirmed: in one command, or two after a failure, which is counted."""
        if self._unconfirmed is not None and not await self._send(self._unconfirmed):
            return False
        return await self._send(self._cut())

    async def _send(self, batch: Batch) -> bool:
        """Whether the aggregate confirmed it, or is not asked any more."""
        if self._monotonic() - self._cut_at > GIVE_UP_S:
            self._unconfirmed = None
            self._drop(len(batch.added) + len(batch.values))
            return True
        try:
            await self._aggregate.add(batch)
        except VendorError as failure:
            self._retry_at = self._monotonic() + RETRY_S
            self.count(FLUSHES_FAILED)
            logger.warning("what was counted is kept and sent again: %s", failure)
            return False
        self._unconfirmed = None
        self._due_at = self._monotonic() + FLUSH_S
        return True

    def _cut(self) -> Batch:
        # Not named before it has something to say: two that were copied from one frozen
        # process would otherwise take each other's batches for their own.
        self._sender = self._sender or secrets.token_hex(8)
        self._number += 1
        counted, self._counted = self._counted, _Counted()
        self._unconfirmed = Batch(self._sender, self._number, counted.added, counted.values)
        self._cut_at = self._monotonic()
        return self._unconfirmed

    def _add(self, name: str, amount: int) -> None:
        added = self._counted.added
        if name not in added and len(added) >= FIELDS_MAX:
            self._drop(1)
        else:
            added[name] = added.get(name, 0) + amount

    def _drop(self, deltas: int) -> None:
        """Count what is given up; this has room always."""
        name, added = field_of(DELTAS_DROPPED, {}), self._counted.added
        added[name] = added.get(name, 0) + deltas
