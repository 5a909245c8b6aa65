"""Finished documents where readers find them: memory, then the shared cache, then built anew.

Jobs put documents here when they write what the documents say. A reader who finds
nothing fresh has it built from PostgreSQL; when PostgreSQL does not answer, the last
document serves on, with its age.
"""

import asyncio
import contextlib
import json
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from functions.documents.envelope import Rendered
from functions.domain.errors import VendorError, VendorUnavailable
from functions.domain.units import hour_floor
from functions.domain.world import ClockState, World
from functions.ports.cache import Cache
from functions.ports.world import Clock

MEMORY_S = 1.0
"""How long one process may answer from memory without asking the shared cache."""
KEPT_S = 7 * 24 * 3600
DOCUMENTS_MAX = 64
SETTLED_AFTER = timedelta(minutes=13)
"""The hour's jobs have had their last chance by then (functions.jobs.cadence)."""
UNSETTLED_S_MAX = 15.0

Build = Callable[[], Awaitable[tuple[Rendered, World]]]


@dataclass(frozen=True, slots=True)
class Shelved:
    """A document, when it was made and until when it is fresh (wall clock, epoch seconds)."""

    rendered: Rendered
    made_at: float
    fresh_until: float
    stale: bool = False


class Shelf:
    """Read-through for the few documents that everybody reads."""

    def __init__(self, cache: Cache, clock: Clock) -> None:
        self._cache = cache
        self._clock = clock
        self._memory: OrderedDict[str, tuple[Shelved, float]] = OrderedDict()
        self._building: dict[str, asyncio.Lock] = {}

    async def read(self, key: str, build: Build) -> Shelved:
        """The document, fresh if that can be had. Raises VendorUnavailable when there is none."""
        if kept := self._recent(key):
            return kept
        async with self._building.setdefault(key, asyncio.Lock()):
            if kept := self._recent(key):
                return kept
            shelved = await self._fetch(key)
            if shelved is None or self.fresh_s(shelved) <= 0:
                try:
                    shelved = await self.put(key, *await build())
                except VendorUnavailable:
                    shelved = shelved or self._remembered(key)
                    if shelved is None:
                        raise
                    shelved = replace(shelved, stale=True)
            self._remember(key, shelved)
            return shelved

    async def put(self, key: str, rendered: Rendered, world: World) -> Shelved:
        """Shelve a finished document; a cache that fails costs later readers a build."""
        now = self._now()
        shelved = Shelved(rendered, now, now + fresh_seconds(world))
        self._remember(key, shelved)
        packed = json.dumps(
            {
                "etag": rendered.etag,
                "made_at": shelved.made_at,
                "fresh_until": shelved.fresh_until,
                "body": rendered.body.decode(),
            }
        ).encode()
        with contextlib.suppress(VendorError):  # the document is served all the same
            await self._cache.set(f"document:{key}", packed, KEPT_S)
        return shelved

    def fresh_s(self, shelved: Shelved) -> float:
        """Seconds for which it stays fresh; not positive when it is not."""
        return shelved.fresh_until - self._now()

    def age_s(self, shelved: Shelved) -> float:
        """Seconds since it was made."""
        return self._now() - shelved.made_at

    async def _fetch(self, key: str) -> Shelved | None:
        try:
            packed = await self._cache.get(f"document:{key}")
            if packed is None:
                return None
            fields = json.loads(packed)
            return Shelved(
                Rendered(fields["body"].encode(), fields["etag"]),
                float(fields["made_at"]),
                float(fields["fresh_until"]),
            )
        except (VendorError, ValueError, KeyError, TypeError, AttributeError):
            return None  # absent, unreachable or mangled: build it instead

    def _recent(self, key: str) -> Shelved | None:
        kept = self._memory.get(key)
        if kept and self._clock.monotonic() - kept[1] < MEMORY_S:
            return kept[0]
        return None

    def _remembered(self, key: str) -> Shelved | None:
        kept = self._memory.get(key)
        return kept[0] if kept else None

    def _remember(self, key: str, shelved: Shelved) -> None:
        self._memory[key] = (shelved, self._clock.monotonic())
        self._memory.move_to_end(key)
        while len(self._memory) > DOCUMENTS_MAX:
            forgotten, _ = self._memory.popitem(last=False)
            self._building.pop(forgotten, None)

    def _now(self) -> float:
        return self._clock.now().timestamp()


def fresh_seconds(world: World) -> float:
    """Wall seconds for which a document made now can be trusted to be the newest.

    Until the next cutoff once the hour's jobs have had their chances, seconds before that.
    """
    clock = world.clock
    hour = hour_floor(clock.now)
    if clock.state is ClockState.LIVE and clock.now - hour >= SETTLED_AFTER:
        return max(1.0, clock.wall_seconds_until(hour + timedelta(hours=1)))
    return max(1.0, min(UNSETTLED_S_MAX, clock.seconds_per_hour / 2))
