"""What the page reports is counted; whatever else is sent there is refused, and that is counted."""

import json
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.documents.page_report import COUNT_MAX
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.browser import (
    BROWSER_ERRORS,
    LAYOUT_SHIFT,
    PAGE_ACTIONS,
    PAGE_REPORTS,
    PAGE_VIEWS,
    WEB_VITAL,
)
from functions.queries.report_allowance import REPORTS_PER_MINUTE_MAX, ReportAllowance
from functions.routes.page_reports import REPORT_BYTES_MAX
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock
from tests.fakes.meter import FakeMeter

OWN = {"Sec-Fetch-Site": "same-origin", "Origin": "http://candor.test"}
REPORT: dict[str, Any] = {
    "views": {"forecast": 1},
    "vitals": {"lcp": 1.25, "ttfb": 0},
    "layout_shift": 0.02,
    "actions": {"horizon": 3, "verify-all": 1},
    "errors": {"api": 2},
}


class Stage:
    """An app over a cache and a meter in memory."""

    def __init__(self) -> None:
        self.meter, self.cache = FakeMeter(), FakeCache()
        nothing = cast("Any", None)
        given = Bootstrapped(
            cast("Any", SimpleNamespace(meter=self.meter)), nothing, "", "staging", nothing,
            report_allowance=ReportAllowance(self.cache, FakeClock()),
        )  # fmt: skip
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(given)), base_url="http://candor.test"
        )

    async def send(self, body: Any, headers: dict[str, str] | None = None) -> httpx.Response:
        """As a browser does."""
        content = body if isinstance(body, str | bytes) else json.dumps(body)
        own = {"Content-Type": "application/json", **(OWN if headers is None else headers)}
        return await self.client.post("/api/v1/page-reports", content=content, headers=own)

    def outcomes(self) -> dict[str, int]:
        """How many reports became what."""
        counted = self.meter.counted.items()
        return {labels[0]: count for (name, labels), count in counted if name == PAGE_REPORTS.name}


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.client.aclose()


async def test_a_report_is_counted_and_answered_with_nothing(stage: Stage) -> None:
    answer = await stage.send(REPORT)
    assert (answer.status_code, answer.content) == (202, b"")
    assert answer.headers["cache-control"] == "no-store"
    assert stage.meter.counted == {
        (PAGE_VIEWS.name, ("forecast",)): 1,
        (PAGE_ACTIONS.name, ("horizon",)): 3,
        (PAGE_ACTIONS.name, ("verify-all",)): 1,
        (BROWSER_ERRORS.name, ("api",)): 2,
        (PAGE_REPORTS.name, ("accepted",)): 1,
    }
    assert stage.meter.observed == {
        (WEB_VITAL.name, ("lcp",)): [1.25],
        (WEB_VITAL.name, ("ttfb",)): [0.0],
        (LAYOUT_SHIFT.name, ()): [0.02],
    }


@pytest.mark.parametrize(
    "wrong",
    [
        {"person": "ada"},
        {"views": {"admin": 1}},
        {"views": {"forecast": 0}},
        {"views": {"forecast": COUNT_MAX + 1}},
        {"views": {"forecast": "1"}},
        {"views": {"forecast": True}},
        {"views": {"forecast": 1.5}},
        {"views": ["forecast"]},
        {"vitals": {"lcp": -1}},
        {"vitals": {"lcp": 1e9}},
        {"vitals": {"lcp": "1.0"}},
        {"vitals": {"cls": 1}},
        {"layout_shift": 1e9},
        {"errors": {"TypeError: x of ada": 1}},
        {"actions": {"other": 1}},
        [],
        "{",
        "",
        '{"vitals": {"lcp": NaN}}',
        '{"layout_shift": Infinity}',
        b"\xff\xfe",
        b"\xbfR}\x1e\x80",
    ],
)
async def test_what_is_no_report_is_refused_whole(stage: Stage, wrong: Any) -> None:
    answer = await stage.send(REPORT | wrong if isinstance(wrong, dict) else wrong)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert stage.outcomes() == {"refused": 1}
    assert stage.meter.observed == {}


async def test_a_body_that_is_no_text_is_told_what_it_should_be(stage: Stage) -> None:
    answer = await stage.send(b"\xbfR}\x1e\x80")
    assert answer.json()["type"] == "urn:candor:problem:invalid-input"
    assert answer.json()["detail"] == "body: it is no JSON in UTF-8"


async def test_a_body_too_long_is_refused_without_reading_on(stage: Stage) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 100 * REPORT_BYTES_MAX:
            sent += 1000
            yield b" " * 1000

    headers = {**OWN, "Content-Type": "application/json"}
    answer = await stage.client.post("/api/v1/page-reports", content=endless(), headers=headers)
    assert answer.status_code == 413
    assert sent <= 2 * REPORT_BYTES_MAX
    assert (await stage.send(" " * (REPORT_BYTES_MAX + 1))).status_code == 413
    assert stage.outcomes() == {"refused": 2}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "same-origin"}, 202),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://candor.test"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "none"}, 403),
        ({"Origin": "http://candor.test"}, 202),
        ({"Origin": "https://www.candor.test", "X-Forwarded-Host": "www.candor.test"}, 202),
        ({"Origin": "https://evil.test"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
async def test_only_the_sites_own_page_reports(
    stage: Stage, headers: dict[str, str], status: int
) -> None:
    assert (await stage.send(REPORT, headers)).status_code == status
    assert stage.outcomes() == {"accepted" if status == 202 else "refused": 1}


async def test_another_sites_page_is_not_even_allowed_to_ask(stage: Stage) -> None:
    headers = {"Origin": "https://evil.test", "Access-Control-Request-Method": "POST"}
    answer = await stage.client.options("/api/v1/page-reports", headers=headers)
    assert answer.status_code == 400


async def test_a_form_that_any_page_may_send_is_no_report(stage: Stage) -> None:
    answer = await stage.send(REPORT, {**OWN, "Content-Type": "text/plain"})
    assert answer.status_code == 422


async def test_a_flood_is_limited_and_told_when_to_come_again(stage: Stage) -> None:
    for _ in range(REPORTS_PER_MINUTE_MAX):
        await stage.send(REPORT)
    answer = await stage.send(REPORT)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "60")
    assert answer.json()["type"] == "urn:candor:problem:too-many-reports"
    assert stage.outcomes() == {"accepted": REPORTS_PER_MINUTE_MAX, "limited": 1}
    assert stage.meter.counted[PAGE_VIEWS.name, ("forecast",)] == REPORTS_PER_MINUTE_MAX


async def test_without_the_shared_cache_a_report_is_lost_and_that_is_counted(stage: Stage) -> None:
    stage.cache.failure = VendorUnavailable("upstash", "no answer")
    assert (await stage.send(REPORT)).status_code == 202
    assert stage.meter.counted == {(PAGE_REPORTS.name, ("lost",)): 1}
    assert stage.meter.observed == {}
