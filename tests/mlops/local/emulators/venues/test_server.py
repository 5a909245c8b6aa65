"""The emulator as a process, over a real socket."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest

from functions.adapters.exchanges.http import SharedClient
from functions.adapters.exchanges.venues import live_venues
from functions.domain.errors import VendorUnavailable
from functions.domain.units import HOUR, hour_floor
from functions.domain.world import Mode
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.free_port import free_port
from mlops.local.process import running

READY_S_MAX = 30


@pytest.fixture(scope="module")
def emulator(server_folder: Path) -> Iterator[VenuesServer]:
    server = VenuesServer(free_port(), "", Mode.LIVE, seed=1)
    with (
        (server_folder / "venues.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
    ):
        yield server


async def test_a_live_world_is_told_of_the_hours_until_now(emulator: VenuesServer) -> None:
    client = SharedClient()
    now = datetime.now(UTC)
    for venue in live_venues(client, emulator.url):
        candles = await venue.closed_candles(now - 30 * HOUR, now, 100)
        assert len(candles) in {29, 30}
        assert candles[-1].close_time == hour_floor(now)
        assert (await venue.price()).price == candles[-1].close
    await client.close()


async def test_a_body_cut_off_is_the_venues_failure(emulator: VenuesServer) -> None:
    fault = {"venue": "kraken", "mode": "cut", "count": 1}
    async with httpx.AsyncClient() as switch:
        (await switch.post(f"{emulator.url}/_faults", json=fault)).raise_for_status()
    client = SharedClient()
    coinbase, kraken, *_ = live_venues(client, emulator.url)
    now = datetime.now(UTC)
    with pytest.raises(VendorUnavailable, match="kraken"):
        await kraken.closed_candles(now - 3 * HOUR, now, 10)
    assert await coinbase.closed_candles(now - 3 * HOUR, now, 10)
    assert await kraken.closed_candles(now - 3 * HOUR, now, 10)
    await client.close()
