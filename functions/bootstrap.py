"""The composition root: the one place where ports meet their adapters."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.disk.objects import DiskObjects
from functions.adapters.postgres.candles import PostgresCandles
from functions.adapters.postgres.forecasts import PostgresForecasts
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.models import PostgresModels
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange, PostgresWorld
from functions.adapters.system import SystemClock
from functions.adapters.upstash.cache import UpstashCache
from functions.config import Settings, read_settings
from functions.domain.world import Mode
from functions.ports.exchange import Exchange
from functions.ports.objects import ObjectReader
from functions.ports.services import Services
from functions.queries.shelf import Shelf

LIVE_QUORUM = 2


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """What an application is made of, and how to let go of it."""

    services: Services
    shelf: Shelf
    cron_secret: str
    environment: str
    close: Callable[[], Awaitable[None]]


def bootstrap(settings: Settings | None = None) -> Bootstrapped:
    """Build every adapter from the settings; nothing connects before it is used."""
    settings = settings or read_settings()
    pool = Pool(settings.database_url.get_secret_value(), settings.db_pool_size_max)
    clock = SystemClock()
    cache = UpstashCache(
        str(settings.upstash_redis_rest_url),
        settings.upstash_redis_rest_token.get_secret_value(),
        settings.cache_prefix,
        clock.monotonic,
    )
    exchanges, hang_up = _exchanges(settings.candor_mode, pool)
    objects, let_go = _objects(settings, clock)
    services = Services(
        world=PostgresWorld(pool, settings.candor_mode),
        candles=PostgresCandles(pool),
        ledger=PostgresLedger(pool),
        forecasts=PostgresForecasts(pool),
        models=PostgresModels(pool),
        objects=objects,
        cache=cache,
        clock=clock,
        exchanges=exchanges,
        quorum=LIVE_QUORUM if settings.candor_mode is Mode.LIVE else 1,
        code_version=settings.code_version,
    )

    async def close() -> None:
        await hang_up()
        await let_go()
        await cache.close()
        await pool.close()

    return Bootstrapped(
        services=services,
        shelf=Shelf(cache, clock),
        cron_secret=settings.cron_secret.get_secret_value(),
        environment=settings.candor_env,
        close=close,
    )


def _exchanges(mode: Mode, pool: Pool) -> tuple[Sequence[Exchange], Callable[[], Awaitable[None]]]:
    """The venues of a mode, and how to let go of them."""
    if mode is Mode.LIVE:
        # Only a live world speaks to exchanges.
        from functions.adapters.exchanges.http import SharedClient  # noqa: PLC0415
        from functions.adapters.exchanges.venues import live_venues  # noqa: PLC0415

        client = SharedClient()
        return live_venues(client), client.close
    return (HistoryExchange(pool),), _nothing


def _objects(
    settings: Settings, clock: SystemClock
) -> tuple[ObjectReader, Callable[[], Awaitable[None]]]:
    """The model artifacts' reader, and how to let go of it."""
    if settings.artifact_urls:
        over_http = HttpObjects([str(url) for url in settings.artifact_urls], clock.monotonic)
        return over_http, over_http.close
    return DiskObjects(settings.objects_dir), _nothing


async def _nothing() -> None:
    """The history hangs on the pool, which is closed by itself, and a folder on nothing."""
