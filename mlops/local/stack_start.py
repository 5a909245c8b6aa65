"""The order in which the servers of the local stack come up."""

import asyncio
from collections.abc import Callable

from functions.adapters.postgres.migrate import migrate
from mlops.local.postgres import OWNER_ROLE
from mlops.local.stack import LocalStack
from mlops.local.supervisor import Supervisor


async def start(stack: LocalStack, supervisor: Supervisor, say: Callable[[str], None]) -> None:
    """Start all but MLflow; returns when the page and all behind it are ready.

    Nothing connects before it is used, so only the database's schema is waited for,
    and the rest comes up at the same time. Raises VendorUnavailable, InvalidInput.
    """
    stack.page.prepare()
    stack.valkey.prepare()
    stack.s3.prepare()
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
