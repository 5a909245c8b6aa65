"""Requests of the gates are few at once, go nowhere else, and each of them ends."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from mlops.monitoring.watcher.answers import PAYLOAD_BYTES_MAX
from mlops.release.gates.traffic import AT_ONCE_MAX, USER_AGENT, Answer, Site, Traffic, in_lanes
from tests.mlops.release.gates.product import PACE, pass_s


class Endless(httpx.AsyncByteStream):
    """An answer without end."""

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """More, and more."""
        while True:
            yield b"x" * 1_000_000


async def asked(answer: Any, **more: Any) -> tuple[Answer, list[httpx.Request]]:
    """The answer at a site that gives this one, and what was asked there."""
    seen: list[httpx.Request] = []

    async def answered(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        if isinstance(answer, httpx.Response):
            return answer
        if isinstance(answer, Exception):
            raise answer
        await asyncio.sleep(answer)
        return httpx.Response(200)

    async with Traffic(httpx.MockTransport(answered)) as traffic:
        site = Site("https://new.test", traffic, {"x-key": "a key"})
        return await site.get("/api/health", **more), seen


async def test_a_request_says_who_asks_and_shows_the_sites_key() -> None:
    answer, [request] = await asked(httpx.Response(200, json={"status": "ok"}), bearer="secret")
    assert answer.document() == {"status": "ok"}
    assert request.headers["user-agent"] == USER_AGENT
    assert (request.headers["x-key"], request.headers["authorization"]) == (
        "a key",
        "Bearer secret",
    )
    assert "a key" not in repr(Site("https://new.test", Traffic(), {"x-key": "a key"}))


async def test_nobody_is_led_elsewhere() -> None:
    elsewhere = {"location": "https://elsewhere.test/"}
    answer, seen = await asked(httpx.Response(307, headers=elsewhere))
    assert (answer.said, len(seen)) == ("HTTP 307", 1)
    async with Traffic() as traffic:
        for path in ("https://elsewhere.test/", "@elsewhere.test/", ".elsewhere.test/", ""):
            with pytest.raises(ValueError, match="is no path"):
                await Site("https://new.test", traffic).get(path)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(200, stream=Endless()), "an answer without end"),
        (httpx.ConnectError("nobody there"), "ConnectError"),
        (5.0, "no answer within 0 s"),
    ],
)
async def test_whatever_does_not_end_or_begin_is_a_failure(answer: Any, said: str) -> None:
    found, _ = await asked(answer, answer_s_max=0.05 if answer == 5.0 else 10.0)
    assert (found.status, found.said, found.is_ok) == (None, said, False)
    assert len(found.body) <= PAYLOAD_BYTES_MAX


async def test_so_many_are_made_at_once_and_no_more_and_all_are_counted() -> None:
    running = most = 0

    async def answered(_: httpx.Request) -> httpx.Response:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.001)
        running -= 1
        return httpx.Response(200)

    async with Traffic(httpx.MockTransport(answered)) as traffic:
        site = Site("https://new.test", traffic)
        await asyncio.gather(*(site.get("/") for _ in range(5 * AT_ONCE_MAX)))
    assert (most, traffic.made) == (AT_ONCE_MAX, 5 * AT_ONCE_MAX)


async def test_lanes_do_each_number_once_and_begin_none_too_late() -> None:
    async def work(number: int) -> int:
        pass_s(1.0)
        await asyncio.sleep(0)
        return number

    found = await in_lanes(work, range(20), 4, until=100.0, pace=PACE)
    assert sorted(found) == list(range(20))
    assert len(await in_lanes(work, range(20), 4, until=3.0, pace=PACE)) == 12
