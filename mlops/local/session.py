"""The services of the running local stack, as a command uses them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from pydantic import HttpUrl, SecretStr

from functions.bootstrap import Bootstrapped, bootstrap
from functions.config import Settings
from mlops.local.api_server import checked_out_commit
from mlops.local.emulators.cloudinary.server import API_KEY, CLOUD_NAME
from mlops.local.s3 import ACCESS_KEY_ID, BUCKET
from mlops.local.settings import built_commit
from mlops.local.stack import models_folder, snapshots_folder
from mlops.local.stack_record import RunningStack
from mlops.storage.training_stores import TrainingStores


@asynccontextmanager
async def services_of(stack: RunningStack) -> AsyncIterator[Bootstrapped]:
    """What the API of the stack is made of, built once more for this process."""
    given = bootstrap(
        Settings(
            database_url=SecretStr(stack.database_url),
            upstash_redis_rest_url=HttpUrl(stack.upstash_url),
            upstash_redis_rest_token=SecretStr(stack.upstash_token),
            cron_secret=SecretStr(stack.cron_secret),
            ledger_signing_key=(
                SecretStr(stack.ledger_signing_key) if stack.ledger_signing_key else None
            ),
            cache_prefix=stack.name,
            candor_mode=stack.mode,
            artifact_urls=tuple(HttpUrl(url) for url in stack.artifact_urls),
            venues_url=HttpUrl(stack.venues_url) if stack.venues_url else None,
            candor_commit=checked_out_commit() or built_commit(),
        )
    )
    try:
        yield given
    finally:
        await given.close()


@asynccontextmanager
async def training_stores(stack: RunningStack) -> AsyncIterator[TrainingStores]:
    """Where training writes: models to every store at once, its input to S3 only."""
    # The SDKs take a third of a second; most commands do without them.
    from mlops.storage.cloudinary_store import CloudinaryAccount, CloudinaryObjects
    from mlops.storage.mirrored import MirroredStore
    from mlops.storage.s3 import S3Account, S3Objects

    folder = models_folder(stack.name)
    bucket = S3Account(BUCKET, ACCESS_KEY_ID, stack.s3_secret, stack.s3_url)
    s3, snapshots = S3Objects(bucket, folder), S3Objects(bucket, snapshots_folder(stack.name))
    account = CloudinaryAccount(CLOUD_NAME, API_KEY, stack.cloudinary_secret, stack.cloudinary_url)
    cloudinary = CloudinaryObjects(account, folder)
    try:
        yield TrainingStores(MirroredStore((cloudinary, s3)), snapshots)
    finally:
        await cloudinary.close()
        await s3.close()
        await snapshots.close()
