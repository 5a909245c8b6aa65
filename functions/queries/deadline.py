"""A limit on how long a reader waits for the database, whatever state it is in."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from functions.domain.errors import VendorUnavailable

T = TypeVar("T")

READ_S_MAX = 3.5
"""Longer than a suspended database takes to wake, and than a connection may take."""


async def within_deadline(read: Coroutine[Any, Any, T], limit_s: float | None = None) -> T:
    """What the read gives; VendorUnavailable when the database hangs.

    A read that hangs is told to stop and left behind: stopping itself asks the server,
    which does not answer.
    """
    limit_s = READ_S_MAX if limit_s is None else limit_s
    task = asyncio.create_task(read)
    try:
        done, _ = await asyncio.wait((task,), timeout=limit_s)
    except asyncio.CancelledError:
        task.cancel()
        raise
    if not done:
        task.cancel()
        raise VendorUnavailable("postgres", f"did not answer within {limit_s:g} s")
    return task.result()
