"""A PostgreSQL that hangs, its processes stopped: it accepts connections and never answers."""

import asyncio
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import httpx

from functions.queries.deadline import READ_S_MAX
from functions.queries.shelf import FAILED_S, Shelf
from mlops.local.postgres import PostgresServer
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import SmallWorld, services
from tests.http.test_faults import LaterClock

SHELVED = ["/api/v1/forecast", "/api/v1/scores", "/api/v1/candles", "/api/v1/models",
           "/api/v1/forecasts", "/api/v1/price", "/api/v1/status"]  # fmt: skip
AT_ONCE_S_MAX = 2.5
"""For a busy machine; from memory it takes milliseconds, and who waits does so for 3.5 s."""


@contextmanager
def stopped(cluster: PostgresServer) -> Iterator[None]:
    """Every process of the server stopped, as by a debugger or a machine that swaps."""
    postmaster = int((cluster.cluster / "postmaster.pid").read_text().split()[0])
    family = [postmaster, *children(postmaster)]
    for pid in family:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for pid in family:
            os.kill(pid, signal.SIGCONT)


def children(parent: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]


async def timed(api: httpx.AsyncClient, url: str) -> tuple[httpx.Response, float]:
    began = time.monotonic()
    answer = await api.get(url)
    return answer, time.monotonic() - began


async def test_one_reader_waits_for_a_hung_database_and_all_others_are_served_at_once(
    world: SmallWorld, postgres_cluster: PostgresServer
) -> None:
    # A cache of its own: what is made two minutes ahead is nothing for other tests.
    settings = world.settings().model_copy(update={"cache_prefix": "stopped-database"})
    async with services(settings) as given, app_client(given) as api:
        known = {url: (await api.get(url)).content for url in SHELVED[:-1]}
        await api.get(SHELVED[-1])
    async with services(settings) as given:
        # The same two minutes later, when none of it is fresh any more.
        later = LaterClock()
        shelf = Shelf(given.services.cache, later)
        aged = replace(given, services=replace(given.services, clock=later), shelf=shelf)
        async with app_client(aged) as api:
            assert (await api.get("/api/v1/ledger")).status_code == 200  # a connection is open
            with stopped(postgres_cluster):
                first, first_s = await timed(api, SHELVED[0])
                others = [await timed(api, url) for url in SHELVED[1:]]
            assert first_s < READ_S_MAX + AT_ONCE_S_MAX
            assert first_s > AT_ONCE_S_MAX  # it did wait: the database hung
            assert max(took_s for _, took_s in others) < AT_ONCE_S_MAX
            for url, answer in zip(SHELVED, (first, *(one for one, _ in others)), strict=True):
                assert answer.status_code == 200
                assert answer.headers["x-candor-stale"] == "1"
                assert answer.content == known.get(url, answer.content)
            assert others[-1][0].json()["dependencies"][0]["ok"] is False
            # And soon after it goes on, everything is new again.
            await asyncio.sleep(FAILED_S + 0.1)
            for url in SHELVED:
                answer, _ = await timed(api, url)
                assert (answer.status_code, answer.headers["x-candor-stale"]) == (200, "0"), url
