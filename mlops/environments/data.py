"""Brings data into a new environment: role, tables, artifacts, then candles and ledger."""

from collections.abc import Callable

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.postgres.migrate import migrate
from functions.domain.errors import InvalidInput
from mlops.deployment.bootstrap.database import Database
from mlops.deployment.bootstrap.target import SNAPSHOTS, Target
from mlops.environments.copy import copy_world, has_world, promoted_artifacts
from mlops.operations import OperationsSettings
from mlops.storage.mirrored import MirroredStore


async def bring_data(
    target: Target, source: OperationsSettings, say: Callable[[str], None]
) -> None:
    """Copy what the source has into the target, unless it has a world already.

    The source is read as its application, in a transaction that cannot write. Raises
    InvalidInput, and what the databases and the stores raise.
    """
    if target.settings.ledger_signing_key is None:
        raise InvalidInput("LEDGER_SIGNING_KEY is not set: nobody could sign the copy")
    database = Database(target.owner_url, target.application_url)
    if has_world(target.owner_url):
        say("It has a world already; nothing is copied into it.")
        return
    if not database.application_may_connect():
        database.set_application_password()
    migrate(target.owner_url)
    source_url = source.database_url.get_secret_value()
    digests = promoted_artifacts(source_url)
    await _bring_artifacts(target, list(map(str, source.artifact_urls)), digests)
    say(f"{len(digests)} models' artifacts are in its own stores.")
    key = target.settings.ledger_signing_key.get_secret_value()
    done = copy_world(source_url, target.owner_url, key)
    entries, candles = done.rows["ledger_entry"], done.rows["consensus_candle"]
    say(f"{entries} ledger entries and {candles} candles are copied; signed anew at {done.signed}.")


async def _bring_artifacts(target: Target, urls: list[str], digests: list[str]) -> None:
    reader = HttpObjects(urls)
    try:
        async with target.stores() as stores:
            models = MirroredStore([one for name, one in stores.items() if name != SNAPSHOTS])
            for digest in digests:
                await models.put(await reader.get(digest))
    finally:
        await reader.close()
