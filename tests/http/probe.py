"""Appended to the entry point of an unpacked function: says on its output what it sees.

One JSON line after each request (its event loop, and which tasks of ours it left running)
and one when the pool has been closed.
"""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

from functions.adapters.postgres.pool import Pool

App = Callable[[Any, Any, Any], Awaitable[None]]
_invocation: ContextVar[object] = ContextVar("invocation")


def observed(app: App) -> App:
    """The application with a line after each request; the pool's closing has one too."""
    close = Pool.close

    async def close_and_say(self: Pool) -> None:
        await close(self)
        _say(probe="closed", closed=self._pool.closed)

    async def answer_and_say(scope: Any, receive: Any, send: Any) -> None:
        mine = object()
        _invocation.set(mine)
        await app(scope, receive, send)
        if scope["type"] == "http":
            loop = id(asyncio.get_running_loop())
            _say(probe="request", loop=loop, left=_left_running(mine))

    Pool.close = close_and_say  # type: ignore[method-assign]
    return answer_and_say


def _left_running(invocation: object) -> list[str]:
    tasks: set[Any] = asyncio.all_tasks()  # of Python 3.12, with the context they run in
    return [
        task.get_coro().__qualname__
        for task in tasks
        # A task inherits the context of the request that began it.
        if task.get_context().get(_invocation) is invocation
        and "/functions/" in task.get_coro().cr_code.co_filename
    ]


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - becomes a message to the platform
