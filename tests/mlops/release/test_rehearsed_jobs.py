"""A rehearsal's jobs are called at the domain alone, hour by hour, as long as it lasts."""

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from functions.adapters.postgres.world_owner import ClockBusy, WorldOwner
from functions.domain.units import HOUR
from mlops.release import rehearsed_jobs
from mlops.release.rehearsed_jobs import call_jobs
from tests.conftest import Database
from tests.mlops.release.gates.product import SECRET
from tests.mlops.release.gates.test_environments import stack
from tests.worlds import CLOCK, MODE, SOURCE


class Domain(BaseHTTPRequestHandler):
    """Notes who ticks with which secret."""

    ticks: list[tuple[str, str | None]]

    def do_POST(self) -> None:
        self.ticks.append((self.path, self.headers["Authorization"]))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Says nothing."""


@pytest.fixture
def domain() -> Iterator[str]:
    Domain.ticks = []
    with ThreadingHTTPServer(("127.0.0.1", 0), Domain) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


async def ticked(times: int) -> None:
    """Return once it was ticked so often."""
    async with asyncio.timeout(10):
        while len(Domain.ticks) < times:  # noqa: ASYNC110 - a server tells nobody
            await asyncio.sleep(0.02)


async def test_each_hour_is_ticked_at_the_domain_while_nobody_else_moves_the_clock(
    domain: str, database: Database, owner: WorldOwner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsed_jobs, "AGAIN_AFTER_S", 0.05)
    owner.open(MODE, SOURCE, CLOCK)
    here = stack(mode=MODE, owner_database_url=database.owner_url, seconds_per_hour=0.05)
    said: list[str] = []
    with owner.clock() as hand:
        calling = asyncio.create_task(call_jobs(domain, here, said.append))
        await asyncio.sleep(0.3)
        assert (Domain.ticks, hand.read().now) == ([], CLOCK.now)
    await ticked(3)
    with pytest.raises(ClockBusy), owner.clock():
        pass
    calling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await calling
    assert set(Domain.ticks) == {("/api/cron/tick", f"Bearer {SECRET}")}
    assert said == []
    with owner.clock() as hand:
        assert hand.read().now >= CLOCK.now + 2 * HOUR


async def test_a_database_that_is_away_is_said_and_asked_again(
    domain: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rehearsed_jobs, "RETRY_S", 0.05)
    nowhere = "postgresql://nobody@127.0.0.1:1/none"
    said: list[str] = []
    calling = asyncio.create_task(
        call_jobs(domain, stack(mode=MODE, owner_database_url=nowhere), said.append)
    )
    async with asyncio.timeout(10):
        while len(said) < 2:  # noqa: ASYNC110 - a list tells nobody
            await asyncio.sleep(0.02)
    calling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await calling
    assert "trying again in 0.05 s" in said[0]
