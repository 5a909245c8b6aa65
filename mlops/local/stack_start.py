"""The order in which the servers of the local stack come up."""

import asyncio
from collections.abc import Callable

from functions.adapters.postgres.migrate import migrate
from mlops.local.postgres import OWNER_ROLE
from mlops.local.s3 import BUCKET
from mlops.local.stack import LocalStack
from mlops.local.supervisor import Supervisor
from mlops.local.tracking_artifacts import move_artifacts
from mlops.local.tracking_server import artifacts_prefix


async def start(stack: LocalStack, supervisor: Supervisor, say: Callable[[str], None]) -> None:
    """Start all but MLflow; returns when the page and all behind it are ready.

    Nothing connects before it is used, so only the database's schema is waited for,
    and the rest comes up at the same time. Raises VendorUnavailable, InvalidInput.
    """
    stack.page.prepare()
    stack.valkey.prepare()
    stack.s3.prepare()
    _move_artifacts(stack, say)
    starts = [
        asyncio.create_task(_start_postgres(stack, supervisor, say)),
        *(
            asyncio.create_task(supervisor.start(name, server))
            for name, server in stack.core().items()
            if name != "postgres"
        ),
    ]
    try:
        await asyncio.gather(*starts)
    finally:
        for task in starts:  # one failed: the others must not start anything more
            task.cancel()
        await asyncio.gather(*starts, return_exceptions=True)


def _move_artifacts(stack: LocalStack, say: Callable[[str], None]) -> None:
    """What MLflow kept in a folder before S3 goes where it looks now, behind S3's back.

    Before the server starts, because it remembers what a folder held. Whatever goes wrong
    concerns old runs' files only.
    """
    if stack.mlflow is None or stack.mlflow.s3 is None:
        return
    folder = stack.mlflow.folder_before
    try:
        moved = move_artifacts(folder, stack.s3.home / BUCKET / artifacts_prefix(stack.world.name))
    except OSError as error:
        say(f"artifacts of MLflow stay in {folder} ({error}); the next start tries again")
        return
    if moved:
        say(f"{moved} artifacts of MLflow were moved from {folder} into S3")


async def _start_postgres(
    stack: LocalStack, supervisor: Supervisor, say: Callable[[str], None]
) -> None:
    await asyncio.to_thread(stack.postgres.prepare)
    await supervisor.start("postgres", stack.postgres)
    is_new = await asyncio.to_thread(_open_database, stack)
    say(
        f"World: {stack.world.mode} of {stack.world.source}, database {stack.world.name}"
        f" ({'new' if is_new else 'as it was left'})"
    )


def _open_database(stack: LocalStack) -> bool:
    stack.postgres.create_application_role()
    is_new = stack.postgres.create_database(stack.world.name)
    migrate(stack.postgres.url(OWNER_ROLE, stack.world.name))
    return is_new
