"""The services of the running local stack, as a command uses them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from pydantic import HttpUrl, SecretStr

from functions.bootstrap import Bootstrapped, bootstrap
from functions.config import Settings
from mlops.local.api_server import checked_out_commit
from mlops.local.running_stack import RunningStack


@asynccontextmanager
async def services_of(stack: RunningStack) -> AsyncIterator[Bootstrapped]:
    """What the API of the stack is made of, built once more for this process."""
    given = bootstrap(
        Settings(
            database_url=SecretStr(stack.database_url),
            upstash_redis_rest_url=HttpUrl(stack.upstash_url),
            upstash_redis_rest_token=SecretStr(stack.upstash_token),
            cron_secret=SecretStr(stack.cron_secret),
            cache_prefix=stack.name,
            candor_mode=stack.mode,
            objects_dir=Path(stack.objects_dir),
            candor_commit=checked_out_commit(),
            venues_url=HttpUrl(stack.venues_url) if stack.venues_url else None,
        )
    )
    try:
        yield given
    finally:
        await given.close()
