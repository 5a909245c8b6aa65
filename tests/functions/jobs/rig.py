"""Everything a job needs, over a world in memory or in PostgreSQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from functions.domain.candle import Candle
from functions.domain.canonical import canonical_json
from functions.domain.record import ModelRef, promotion_record
from functions.domain.units import HOUR
from functions.jobs.ingest import ingest
from functions.ports.forecasts import SlotFilter
from functions.ports.models import TrainedModel
from functions.ports.services import Services
from tests.fakes.artifact import artifact_document
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock
from tests.fakes.exchange import FakeExchange
from tests.fakes.market import market
from tests.fakes.objects import FakeObjects
from tests.worlds import CLOCK, SEEN, T0, OpenWorld

MARKET = market(336 + 14 * 24, seed=5)
"""Two weeks before T0 and two weeks after it."""
ARTIFACT = canonical_json(artifact_document())


@dataclass(frozen=True)
class Rig:
    """Services whose parts a test can reach; a FakeExchange is one venue, quorum 1."""

    services: Services
    opened: OpenWorld
    venue: FakeExchange
    objects: FakeObjects

    def at(self, hours: float = 0, minutes: float = 0) -> None:
        """Move the clock to so long after T0."""
        self.opened.move(T0 + timedelta(hours=hours, minutes=minutes))

    async def make_champion(self, raw: bytes = ARTIFACT) -> ModelRef:
        """Store an artifact and let it speak."""
        digest = await self.objects.put(raw)
        version = await self.services.models.register(
            TrainedModel(digest, "log-HAR", T0 - HOUR, 5000, [])
        )
        await self.services.models.promote(
            version, "champion", lambda ref, role: promotion_record(SEEN, ref, role, CLOCK.now)
        )
        return ModelRef(version, digest)

    async def ready(self) -> None:
        """Announce the slots from T0 on, take in what has closed, and have a champion."""
        await self.opened.announce()
        await self.make_champion()
        await ingest(self.services)

    async def settled(self) -> dict[str, str]:
        """`issued` or `missed` by slot id, oldest entry first.

        The ledger holds exactly one entry for each of them.
        """
        slots = await self.services.forecasts.page(SlotFilter(limit=10_000))
        entries = {
            entry.index: (entry.kind, entry.leaf_hash)
            for entry in await self.services.ledger.page(-1, 10_000)
            if entry.kind in {"forecast", "missed"}
        }
        expected = {
            one.ledger_index: ("forecast" if one.issued_at else "missed", one.leaf_hash)
            for one in slots
        }
        assert entries == expected
        return {
            one.slot.id: "issued" if one.issued_at else "missed"
            for one in sorted(slots, key=lambda one: one.ledger_index)
        }


def rig(opened: OpenWorld, candles: Sequence[Candle] = MARKET) -> Rig:
    """A rig over an open world whose only venue shows these candles once they have closed."""
    venue, objects = FakeExchange("coinbase", candles), FakeObjects()
    services = Services(
        world=opened.world,
        candles=opened.candles,
        ledger=opened.ledger,
        forecasts=opened.forecasts,
        models=opened.models,
        objects=objects,
        cache=FakeCache(),
        clock=FakeClock(),
        exchanges=(venue,),
        quorum=1,
        code_version="test",
    )
    return Rig(services, opened, venue, objects)
