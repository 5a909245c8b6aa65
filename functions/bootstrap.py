"""The composition root: the one place where ports meet their adapters."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pydantic import SecretStr

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.disk.objects import DiskObjects
from functions.adapters.disk.page_shell import PageShell
from functions.adapters.ed25519.lazy import LazySigner
from functions.adapters.postgres.candles import PostgresCandles
from functions.adapters.postgres.forecasts import PostgresForecasts
from functions.adapters.postgres.ledger import PostgresLedger
from functions.adapters.postgres.models import PostgresModels
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange, PostgresWorld
from functions.adapters.process_meter import ProcessMeter
from functions.adapters.qstash.signature import QstashSignature
from functions.adapters.system import SystemClock
from functions.adapters.upstash.aggregate import UpstashAggregate
from functions.adapters.upstash.cache import UpstashCache
from functions.adapters.upstash.connection import UpstashConnection
from functions.config import Settings, read_settings
from functions.domain.world import Mode
from functions.environment import PREVIOUS, secrets_of
from functions.logs.install import install
from functions.logs.redaction import Redactor
from functions.ports.meter import BufferedMeter, Meter
from functions.ports.note_signer import NoteSigner
from functions.ports.objects import ObjectCopies
from functions.ports.services import Services
from functions.ports.signature import SignatureCheck
from functions.queries.report_allowance import ReportAllowance
from functions.queries.scrape import Scrape
from functions.queries.shelf import Shelf

if TYPE_CHECKING:
    from functions.adapters.exchanges.venue import VenueExchange

LIVE_QUORUM = 2


@dataclass(frozen=True, slots=True)
class Metering:
    """Who counts what is answered, by which clock, and who tells it when all is added up."""

    meter: BufferedMeter
    monotonic: Callable[[], float]
    scrape: Scrape


@dataclass(frozen=True, slots=True)
class Bootstrapped:
    """What an application is made of, and how to let go of it."""

    services: Services
    shelf: Shelf
    cron_secret: str
    environment: str
    close: Callable[[], Awaitable[None]]
    signature: SignatureCheck | None = None
    metrics_token: str | None = None
    metering: Metering | None = None
    report_allowance: ReportAllowance | None = None
    redact: Redactor = field(default_factory=lambda: Redactor({}))
    watch_token: str | None = None
    previous_secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    """By the name of what replaced them: accepted as well, until they are retired."""
    public_origin: str | None = None
    """The page's, which alone may read answers from elsewhere; None: no other page may."""
    shell: Callable[[], str | None] = field(default_factory=PageShell)
    """The HTML around the first view; None where the page is not served from here."""


def bootstrap(settings: Settings | None = None) -> Bootstrapped:
    """Build every adapter from the settings; nothing connects before it is used.

    Without settings they are the process's own, and so is its log.
    """
    is_process, settings = settings is None, settings or read_settings()
    redact = Redactor(secrets_of(settings))
    if is_process:
        fixed = {"commit": settings.code_version, "environment": settings.candor_env}
        install(redact, fixed, settings.log_level)
    clock = SystemClock()
    redis = UpstashConnection(
        str(settings.upstash_redis_rest_url),
        settings.upstash_redis_rest_token.get_secret_value(),
        clock.monotonic,
    )
    aggregate = UpstashAggregate(redis, settings.cache_prefix, clock.now)
    meter = ProcessMeter(aggregate, clock.monotonic)
    cache = UpstashCache(redis, settings.cache_prefix, meter, clock.monotonic)
    pool = Pool(
        settings.database_url.get_secret_value(),
        settings.db_pool_size_max,
        clock.monotonic,
        meter,
    )
    venues, hang_up = _venues(settings, meter)
    objects, let_go = _objects(settings, clock, meter)
    services = Services(
        world=PostgresWorld(pool, settings.candor_mode),
        candles=PostgresCandles(pool),
        ledger=PostgresLedger(pool),
        forecasts=PostgresForecasts(pool),
        models=PostgresModels(pool),
        objects=objects,
        cache=cache,
        clock=clock,
        exchanges=venues or (HistoryExchange(pool, meter, clock.monotonic),),
        quorum=LIVE_QUORUM if venues else 1,
        code_version=settings.code_version,
        tickers=venues if settings.candor_mode is Mode.LIVE else (),
        note_signer=_note_signer(settings),
        meter=meter,
    )

    async def close() -> None:
        await meter.flush()
        await hang_up()
        await let_go()
        await redis.close()
        await pool.close()

    return Bootstrapped(
        services=services,
        shelf=Shelf(cache, clock),
        cron_secret=settings.cron_secret.get_secret_value(),
        environment=settings.candor_env,
        metrics_token=_text(settings.metrics_token),
        watch_token=_text(settings.watch_token),
        previous_secrets=_previous(settings),
        public_origin=_origin(settings),
        close=close,
        signature=_signature(settings),
        metering=Metering(meter, clock.monotonic, Scrape(aggregate, clock.monotonic)),
        redact=redact,
        report_allowance=ReportAllowance(cache, clock),
        shell=PageShell() if settings.page_shell is None else PageShell((settings.page_shell,)),
    )


def _previous(settings: Settings) -> Mapping[str, str]:
    return {
        name.removesuffix(PREVIOUS): value
        for name, value in secrets_of(settings).items()
        if name.endswith(PREVIOUS)
    }


def _origin(settings: Settings) -> str | None:
    """Scheme, host and port, as a browser writes them."""
    if settings.public_url is None:
        return None
    parts = urlsplit(str(settings.public_url))
    return f"{parts.scheme}://{parts.netloc}"


def _text(secret: SecretStr | None) -> str | None:
    return None if secret is None else secret.get_secret_value()


def _venues(
    settings: Settings, meter: Meter
) -> tuple[Sequence["VenueExchange"], Callable[[], Awaitable[None]]]:
    """The venues of a world that asks venues, and how to let go of them."""
    if settings.candor_mode is not Mode.LIVE and settings.venues_url is None:
        return (), _nothing
    # A world that only replays its history speaks to nobody.
    from functions.adapters.exchanges.http import SharedClient  # noqa: PLC0415
    from functions.adapters.exchanges.venues import live_venues  # noqa: PLC0415

    client = SharedClient()
    emulator_url = None if settings.venues_url is None else str(settings.venues_url)
    return live_venues(client, emulator_url, meter), client.close


def _objects(
    settings: Settings, clock: SystemClock, meter: Meter
) -> tuple[ObjectCopies, Callable[[], Awaitable[None]]]:
    """The model artifacts' reader, and how to let go of it."""
    if settings.artifact_urls:
        urls = [str(url) for url in settings.artifact_urls]
        over_http = HttpObjects(urls, clock.monotonic, meter=meter)
        return over_http, over_http.close
    return DiskObjects(settings.objects_dir), _nothing


def _signature(settings: Settings) -> SignatureCheck | None:
    """The check of QStash's signature, where it is told what to check with."""
    current, coming = settings.qstash_current_signing_key, settings.qstash_next_signing_key
    if current is None or coming is None or settings.public_url is None:
        return None
    return QstashSignature(
        current.get_secret_value(), coming.get_secret_value(), str(settings.public_url)
    )


def _note_signer(settings: Settings) -> NoteSigner | None:
    """Who signs checkpoints, where a key is given."""
    if settings.ledger_signing_key is None:
        return None
    return LazySigner(settings.ledger_signing_key.get_secret_value())


async def _nothing() -> None:
    """The history hangs on the pool, which is closed by itself, and a folder on nothing."""
