"""Starts what watches behind the product's back, one after the other; missed by nobody."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from itertools import chain, repeat

from functions.domain.errors import CandorError
from mlops.local.supervisor import Server, Supervisor

READY_S_MAX = 120.0
"""Seconds alone; they share the processors with a replay."""
RETRY_S = (5.0, 15.0, 60.0, 300.0)
"""Pauses before what did not start is tried again, the last one for ever."""


async def keep_watching(
    servers: Mapping[str, Server],
    supervisor: Supervisor,
    say: Callable[[str], None],
    retry_s: Sequence[float] = RETRY_S,
) -> None:
    """Start them all; whoever runs is kept running by the supervisor.

    A failure is said once, and stops neither the product nor another of these.
    """
    waiting = dict(servers)
    said: set[str] = set()
    for pause_s in chain(retry_s, repeat(retry_s[-1])):
        for name, server in list(waiting.items()):
            try:
                await supervisor.start(name, server, READY_S_MAX)
            except (CandorError, OSError) as failure:
                if name not in said:
                    say(f"{failure}; Candor goes on without it and tries again in the background")
                said.add(name)
            else:
                del waiting[name]
                if name in said:
                    say(f"{name} is up")
        if not waiting:
            return
        await asyncio.sleep(pause_s)
