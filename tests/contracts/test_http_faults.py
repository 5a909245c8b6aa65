"""How the cache, the aggregate and each venue fail: one of two ways, in time, and never for good.

Object stores have the same suite in test_objects_faults.py, the database in
test_database_faults.py; docs/faults.md has a row for every port and fault.
"""

import asyncio
import secrets
import socket
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.adapters.exchanges import http as exchange_http
from functions.adapters.exchanges.http import SharedClient
from functions.adapters.exchanges.venues import WIRES, live_venues
from functions.adapters.upstash.aggregate import UpstashAggregate
from functions.adapters.upstash.cache import UpstashCache
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.errors import VendorError
from functions.domain.units import HOUR
from functions.domain.world import Mode
from functions.ports.meter import Batch
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.emulators.venues.server import VenuesServer
from mlops.local.free_port import LOOPBACK, free_port
from mlops.local.process import running
from tests.fault_proxy import FaultSwitchboard, proxy
from tests.fault_table import FAULTS, fault_table

TIMEOUT_MS = 1000
SLOW_MS = 4000
READY_S_MAX = 30
RETRY_AFTER_S = 1.1
"""What the proxy's 429 asks for, and a little more."""
VENUES = tuple(wire.name for wire in WIRES)
PORTS = ("cache", "aggregate", *VENUES)
TABLE = fault_table()

Call = Callable[[], Awaitable[object]]


class Rig:
    """The calls of one adapter through the switch, and through an address of ours."""

    def __init__(
        self, title: str, switch: FaultSwitchboard, calls: Callable[[str], list[Call]]
    ) -> None:
        self.title = title
        self._switch = switch
        self._calls = calls
        self.calls = calls(switch.url)

    async def meet(self, fault: str) -> list[tuple[type[VendorError], float]]:
        """How each call fails under a fault, and how long it takes; the fault is over then."""
        with pytest.MonkeyPatch.context() as impatient:
            impatient.setattr(exchange_http, "TIMEOUT_MS", TIMEOUT_MS)
            return await self._meet(fault)

    async def _meet(self, fault: str) -> list[tuple[type[VendorError], float]]:
        match fault:
            case "refused":
                return await failures(self._calls(f"http://{LOOPBACK}:{free_port()}"))
            case "blackholed":
                with socket.create_server((LOOPBACK, 0)) as listener:
                    port = listener.getsockname()[1]
                    return await failures(self._calls(f"http://{LOOPBACK}:{port}"))
        options = {"delay_ms": SLOW_MS} if fault == "slow" else {}
        self._switch.set(fault, **options)
        try:
            return await failures(self.calls)
        finally:
            self._switch.clear()


async def failures(calls: list[Call]) -> list[tuple[type[VendorError], float]]:
    met = []
    for call in calls:
        began = time.monotonic()
        with pytest.raises(VendorError) as caught:
            await call()
        met.append((caught.type, time.monotonic() - began))
    return met


@pytest.fixture(scope="module")
def cache_switch(upstash: UpstashServer, server_folder: Path) -> Iterator[FaultSwitchboard]:
    """The Upstash emulator behind a fault switch."""
    with (
        (server_folder / "cache-proxy.log").open("wb") as log,
        proxy(upstash.url, log, "json") as switch,
    ):
        yield switch


@pytest.fixture(scope="module")
def venues_switch(server_folder: Path) -> Iterator[FaultSwitchboard]:
    """The venues' emulator, telling the simulated market, behind a fault switch."""
    server = VenuesServer(free_port(), "", Mode.LIVE, seed=1)
    with (
        (server_folder / "venues.log").open("wb") as log,
        running(server.command(), log, server.is_ready, READY_S_MAX),
        proxy(server.url, log, "json") as switch,
    ):
        yield switch


@pytest.fixture(params=PORTS)
async def rig(request: pytest.FixtureRequest) -> AsyncIterator[Rig]:
    port: str = request.param
    closing: list[Callable[[], Awaitable[None]]] = []

    def to_redis(url: str) -> UpstashConnection:
        upstash: UpstashServer = request.getfixturevalue("upstash")
        connection = UpstashConnection(url, upstash.token, timeout_ms=TIMEOUT_MS)
        closing.append(connection.close)
        return connection

    def to_cache(url: str) -> list[Call]:
        cache = UpstashCache(to_redis(url), secrets.token_hex(4))
        return [lambda: cache.get("key"), lambda: cache.set("key", b"value", 60)]

    def to_aggregate(url: str) -> list[Call]:
        now = datetime.now(UTC)
        aggregate = UpstashAggregate(to_redis(url), secrets.token_hex(4), lambda: now)
        batch = Batch("sender", 1, {"field": 1})
        return [lambda: aggregate.add(batch), aggregate.read]

    def to_venue(url: str) -> list[Call]:
        client = SharedClient()
        closing.append(client.close)
        venue = live_venues(client, url)[VENUES.index(port)]
        now = datetime.now(UTC)
        return [lambda: venue.closed_candles(now - 5 * HOUR, now, 10), venue.price]

    if port == "cache":
        rig = Rig("Cache", request.getfixturevalue("cache_switch"), to_cache)
    elif port == "aggregate":
        rig = Rig("Aggregate", request.getfixturevalue("cache_switch"), to_aggregate)
    else:
        rig = Rig("Venues", request.getfixturevalue("venues_switch"), to_venue)
        for call in rig.calls:  # the emulator makes its market when it is first asked
            await call()
    yield rig
    for close in closing:
        await close()


@pytest.mark.parametrize("fault", FAULTS)
async def test_it_fails_as_the_vendor_does_and_the_next_call_works(rig: Rig, fault: str) -> None:
    for kind, took_s in await rig.meet(fault):
        assert issubclass(kind, TABLE[rig.title].rows[fault].kind)
        assert took_s < 3 * TIMEOUT_MS / 1000
    if fault == "429":
        await asyncio.sleep(RETRY_AFTER_S)
    for call in rig.calls:
        assert await call() != []
