"""Finished documents where readers find them: memory, then the shared cache, then built anew.

Jobs put documents here when they write what the documents say. A reader who finds
nothing fresh has it built from PostgreSQL; when PostgreSQL does not answer, the last
document serves on, with its age.
"""

import asyncio
import contextlib
import json
import math
from collections import defaultdict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any, TypeVar

from pydantic import ValidationError

from functions.documents.envelope import Document, Rendered, tagged
from functions.domain.errors import CandorError, VendorError, VendorUnavailable
from functions.domain.units import hour_floor
from functions.domain.world import ClockState, World
from functions.ports.cache import Cache
from functions.ports.world import Clock
from functions.queries.deadline import within_deadline

MEMORY_S = 1.0
"""How long one process answers from memory without asking again."""
FAILED_S = 5.0
"""How long a lost database is left alone: meanwhile readers get the last known document."""
KEPT_S = 7 * 24 * 3600
FRESH_S_MAX = 3600.0
SETTLED_AFTER = timedelta(minutes=13)
"""The hour's jobs have had their last chance by then (functions.jobs.cadence)."""
UNSETTLED_S_MAX = 15.0

Read = TypeVar("Read", bound=Document)
Build = Callable[[], Coroutine[Any, Any, tuple[Rendered, World]]]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document, when it was made and until when it is fresh (wall clock, epoch seconds)."""

    rendered: Rendered
    made_at: float
    fresh_until: float
    stale: bool = False


@dataclass(slots=True)
class _Place:
    """What this process knows of one document; whoever holds the lock finds out anew."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    shelved: Shelved | None = None
    failure: VendorUnavailable | None = None
    asked_at: float = -math.inf

    def answer(self) -> Shelved:
        if self.shelved is not None:
            return self.shelved
        assert self.failure is not None
        raise self.failure


class Shelf:
    """Read-through for the few documents that everybody reads; the keys are ours to choose."""

    def __init__(self, cache: Cache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock
        self._places: defaultdict[str, _Place] = defaultdict(_Place)
        self._lost: VendorUnavailable | None = None
        self._retry_at = -math.inf

    async def read(self, key: str, build: Build, fresh_s_max: float = FRESH_S_MAX) -> Shelved:
        """The document, fresh if that can be had. Raises VendorUnavailable when there is none.

        One built here stays fresh for `fresh_s_max` seconds at most.
        """
        place = self._places[key]
        if not self._is_recent(place):
            async with place.lock:
                if not self._is_recent(place):
                    await self._renew(key, place, build, fresh_s_max)
        return place.answer()

    async def read_as(
        self, kind: type[Read], key: str, build: Build, fresh_s_max: float = FRESH_S_MAX
    ) -> tuple[Read, Shelved]:
        """The same for whoever looks into it; one of another release may have to be built anew.

        Releases share the documents, and this one need not know what the next one adds.
        """
        shelved = await self.read(key, build, fresh_s_max)
        try:
            return kind.model_validate_json(shelved.rendered.body), shelved
        except ValidationError:
            place = self._places[key]
        async with place.lock:
            if place.shelved is shelved:
                await self.put(key, *await self._built(build), fresh_s_max)
        shelved = place.answer()
        return kind.model_validate_json(shelved.rendered.body), shelved

    async def look(self, key: str) -> Shelved | None:
        """What lies in the shared cache, however old; nothing is built. Raises VendorError."""
        packed = await self._cache.get(f"document:{key}")
        return None if packed is None else _unpacked(packed)

    async def put(
        self, key: str, rendered: Rendered, world: World, fresh_s_max: float = FRESH_S_MAX
    ) -> Shelved:
        """Shelve a finished document; a cache that fails costs later readers a build."""
        now = self._now()
        shelved = Shelved(rendered, now, now + min(fresh_seconds(world), fresh_s_max))
        self._know(self._places[key], shelved)
        with contextlib.suppress(VendorError):  # the document is served all the same
            await self._cache.set(f"document:{key}", _packed(shelved), KEPT_S)
        return shelved

    def fresh_s(self, shelved: Shelved) -> float:
        """Seconds for which it stays fresh; not positive when it is not."""
        return shelved.fresh_until - self._now()

    def age_s(self, shelved: Shelved) -> float:
        """Seconds since it was made."""
        return self._now() - shelved.made_at

    async def _renew(self, key: str, place: _Place, build: Build, fresh_s_max: float) -> None:
        known = [one for one in (await self._fetch(key), place.shelved) if one is not None]
        newest = max(known, key=lambda one: one.made_at, default=None)
        if newest is not None and self.fresh_s(newest) > 0:
            self._know(place, replace(newest, stale=False))
            return
        last_known = newest and replace(newest, stale=True)
        if self._lost is not None:
            self._know(place, last_known, self._lost)  # who comes meanwhile need not wait
        try:
            await self.put(key, *await self._built(build), fresh_s_max)
        except VendorUnavailable as failure:
            self._know(place, last_known, failure)

    async def _built(self, build: Build) -> tuple[Rendered, World]:
        """A document anew. One lost build speaks for all documents: they share the database.

        While it is lost, one reader at a time finds out whether it is back; the others are
        not made to wait for that.
        """
        if self._is_lost():
            assert self._lost is not None
            raise self._lost
        self._retry_at = self._clock.monotonic() + FAILED_S
        try:
            built = await within_deadline(build())
        except VendorUnavailable as failure:
            self._lost, self._retry_at = failure, self._clock.monotonic() + FAILED_S
            raise
        except CandorError:
            self._lost = None  # it answered
            raise
        self._lost = None
        return built

    async def _fetch(self, key: str) -> Shelved | None:
        try:
            return await self.look(key)
        except VendorError:
            return None

    def _know(
        self, place: _Place, shelved: Shelved | None, failure: VendorUnavailable | None = None
    ) -> None:
        place.shelved, place.failure = shelved, failure
        place.asked_at = self._clock.monotonic()

    def _is_recent(self, place: _Place) -> bool:
        if place.failure is not None:
            return self._is_lost()
        return self._clock.monotonic() - place.asked_at < MEMORY_S

    def _is_lost(self) -> bool:
        """Whether the database did not answer just now and is left alone."""
        return self._lost is not None and self._clock.monotonic() < self._retry_at

    def _now(self) -> float:
        return self._clock.now().timestamp()


def _packed(shelved: Shelved) -> bytes:
    return json.dumps(
        {
            "etag": shelved.rendered.etag,
            "made_at": shelved.made_at,
            "fresh_until": shelved.fresh_until,
            "body": shelved.rendered.body.decode(),
        }
    ).encode()


def _unpacked(packed: bytes) -> Shelved | None:
    """What was packed, or None for anything mangled: then it is built instead."""
    try:
        fields = json.loads(packed)
        rendered = tagged(fields["body"].encode())
        made_at, fresh_until = float(fields["made_at"]), float(fields["fresh_until"])
        whole = rendered.etag == fields["etag"] and made_at <= fresh_until <= made_at + FRESH_S_MAX
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return Shelved(rendered, made_at, fresh_until) if whole else None


def fresh_seconds(world: World) -> float:
    """Wall seconds for which a document made now can be trusted to be the newest.

    Until the next cutoff once the hour's jobs have had their chances, seconds before that.
    """
    clock = world.clock
    hour = hour_floor(clock.now)
    if clock.state is ClockState.LIVE and clock.now - hour >= SETTLED_AFTER:
        return max(1.0, clock.wall_seconds_until(hour + timedelta(hours=1)))
    return max(1.0, min(UNSETTLED_S_MAX, clock.seconds_per_hour / 2))
