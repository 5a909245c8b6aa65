"""Brings data into a new environment: role, tables, artifacts, then candles and ledger."""

from collections.abc import Callable, Mapping

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.postgres.migrate import migrate
from functions.domain.errors import InvalidInput
from functions.environment import read_settings
from mlops.configuration.check import read_operations
from mlops.deployment.bootstrap.database import Database
from mlops.deployment.bootstrap.target import SNAPSHOTS, Target
from mlops.environments.copy import copy_world, has_world, promoted_artifacts
from mlops.operations import OperationsSettings
from mlops.storage.mirrored import MirroredStore


async def bring_data(
    environment: str,
    given: Mapping[str, str],
    source: str,
    source_given: Mapping[str, str],
    say: Callable[[str], None],
) -> None:
    """Copy what the source has into the environment, unless it has a world already.

    The source is read as its application, in a transaction that cannot write. Raises
    InvalidInput for settings that are not complete, what the database and the stores raise.
    """
    if environment == source:
        raise InvalidInput(f"{source} is not copied into itself")
    theirs = read_operations(source, source_given)
    read_operations(environment, given)
    target = Target(read_settings(OperationsSettings, {**given, "CANDOR_ENV": environment}))
    target.check(environment)
    database = Database(target.owner_url, target.application_url)
    source_url = theirs.database_url.get_secret_value()
    if has_world(target.owner_url):
        say(f"{environment} has a world already; nothing is copied into it")
        return
    if not database.application_may_connect():
        database.set_application_password()
    migrate(target.owner_url)
    digests = promoted_artifacts(source_url)
    await _bring_artifacts(target, list(map(str, theirs.artifact_urls)), digests)
    say(f"{len(digests)} models' artifacts are in {environment}'s own stores")
    key = target.settings.ledger_signing_key
    if key is None:
        raise InvalidInput("LEDGER_SIGNING_KEY is not set: nobody could sign the copy")
    done = copy_world(source_url, target.owner_url, key.get_secret_value())
    entries, candles = done.rows["ledger_entry"], done.rows["consensus_candle"]
    say(f"copied {entries} ledger entries and {candles} candles; signed anew at {done.signed}")


async def _bring_artifacts(target: Target, urls: list[str], digests: list[str]) -> None:
    reader = HttpObjects(urls)
    try:
        async with target.stores() as stores:
            models = MirroredStore([one for name, one in stores.items() if name != SNAPSHOTS])
            for digest in digests:
                await models.put(await reader.get(digest))
    finally:
        await reader.close()
