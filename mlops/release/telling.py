"""Tells monitoring of a release while it runs, from the log: outcome, times, who is still at it.

The product's scrape never asks the log's database, so what stands there goes into the aggregate
that the product's own counts are in. Monitoring that is away fails no release, and that is said.
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import psycopg

from functions.adapters.system import SystemClock
from functions.adapters.upstash.aggregate import UpstashAggregate
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.errors import CandorError, VendorError
from functions.domain.metrics.fields import field_of
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.releases import (
    RELEASE_BEGUN,
    RELEASE_COMMIT,
    RELEASE_DURATION,
    RELEASE_ENDED,
    RELEASE_HELD,
    RELEASE_LEAD,
    RELEASE_OPEN,
    RELEASE_RESTORE,
    RELEASES,
)
from functions.ports.meter import Aggregate, Batch
from mlops.configuration.check import read_operations
from mlops.release.log.history import recorded
from mlops.release.log.lease import Lease
from mlops.release.log.recorded import Recorded
from mlops.release.progress import Ending
from mlops.release.target import Target

EVERY_S = 30.0
ANSWER_MS = 3_000
"""From a person's machine a vendor is farther than from a function."""
LAST_TRIES = 3
COUNTED_WITHIN = timedelta(hours=1)
"""An ending that is older was counted, or is not any more: senders are remembered for a day."""
SHORT, HEX = 7, 16

CommittedAt = Callable[[str], datetime | None]


@dataclass(frozen=True, slots=True)
class Teller:
    """Whoever tells of one environment's releases."""

    log_url: str = field(repr=False)
    environment: str
    aggregate: Aggregate
    committed_at: CommittedAt
    now: Callable[[], datetime] = SystemClock().now

    async def tell(self) -> None:
        """Tell what the log says now. Raises VendorError, psycopg.Error."""
        newest = next(iter(await recorded(self.log_url, self.environment, 1)), None)
        if newest is None:
            return
        held = await Lease(self.log_url, self.environment, "").held()
        values = figures_of(newest, self.committed_at(newest.plan.commit))
        if held is not None:
            values[field_of(RELEASE_HELD, {})] = self.now().timestamp()
        await self.aggregate.add(Batch(secrets.token_hex(8), 1, {}, values))
        if newest.ended_at is not None and self.now() - newest.ended_at < COUNTED_WITHIN:
            await self.aggregate.add(counted(newest))


def figures_of(newest: Recorded, committed_at: datetime | None) -> dict[str, float]:
    """The fields and values of the newest release; what it has not come to is left out."""
    begun, ended, ending = newest.begun_at, newest.ended_at, newest.ending
    found: dict[Metric, float] = {RELEASE_OPEN: float(ending is None)}
    found[RELEASE_BEGUN] = begun.timestamp()
    if ended is not None:
        found[RELEASE_DURATION] = (ended - begun).total_seconds()
    if ending is Ending.RELEASED and ended is not None:
        found[RELEASE_COMMIT] = int(newest.plan.commit[:SHORT], HEX)
        if committed_at is not None:
            found[RELEASE_LEAD] = (ended - committed_at).total_seconds()
    if (restored := newest.restored_in) is not None:
        found[RELEASE_RESTORE] = restored.total_seconds()
    fields = {field_of(metric, {}): value for metric, value in found.items()}
    if ended is not None:
        fields[field_of(RELEASE_ENDED, _how(newest))] = ended.timestamp()
    return fields


def counted(newest: Recorded) -> Batch:
    """One ending: known again by its sender, so that it counts once however often it is told."""
    how = _how(newest)
    sender = f"release-{newest.begun_at.timestamp():.0f}-{newest.id}-{how['outcome']}"
    return Batch(sender, 1, {field_of(RELEASES, how): 1})


def _how(release: Recorded) -> Mapping[str, str]:
    assert release.ending is not None
    return {"outcome": release.ending.value.replace(" ", "-")}


@asynccontextmanager
async def told(target: Target, say: Callable[[str], None]) -> AsyncIterator[None]:
    """Tell of what happens in the block, now and then and in the end; it waits for nobody."""
    try:
        redis, prefix = _redis(target)
    except CandorError as error:
        say(f"monitoring is told nothing of this: {str(error).splitlines()[0]}")
        yield
        return
    aggregate = UpstashAggregate(redis, prefix, SystemClock().now)
    teller = Teller(target.log_url, target.name, aggregate, target.checkout.committed_at)
    telling = asyncio.create_task(_keep_telling(teller))
    try:
        yield
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await tell_last(teller, say)
        await redis.close()


async def tell_last(teller: Teller, say: Callable[[str], None]) -> None:
    """Tell it, and say so where nobody heard."""
    why = ""
    for _ in range(LAST_TRIES):
        try:
            await teller.tell()
            return
        except Exception as error:  # whatever it is, the release has ended as it has
            why = str(error).strip() or type(error).__name__
    say(f"monitoring does not know of this: {why}")


async def _keep_telling(teller: Teller) -> None:
    while True:
        # What goes wrong on the way is said in the end, if it still does.
        with suppress(VendorError, psycopg.Error):
            await teller.tell()
        await asyncio.sleep(EVERY_S)


def _redis(target: Target) -> tuple[UpstashConnection, str]:
    """Where the environment's counts are, and the prefix of its keys. Raises InvalidInput."""
    if target.stack is not None:
        stack = target.stack
        redis = UpstashConnection(stack.upstash_url, stack.upstash_token, timeout_ms=ANSWER_MS)
        return redis, stack.name
    given = read_operations(target.name, target.given)
    token = given.upstash_redis_rest_token.get_secret_value()
    url = str(given.upstash_redis_rest_url)
    return UpstashConnection(url, token, timeout_ms=ANSWER_MS), given.cache_prefix
