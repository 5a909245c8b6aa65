"""What the page reports arrives from a real browser and is counted; who declines sends nothing.

The page is the built one, under the headers that Vercel sends; of the API there is only what
takes reports, so that everything else on the page fails, with a number for the reader.
"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any, cast

import pytest
import uvicorn
from playwright.sync_api import Browser, Page
from starlette.requests import Request
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.adapters.system import SystemClock
from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.domain.metrics.browser import (
    BROWSER_ERRORS,
    LAYOUT_SHIFT,
    PAGE_ACTIONS,
    PAGE_REPORTS,
    PAGE_VIEWS,
    WEB_VITAL,
)
from functions.queries.report_allowance import ReportAllowance
from mlops.local.free_port import free_port
from tests.e2e.chromium import needs_chromium
from tests.e2e.test_verification import BUILT, security_headers
from tests.fakes.cache import FakeCache
from tests.fakes.meter import FakeMeter

REPORTS = "/api/v1/page-reports"
SAMPLED = "Math.random = () => 0"
PATIENCE_S = 20.0

pytestmark = needs_chromium


@dataclass
class Site:
    """The page with a taker of reports behind it, and what was asked of both."""

    url: str
    meter: FakeMeter
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def headers(self, path: str) -> list[dict[str, str]]:
        """The headers of every request for a path."""
        return [headers for asked, headers in self.asked if asked == path]


@pytest.fixture
def site() -> Iterator[Site]:
    meter, nothing = FakeMeter(), cast("Any", None)
    services = cast("Any", SimpleNamespace(meter=meter))
    allowance = ReportAllowance(FakeCache(), SystemClock())
    given = Bootstrapped(services, nothing, "", "staging", nothing, report_allowance=allowance)
    site = Site(f"http://127.0.0.1:{(port := free_port())}", meter)
    app = _site(create_app(given), StaticFiles(directory=BUILT, html=True), site)
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="error", lifespan="off"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    _until(lambda: server.started)
    yield site
    server.should_exit = True
    thread.join(PATIENCE_S)


def _site(api: ASGIApp, page: ASGIApp, site: Site) -> ASGIApp:
    added = [(name.lower().encode(), value.encode()) for name, value in security_headers().items()]

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        site.asked.append((request.url.path, dict(request.headers)))

        async def send_secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                kept = [pair for pair in added if pair[0] != b"strict-transport-security"]
                message = {**message, "headers": [*message.get("headers", ()), *kept]}
            await send(message)

        is_known = request.url.path == REPORTS or not request.url.path.startswith("/api/")
        inner = api if request.url.path.startswith("/api/") else page
        if not is_known:
            scope = {**scope, "path": "/api/v1/nowhere"}
        if request.url.path in ("/", "/ledger"):
            scope = {**scope, "path": "/shell.html"}
        await inner(scope, receive, send_secured)

    return app


def visit(browser: Browser, site: Site, script: str, path: str = "/") -> Page:
    """A visit until the page has said what it cannot read."""
    page = browser.new_page()
    page.add_init_script(script)
    page.goto(f"{site.url}{path}?horizon=24h&from=ada")
    page.get_by_role("alert").first.wait_for(timeout=PATIENCE_S * 1000)
    return page


def _until(happened: Callable[[], Any]) -> None:
    ends_at = time.monotonic() + PATIENCE_S
    while not happened():
        assert time.monotonic() < ends_at, "it never happened"
        time.sleep(0.05)


def test_a_visit_is_reported_when_the_reader_leaves(browser: Browser, site: Site) -> None:
    page = visit(browser, site, SAMPLED, "/ledger")
    _until(lambda: any("web-vitals" in path for path, _ in site.asked))
    number = page.locator(".trace code").first.inner_text()
    page.get_by_role("button", name="Verify all in my browser").click()
    page.wait_for_timeout(500)
    page.goto("about:blank")
    _until(lambda: site.meter.counted[PAGE_REPORTS.name, ("accepted",)])
    page.close()
    counted, observed = site.meter.counted, site.meter.observed
    assert counted[PAGE_VIEWS.name, ("ledger",)] == 1
    assert counted[PAGE_ACTIONS.name, ("verify-all",)] == 1
    assert counted[BROWSER_ERRORS.name, ("api",)] >= 1
    assert counted[PAGE_REPORTS.name, ("refused",)] == 0
    told = {labels[0] for name, labels in observed if name == WEB_VITAL.name}
    assert told >= {"fcp", "ttfb", "lcp", "inp"}
    assert all(0 <= value < PATIENCE_S for values in observed.values() for value in values)
    assert len(observed[LAYOUT_SHIFT.name, ()]) == 1
    sent = site.headers(REPORTS)[0]
    assert sent["sec-fetch-site"] == "same-origin"
    assert "cookie" not in sent
    traces = [one.get("traceparent", "") for one in site.headers("/api/v1/status")]
    assert number in {trace.split("-")[1] for trace in traces if trace}


def test_the_library_of_vitals_is_not_in_the_way_of_the_first_paint(
    browser: Browser, site: Site
) -> None:
    page = visit(browser, site, "Math.random = () => 0.999")
    page.wait_for_timeout(3000)
    page.goto("about:blank")
    _until(lambda: site.headers(REPORTS))
    page.close()
    assert not [path for path, _ in site.asked if "web-vitals" in path]
    _until(lambda: site.meter.counted[PAGE_REPORTS.name, ("accepted",)])
    assert site.meter.counted[BROWSER_ERRORS.name, ("api",)] >= 1
    assert site.meter.counted[PAGE_VIEWS.name, ("forecast",)] == 0


@pytest.mark.parametrize(
    "wish",
    [
        "Object.defineProperty(Navigator.prototype, 'globalPrivacyControl', {value: true})",
        "Object.defineProperty(Navigator.prototype, 'doNotTrack', {value: '1'})",
    ],
)
def test_who_declines_sends_nothing(browser: Browser, site: Site, wish: str) -> None:
    page = visit(browser, site, f"{SAMPLED}; {wish}")
    page.wait_for_timeout(3000)
    page.goto("about:blank")
    page.wait_for_timeout(1000)
    page.close()
    assert site.headers("/api/v1/status")
    assert not site.headers(REPORTS)
    assert not [path for path, _ in site.asked if "web-vitals" in path]
