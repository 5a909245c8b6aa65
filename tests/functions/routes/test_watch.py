"""Reports of the watcher are taken from the watcher only, whole and in order."""

from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.documents.watch_report import WatchReport
from functions.domain.errors import VendorUnavailable
from functions.ports.services import Services
from functions.queries.operation import KEPT_S, WATCH_REPORT, read_kept
from functions.queries.shelf import Shelf
from functions.routes.watch import BYTES_MAX
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock
from tests.functions.documents.watching import NOON, day, report

TOKEN = "a-token-of-who-reports-0123456789abcdef"


class Stage:
    """An app that has a cache and a clock, and nothing else that a report might wake."""

    def __init__(self, token: str | None = TOKEN) -> None:
        self.clock = FakeClock(NOON)
        self.cache = FakeCache(self.clock.monotonic)
        services: Any = SimpleNamespace(cache=self.cache, clock=self.clock)
        self.services: Services = services

        async def close() -> None:
            """Holds nothing."""

        self.given = Bootstrapped(
            self.services, Shelf(self.cache, self.clock), "", "staging", close, watch_token=token
        )
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(self.given)), base_url="http://candor.test"
        )

    async def send(self, body: WatchReport | bytes, token: str = TOKEN) -> httpx.Response:
        """What the watcher sends."""
        content = body if isinstance(body, bytes) else body.model_dump_json().encode()
        headers = {"Authorization": f"Bearer {token}"}
        return await self.client.post("/api/v1/watch-reports", content=content, headers=headers)

    async def kept(self) -> WatchReport | None:
        """What lies in the cache."""
        return (await read_kept(self.services)).report


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.client.aclose()


async def test_a_report_is_kept_and_the_next_one_keeps_its_days(stage: Stage) -> None:
    answer = await stage.send(report(0, days=[day(3)]))
    assert (answer.status_code, answer.json()) == (200, {"kept": True})
    assert answer.headers["cache-control"] == "no-store"
    await stage.send(report(1, days=[day(0)]))
    kept = await stage.kept()
    assert kept is not None
    assert kept.days == [day(0), day(3)]


async def test_an_older_report_is_not_kept_and_that_is_said(stage: Stage) -> None:
    await stage.send(report(1))
    answer = await stage.send(report(0, days=[day(0)]))
    assert (answer.status_code, answer.json()) == (200, {"kept": False})
    assert await stage.kept() == report(1)


async def test_what_is_kept_outlasts_the_ninety_days(stage: Stage) -> None:
    await stage.send(report(0, days=[day(0)]))
    stage.clock.advance(91 * 24 * 3600)
    assert await stage.kept() is not None
    stage.clock.advance(KEPT_S)
    assert await stage.kept() is None


async def test_a_report_of_the_future_is_refused(stage: Stage) -> None:
    assert (await stage.send(report(5))).status_code == 200
    answer = await stage.send(report(6))
    assert answer.status_code == 422
    assert "set the watcher's clock right" in answer.json()["detail"]


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b"[" * 9999, b'{"made_at":1}'])
async def test_what_is_no_report_is_refused_in_words(stage: Stage, body: bytes) -> None:
    answer = await stage.send(body)
    assert answer.status_code == 422
    assert answer.json()["type"] == "urn:candor:problem:invalid-input"
    assert len(answer.json()["detail"]) < 1000
    assert await stage.kept() is None


async def test_a_body_that_is_too_long_is_not_read_to_its_end(stage: Stage) -> None:
    assert (await stage.send(b"x" * (BYTES_MAX + 1))).status_code == 413


async def test_a_cache_that_does_not_answer_asks_the_watcher_to_come_again(stage: Stage) -> None:
    stage.cache.failure = VendorUnavailable("upstash", "no answer within 250 ms")
    answer = await stage.send(report(0))
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert (await read_kept(stage.services)).lost == "upstash: no answer within 250 ms"


@pytest.mark.parametrize("token", ["", TOKEN[:-1], f"{TOKEN}x"])
async def test_without_the_token_nobody_reports(stage: Stage, token: str) -> None:
    answer = await stage.send(report(0), token)
    assert answer.status_code == 401
    assert "$WATCH_TOKEN" in answer.json()["detail"]
    assert await stage.kept() is None


@pytest.mark.parametrize("shown", ["", "None", TOKEN])
async def test_where_no_token_is_set_nobody_may_report(shown: str) -> None:
    stage = Stage(None)
    answer = await stage.send(report(0), shown)
    assert answer.status_code == 401
    assert "WATCH_TOKEN is not set here" in answer.json()["detail"]
    await stage.client.aclose()


@pytest.mark.parametrize("kept", [b"", b"nonsense", b'{"made_at":"2026-11-20T12:00:00Z"}'])
async def test_what_another_version_wrote_is_not_read_and_a_report_replaces_it(
    stage: Stage, kept: bytes
) -> None:
    await stage.cache.set(WATCH_REPORT, kept, 60)
    assert await stage.kept() is None
    assert (await stage.send(report(0))).json() == {"kept": True}
    assert await stage.kept() == report(0)
