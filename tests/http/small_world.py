"""A small world made by the real parts: opened, trained, announced and driven for eight days."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest.mock import patch

from pydantic import HttpUrl, SecretStr

from functions.adapters.disk.objects import DiskObjects
from functions.adapters.postgres import pool
from functions.adapters.postgres.migrate import migrate
from functions.adapters.postgres.world_owner import ClockHand, WorldOwner
from functions.bootstrap import Bootstrapped, bootstrap
from functions.config import Settings
from functions.domain.units import HOUR
from functions.domain.world import Clock, Mode
from functions.jobs.announce import announce
from functions.jobs.ingest import ingest
from mlops.history.simulate import simulate
from mlops.local.api_server import ApiServer
from mlops.local.database_setup import APPLICATION_ROLE
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.ledger_key import ledger_key
from mlops.local.postgres import OWNER_ROLE, PostgresServer
from mlops.replay.drive import drive
from mlops.storage.training_stores import TrainingStores
from mlops.training.train import train

CRON_SECRET = "a-bearer-of-forty-characters-for-tests-0"
LEDGER_KEY = ledger_key("a secret of these tests", "small")
COMMIT = "0123456789abcdef0123456789abcdef01234567"
SOURCE = "simulated:seed-7"
SECONDS_PER_HOUR = 5.0
IMPATIENT_S = 0.5
"""What a pool waits whose database is lost. One whose database is well may have to wait longer."""
OPENS_FROM = datetime(2024, 1, 1, tzinfo=UTC)
STARTS_AT = OPENS_FROM + timedelta(days=120)
ENDS_AT = STARTS_AT + timedelta(days=12)


@dataclass(frozen=True)
class SmallWorld:
    """Where one world's database, cache and objects are, and what its jobs may show."""

    owner_url: str
    app_url: str
    upstash: UpstashServer
    cache_prefix: str
    objects_dir: Path

    def settings(self, *, database_url: str = "", upstash_url: str = "") -> Settings:
        """Settings of the serving function, with other addresses where they are given."""
        return Settings(
            database_url=SecretStr(database_url or self.app_url),
            upstash_redis_rest_url=HttpUrl(upstash_url or self.upstash.url),
            upstash_redis_rest_token=SecretStr(self.upstash.token),
            cron_secret=SecretStr(CRON_SECRET),
            ledger_signing_key=SecretStr(LEDGER_KEY),
            cache_prefix=self.cache_prefix,
            candor_mode=Mode.SIMULATED,
            objects_dir=self.objects_dir,
            candor_commit=COMMIT,
        )

    def server(self, port: int = 0) -> ApiServer:
        """The serving function as a process, with the settings of this world."""
        return ApiServer(
            port=port,
            database_url=self.app_url,
            upstash_url=self.upstash.url,
            upstash_token=self.upstash.token,
            cron_secret=CRON_SECRET,
            mode=Mode.SIMULATED,
            cache_prefix=self.cache_prefix,
            objects_dir=self.objects_dir,
            ledger_signing_key=LEDGER_KEY,
        )

    def clock(self) -> WorldOwner:
        """The owner, who alone moves the clock."""
        return WorldOwner(self.owner_url)


@asynccontextmanager
async def services(
    settings: Settings, checkout_s: float = pool.CHECKOUT_TIMEOUT_S
) -> AsyncIterator[Bootstrapped]:
    """What the API is made of, for the length of a block."""
    with patch.object(pool, "CHECKOUT_TIMEOUT_S", checkout_s):
        given = bootstrap(settings)
    try:
        yield given
    finally:
        await given.close()


def lost_services(world: SmallWorld) -> AbstractAsyncContextManager[Bootstrapped]:
    """The same where the database does not answer."""
    return services(world.settings(database_url=dead_postgres_url(free_port())), IMPATIENT_S)


def dead_postgres_url(port: int) -> str:
    """A connection string to a port where nobody listens."""
    return f"postgresql://{APPLICATION_ROLE}@{LOOPBACK}:{port}/nothing"


def create_world(
    cluster: PostgresServer, upstash: UpstashServer, folder: Path, name: str
) -> SmallWorld:
    """An empty migrated database, a cache prefix and an object folder under one name."""
    cluster.create_database(name)
    world = SmallWorld(
        cluster.url(OWNER_ROLE, name),
        cluster.url(APPLICATION_ROLE, name),
        upstash,
        name,
        folder / name,
    )
    migrate(world.owner_url)
    return world


async def open_world(world: SmallWorld) -> None:
    """Give the world 132 days of candles, a champion trained on 120 of them, and schedules."""
    hours = int((ENDS_AT - OPENS_FROM) / HOUR)
    clock = Clock(STARTS_AT - HOUR, STARTS_AT, STARTS_AT, ENDS_AT, SECONDS_PER_HOUR)
    world.clock().open(Mode.SIMULATED, SOURCE, clock, simulate(7, hours, OPENS_FROM))
    async with services(world.settings()) as given:
        await ingest(given.services)
        await train(given.services, training_stores(world), lambda _step, _share: None)
        await announce(given.services, STARTS_AT)


def training_stores(world: SmallWorld) -> TrainingStores:
    """A world's models, and beside them what they were trained on."""
    return TrainingStores(
        DiskObjects(world.objects_dir), DiskObjects(world.objects_dir / "snapshots")
    )


async def live_through(world: SmallWorld) -> None:
    """Eight days of hours with every job, and on the fifth two hours in which none ran."""
    async with services(world.settings()) as given:
        with world.clock().clock() as hand:
            await _drive_until(given, hand, STARTS_AT + timedelta(days=4))
            hand.advance()
            hand.advance()
            hand.advance()
            await _drive_until(given, hand, STARTS_AT + timedelta(days=8))


async def _drive_until(given: Bootstrapped, hand: ClockHand, until: datetime) -> None:
    await drive(given, hand, until, lambda _clock: None)
