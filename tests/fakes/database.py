"""One world's record in memory, with the rules the real database holds by itself."""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import datetime

from functions.domain.candle import Candle
from functions.domain.errors import VendorError
from functions.domain.horizon import Schedule, Slot
from functions.domain.ledger import LedgerHead, leaf_hash
from functions.domain.venue_consensus import ConsensusCandle
from functions.domain.world import Clock, Mode
from functions.ports.forecasts import Outcome, SettledSlot
from functions.ports.ledger import Anchor, LedgerEntry, SignedCheckpoint
from functions.ports.models import Promotion, TrainedModel
from functions.ports.touches import JudgedForecast


class Refused(Exception):
    """The record does not take this: what the real database's constraints say."""


@dataclass
class FakeDatabase:
    """What the fakes of one world share; every call raises `failure` while it is set.

    Nothing awaits between a check and the write that rests on it, so that each call is
    the one transaction its port promises.
    """

    mode: Mode
    source: str
    clock: Clock
    failure: VendorError | None = None
    observed: dict[tuple[str, datetime], list[tuple[datetime, Candle]]] = field(
        default_factory=dict
    )
    agreed: dict[datetime, list[tuple[datetime, ConsensusCandle]]] = field(default_factory=dict)
    quarantined: dict[tuple[datetime, str], list[tuple[datetime, str]]] = field(
        default_factory=dict
    )
    runs: dict[int, str] = field(default_factory=dict)
    head: LedgerHead = field(default_factory=LedgerHead)
    checkpoints: list[SignedCheckpoint] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    entries: list[LedgerEntry] = field(default_factory=list)
    schedules: list[Schedule] = field(default_factory=list)
    settled: dict[Slot, SettledSlot] = field(default_factory=dict)
    outcomes: dict[Slot, Outcome] = field(default_factory=dict)
    judged: dict[Slot, JudgedForecast] = field(default_factory=dict)
    registered: list[tuple[TrainedModel, datetime]] = field(default_factory=list)
    promotions: list[Promotion] = field(default_factory=list)

    async def turn(self) -> None:
        """Let other callers run first, as a network would, then fail if told to."""
        await asyncio.sleep(0)
        if self.failure is not None:
            raise self.failure

    def append(self, body: bytes) -> LedgerEntry:
        """Append one entry to the ledger and return it as stored."""
        entry = LedgerEntry(
            index=self.head.size,
            kind=json.loads(body)["kind"],
            recorded_at=self.clock.now,
            body=body,
            leaf_hash=leaf_hash(body),
        )
        self.head = self.head.append(entry.leaf_hash)
        self.entries.append(entry)
        return entry
