"""Appended to the entry point of an unpacked function: says on its output what it sees.

One JSON line after each request (its event loop, and which tasks of ours it left running)
and one when the pool has been closed.
"""

import asyncio
import json
from contextvars import ContextVar
from typing import Any

from api.index import app as observed
from functions.adapters.postgres.pool import Pool

_close = Pool.close
_invocation: ContextVar[object] = ContextVar("invocation")


async def _closed(self: Pool) -> None:
    await _close(self)
    _say(probe="closed", closed=self._pool.closed)


async def app(scope: Any, receive: Any, send: Any) -> None:
    """The application, and a line after each request."""
    mine = object()
    _invocation.set(mine)
    await observed(scope, receive, send)
    if scope["type"] == "http":
        tasks: set[Any] = asyncio.all_tasks()  # of Python 3.12, with the context they run in
        left = [
            task.get_coro().__qualname__
            for task in tasks
            # A task inherits the context of the request that began it.
            if task.get_context().get(_invocation) is mine
            and "/functions/" in task.get_coro().cr_code.co_filename
        ]
        _say(probe="request", loop=id(asyncio.get_running_loop()), left=left)


def _say(**what: object) -> None:
    print(json.dumps(what), flush=True)  # noqa: T201 - becomes a message to the platform


Pool.close = _closed  # type: ignore[method-assign]
