"""Two instances count under load, one is killed −9 again and again: what is lost is bounded."""

import asyncio
import random
import statistics
from pathlib import Path

import pytest

from functions.adapters.process_meter import FLUSH_DELTAS
from mlops.local.emulators.upstash.server import UpstashServer
from tests.metered_load import load_on, two_instances
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

CLIENTS = 8
KILLS = 6
SEED = 20_261_129
DELTAS_A_REQUEST = 2
"""A count and an observation."""
REQUESTS_UNFLUSHED_MAX = FLUSH_DELTAS // DELTAS_A_REQUEST
LOST_A_KILL_MAX = 2 * REQUESTS_UNFLUSHED_MAX + CLIENTS
"""One batch on its way, another that is being filled, and the requests being answered."""


async def test_a_kill_loses_no_more_than_was_not_flushed(
    upstash: UpstashServer, server_folder: Path, say: Say
) -> None:
    dice = random.Random(SEED)
    with two_instances(upstash, server_folder) as instances:
        victim = instances.both[1]
        async with load_on(instances, CLIENTS) as load:
            for _ in range(KILLS):
                await asyncio.sleep(dice.uniform(1.0, 4.0))
                await asyncio.to_thread(victim.kill)
                await asyncio.to_thread(victim.start)
            await asyncio.sleep(1.0)
        for one in instances.both:
            one.end()
        counted = instances.counted()
    lost = load.answered - counted
    say(
        f"killed {KILLS} times: {load.answered} answered, {load.failed} not, {lost} not counted"
        f" ({lost / KILLS:.0f} a kill; at most {LOST_A_KILL_MAX}),"
        f" p50 {1000 * statistics.median(load.seconds):.1f} ms"
    )
    assert load.answered > KILLS * REQUESTS_UNFLUSHED_MAX / 2
    assert 0 <= lost <= KILLS * LOST_A_KILL_MAX
