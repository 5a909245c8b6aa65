"""A world to test in, in memory or in PostgreSQL, whose clock the test moves."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import psycopg

from functions.adapters.postgres.candles import PostgresCandles
from functions.adapters.postgres.forecasts import PostgresForecasts
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.models import PostgresModels
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import PostgresWorld
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.horizon import Slot, standing_schedules
from functions.domain.record import Issue, ModelRef, forecast_record, schedule_record
from functions.domain.world import Clock, Mode, World
from functions.ports.candles import CandleStore
from functions.ports.forecasts import ForecastStore
from functions.ports.ledger import LedgerStore
from functions.ports.models import ModelStore
from functions.ports.world import WorldStore
from tests.fakes.candles import FakeCandles
from tests.fakes.database import FakeDatabase
from tests.fakes.forecasts import FakeForecasts
from tests.fakes.ledger import FakeLedger
from tests.fakes.models import FakeModels
from tests.fakes.world import FakeWorld

MODE = Mode.REPLAY
SOURCE = "a file"
T0 = datetime(2024, 1, 15, tzinfo=UTC)
"""A midnight two weeks after the test market opens; the world stands an hour before it."""
CLOCK = Clock(
    now=T0 - timedelta(hours=1),
    starts_at=T0,
    caught_up_at=T0 + timedelta(days=2),
    ends_at=T0 + timedelta(days=30),
    seconds_per_hour=5.0,
)
SEEN = World(MODE, SOURCE, CLOCK, None)
"""The world as it is first read."""


@dataclass(frozen=True)
class OpenWorld:
    """The ports of one database, and its clock in the test's hand."""

    world: WorldStore
    candles: CandleStore
    ledger: LedgerStore
    forecasts: ForecastStore
    models: ModelStore
    move: Callable[[datetime], None]

    async def announce(self, valid_from: datetime = T0) -> None:
        """Put the standing schedule on record."""
        await self.ledger.announce(
            [(one, schedule_record(SEEN, one)) for one in standing_schedules(valid_from)]
        )


def fake_open_world(database: FakeDatabase) -> OpenWorld:
    """The ports of a database in memory."""

    def move(now: datetime) -> None:
        database.clock = replace(database.clock, now=now)

    return OpenWorld(
        FakeWorld(database, MODE),
        FakeCandles(database),
        FakeLedger(database),
        FakeForecasts(database),
        FakeModels(database),
        move,
    )


def postgres_open_world(owner_url: str, pool: Pool) -> OpenWorld:
    """The ports of a migrated database that is this world's."""

    def move(now: datetime) -> None:
        with psycopg.connect(owner_url) as connection:
            connection.execute("UPDATE replay_clock SET now = %s", [now])

    return OpenWorld(
        PostgresWorld(pool, MODE),
        PostgresCandles(pool),
        PostgresLedger(pool),
        PostgresForecasts(pool),
        PostgresModels(pool),
        move,
    )


def distribution(spread: float = 1.0) -> Distribution:
    """A symmetric distribution of a log return, a percent wide times `spread`."""
    return Distribution(tuple(round(0.01 * spread * (level - 0.5), 6) for level in LEVELS))


def forecast_body(slot: Slot, issued_at: datetime, spread: float = 1.0) -> bytes:
    """A forecast record that is complete, whatever its numbers."""
    return forecast_record(
        SEEN,
        slot,
        Issue(
            issued_at=issued_at,
            reference_price=Decimal(40_000),
            forecast=distribution(spread),
            baselines={"unconditional": distribution(2.0), "ewma": distribution(3.0)},
            model=ModelRef(1, "sha256:" + "1" * 64),
            input_digest="sha256:" + "2" * 64,
            code_version="test",
        ),
    )
