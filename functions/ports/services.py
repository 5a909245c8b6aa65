"""Every outside thing a job or query may use, in one hand; bootstrap fills it."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from functions.ports.cache import Cache
from functions.ports.candles import CandleStore
from functions.ports.exchange import Exchange, PriceFeed
from functions.ports.forecasts import ForecastStore
from functions.ports.ledger import LedgerStore
from functions.ports.meter import Meter, NoMeter
from functions.ports.models import ModelStore
from functions.ports.note_signer import NoteSigner
from functions.ports.objects import ObjectCopies
from functions.ports.world import Clock, WorldStore


@dataclass(frozen=True, slots=True)
class Services:
    """Ports only; `quorum` is the least number of venues a consensus needs.

    `tickers` tell the price of now in a live world; elsewhere there is nobody to ask.
    Without a `note_signer` no checkpoint is signed.
    """

    world: WorldStore
    candles: CandleStore
    ledger: LedgerStore
    forecasts: ForecastStore
    models: ModelStore
    objects: ObjectCopies
    cache: Cache
    clock: Clock
    exchanges: Sequence[Exchange]
    quorum: int
    code_version: str
    tickers: Sequence[PriceFeed] = ()
    note_signer: NoteSigner | None = None
    meter: Meter = field(default_factory=NoMeter)
