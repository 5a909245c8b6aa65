"""The dead-man switch says once that pings stopped, and once that they are back."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest

from mlops.local.emulators.heartbeat import app as heartbeat
from mlops.local.emulators.heartbeat.app import Heartbeat, heartbeat_app
from mlops.local.emulators.heartbeat.switch import Switch
from tests.fakes.clock import FakeClock

PERIOD, GRACE = timedelta(seconds=60), timedelta(seconds=120)
CHECK = "2f8a1c9e-check"


def test_a_check_is_down_only_after_period_and_grace_and_is_told_once() -> None:
    clock = FakeClock()
    switch = Switch(PERIOD, GRACE, clock.now())
    clock.advance(180)
    assert not switch.look(clock.now())
    clock.advance(1)
    assert switch.look(clock.now())
    assert not switch.look(clock.now())
    assert switch.state.value == "down"
    assert switch.ping(clock.now())
    assert not switch.ping(clock.now())
    assert switch.state.value == "up"


@pytest.fixture
def said() -> list[str]:
    return []


@asynccontextmanager
async def check(clock: FakeClock, said: list[str]) -> AsyncIterator[httpx.AsyncClient]:
    async def send(subject: str, _: str) -> None:
        said.append(subject)

    app = heartbeat_app(Heartbeat(CHECK, Switch(PERIOD, GRACE, clock.now()), clock, send))
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://heartbeat") as http,
    ):
        yield http


async def test_silence_and_return_are_each_reported_once(
    said: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heartbeat, "LOOK_S", 0.005)
    clock = FakeClock()
    async with check(clock, said) as http:
        for method in ("POST", "GET", "HEAD"):
            clock.advance(170)
            assert (await http.request(method, f"/ping/{CHECK}")).status_code == httpx.codes.OK
            await asyncio.sleep(0.02)
        assert said == []
        clock.advance(181)
        async with asyncio.timeout(10):
            while not said:  # noqa: ASYNC110 - it has no event to wait for
                await asyncio.sleep(0.005)
        assert said == ["DOWN: nobody is told of alerts"]
        assert (await http.get("/")).json()["status"] == "down"
        await http.post(f"/ping/{CHECK}")
        assert said[1:] == ["UP: alerts work again"]
        await http.post(f"/ping/{CHECK}/fail")
        await http.post(f"/ping/{CHECK}/fail")
        assert said[2:] == ["DOWN: a failure was reported"]


async def test_an_unknown_address_pings_nothing(said: list[str]) -> None:
    clock = FakeClock()
    async with check(clock, said) as http:
        clock.advance(100)
        before = (await http.get("/")).json()
        for path in ("/ping/other", "/ping/other/fail"):
            assert (await http.post(path)).status_code == httpx.codes.NOT_FOUND
        assert (await http.get("/")).json() == before
        assert CHECK not in str(before)


async def test_another_sites_name_for_this_address_reads_and_pings_nothing(said: list[str]) -> None:
    async with check(FakeClock(), said) as http:
        for path in ("/", f"/ping/{CHECK}"):
            for host, status in (("127.0.0.1:8027", 200), ("rebound.example:8027", 400)):
                answer = await http.get(path, headers={"Host": host})
                assert answer.status_code == status
