"""Asks every vendor of an environment whether it does what is asked of it, before any work."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.upstash.cache import UpstashCache
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.canonical import sha256_digest
from functions.domain.errors import CandorError, NotFound
from functions.ports.objects import ObjectStore
from mlops.deployment.bootstrap.database import Database
from mlops.deployment.bootstrap.target import Target
from mlops.tracking.probe import fault

PROBE = b"candor bootstrap: an object to see whether this store keeps what it is given\n"

FAR_MS = 10_000
"""A function is beside its Redis; a person may ask from another continent."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a vendor said; one that is not `needed` may be down."""

    vendor: str
    well: bool
    said: str
    needed: bool = True


async def ask_vendors(
    target: Target,
    database: Database,
    stores: dict[str, ObjectStore],
    *,
    writing: bool,
) -> list[Answer]:
    """Every vendor's answer. With `writing`, stores keep one small object that readers find."""

    async def owner() -> None:
        database.answers()

    asked: list[tuple[str, Callable[[], Awaitable[object]]]] = [
        ("postgres", owner),
        ("redis", _redis(target)),
    ]
    asked += [(name, _store(store, writing=writing)) for name, store in stores.items()]
    if writing:
        asked += [(f"reading {url}", _reader(str(url))) for url in target.settings.artifact_urls]
    return [*[await _ask(vendor, ask) for vendor, ask in asked], _mlflow(target)]


def _redis(target: Target) -> Callable[[], Awaitable[object]]:
    settings = target.settings

    async def ask() -> None:
        url, token = str(settings.upstash_redis_rest_url), settings.upstash_redis_rest_token
        connection = UpstashConnection(url, token.get_secret_value(), timeout_ms=FAR_MS)
        try:
            await UpstashCache(connection, settings.cache_prefix).ping()
        finally:
            await connection.close()

    return ask


def _store(store: ObjectStore, *, writing: bool) -> Callable[[], Awaitable[object]]:
    async def ask() -> None:
        try:
            await (store.put(PROBE) if writing else store.get(sha256_digest(PROBE)))
        except NotFound:
            return  # it let us in and has no such object yet

    return ask


def _reader(url: str) -> Callable[[], Awaitable[object]]:
    async def ask() -> None:
        reader = HttpObjects([url])
        try:
            await reader.get(sha256_digest(PROBE))
        finally:
            await reader.close()

    return ask


async def _ask(vendor: str, ask: Callable[[], Awaitable[object]]) -> Answer:
    try:
        await ask()
    except CandorError as error:
        return Answer(vendor, well=False, said=str(error))
    return Answer(vendor, well=True, said="answers")


def _mlflow(target: Target) -> Answer:
    tracker = target.tracker()
    if not tracker.url:
        return Answer("mlflow", well=False, said="no MLFLOW_TRACKING_URI", needed=False)
    wrong = fault(tracker.url, tracker.username, tracker.password)
    said = f"{wrong}; a sleeping one takes a minute to wake" if wrong else "answers"
    return Answer("mlflow", well=not wrong, said=said, needed=False)
