"""The page's first view: the HTML that arrives, in every runtime and while parts are gone."""

import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.adapters.system import SystemClock
from functions.bootstrap import Bootstrapped
from functions.documents.front.page import ARRIVED
from functions.jobs.publish import publish
from functions.queries.shelf import Shelf
from mlops.local.emulators.faults import FaultMode
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import PostgresServer
from tests.http.runtimes.in_process import app_client
from tests.http.small_world import SmallWorld, create_world, lost_services, services

SHELL = (
    "<!doctype html><html><head><!--candor:head--><title>Candor</title><!--/candor:head-->"
    '<script type="module" src="/assets/x.js"></script></head><body>'
    '<!--candor:body--><div id="root"></div><!--/candor:body--></body></html>'
)
DATA = re.compile(rf'<script type="application/json" id="{ARRIVED}"[^>]*>(.*?)</script>', re.DOTALL)
A_DAY_S = 24 * 3600


class Later(SystemClock):
    """As if so much time had passed."""

    def __init__(self, seconds: float) -> None:
        super().__init__()
        self._seconds = seconds

    def now(self) -> Any:
        return super().now() + timedelta(seconds=self._seconds)


@asynccontextmanager
async def app(
    world: SmallWorld,
    shell: str | None = SHELL,
    *,
    is_lost: bool = False,
    later_s: float = 0,
    **over: Any,
) -> AsyncIterator[tuple[Bootstrapped, httpx.AsyncClient]]:
    """The app's parts and a client of it; `is_lost` says whether its database is."""
    async with lost_services(world) if is_lost else services(world.settings()) as real:
        clock = Later(later_s)
        given = replace(
            real,
            shell=lambda: shell,
            services=replace(real.services, clock=clock),
            shelf=Shelf(real.services.cache, clock),
            **over,
        )
        async with app_client(given) as client:
            yield given, client


def arrived(html: str) -> dict[str, Any]:
    """The data that the script begins with."""
    (block,) = DATA.findall(html)
    assert "<" not in block
    data: dict[str, Any] = json.loads(block)
    return data


async def test_the_first_page_is_html_that_a_cdn_may_keep_until_there_is_news(
    api: httpx.AsyncClient,
) -> None:
    answer = await api.get("/")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "8 in 10 chance that the simulated price is between" in answer.text
    assert answer.text.startswith("<!doctype html>")
    assert re.search(r"max-age=0, s-maxage=[1-5],", answer.headers["cache-control"])
    again = await api.get("/", headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = await api.head("/")
    assert head.content == b""
    # A packed answer's tag is weak: its bytes are not those the tag was made of.
    assert head.headers["etag"] == answer.headers["etag"].removeprefix("W/")


async def test_styles_and_script_in_the_shell_may_run_and_those_in_the_world_may_not(
    world: SmallWorld,
) -> None:
    inside = SHELL.replace("<head>", "<head><style>a{}</style><script>boot()</script>")
    async with app(world, inside) as (_, api):
        policy = (await api.get("/")).headers["content-security-policy"]
        assert len(re.findall(r"'sha256-[\w+/]{43}='", policy)) == 2
    async with app(world) as (_, api):
        assert "content-security-policy" not in (await api.get("/")).headers


async def test_the_data_that_come_along_are_the_documents_of_the_api(world: SmallWorld) -> None:
    async with app(world) as (_, api):
        data = arrived((await api.get("/?horizon=4h")).text)
        for name, url in {
            "forecast": "/api/v1/forecast",
            "candles": f"/api/v1/candles?hours={data['candle_hours']}",
            "forecasts": "/api/v1/forecasts?horizon=4h&limit=50",
            "price": "/api/v1/price",
        }.items():
            assert data[name] == (await api.get(url)).json(), name
        status = (await api.get("/api/v1/status")).json()
    assert data["horizon"] == "4h"
    assert data["status"]["clock"] == status["clock"]


@pytest.mark.parametrize(
    ("query", "target"),
    [("", "2024-05-09T00"), ("?horizon=7d", "2024-05-15T00"), ("?horizon=9d", "2024-05-09T00"),
     ("?horizon=1h&utm_source=x", "2024-05-08T01")],
)  # fmt: skip
async def test_an_address_shows_the_horizon_it_names_and_the_usual_one_otherwise(
    world: SmallWorld, query: str, target: str
) -> None:
    async with app(world) as (_, api):
        html = (await api.get(f"/{query}")).text
    (headline,) = re.findall(r"<h1>.*?</h1>", html)
    assert f'datetime="{target}:00:00Z"' in headline


async def test_the_shell_is_this_deployments_and_what_is_around_the_places_stays(
    world: SmallWorld,
) -> None:
    async with app(world) as (_, api):
        html = (await api.get("/")).text
    assert '<script type="module" src="/assets/x.js"></script>' in html
    assert "candor:" not in html
    assert "<title>Candor</title>" not in html
    assert html.count("<title>") == html.count('id="root"') == 1


async def test_without_a_shell_or_with_one_that_has_no_place_the_page_is_whole_by_itself(
    world: SmallWorld,
) -> None:
    for shell in (None, "<html>no places</html>"):
        async with app(world, shell) as (_, api):
            html = (await api.get("/")).text
        assert "<script" not in html
        assert "<noscript" not in html
        assert html.count("<svg") == 3
        assert "The newest forecast of every horizon" in html
        assert "not financial advice" in html


async def test_addresses_are_told_where_the_page_is_known_to_be(world: SmallWorld) -> None:
    async with app(world, public_origin="https://candor.test") as (_, api):
        html = (await api.get("/?horizon=7d")).text
    assert '<link rel="canonical" href="https://candor.test/?horizon=7d">' in html
    assert 'content="https://candor.test/og/7d.png"' in html
    async with app(world) as (_, api):
        nameless = (await api.get("/")).text
    assert "canonical" not in nameless
    assert "og:image" not in nameless


async def test_what_the_jobs_published_is_served_while_postgres_is_gone(
    world: SmallWorld,
) -> None:
    async with app(world) as (given, api):
        await publish(given.services, given.shelf)
        known = arrived((await api.get("/?horizon=1h")).text)
    async with app(world, is_lost=True, later_s=120) as (_, api):
        answer = await api.get("/?horizon=1h")
    assert (answer.status_code, answer.headers["x-candor-stale"]) == (200, "1")
    assert arrived(answer.text) == known
    assert 'data-stale="1"' in answer.text
    assert "These are the last known forecasts, read 2 min ago" in answer.text
    assert "Do not take them" not in answer.text
    async with app(world, is_lost=True, later_s=A_DAY_S + 3600) as (_, api):
        later = await api.get("/?horizon=1h")
    assert "Do not take them for what may come." in later.text


async def test_a_first_view_of_other_code_is_not_put_into_this_shell(world: SmallWorld) -> None:
    async with app(world) as (given, _):
        await publish(given.services, given.shelf)
    async with app(world, is_lost=True) as (given, _):
        other = replace(given, services=replace(given.services, code_version="another"))
        async with app_client(other) as api:
            answer = await api.get("/")
    assert answer.status_code == 503


@pytest.mark.parametrize("shell", [SHELL, None], ids=["in the shell", "by itself"])
async def test_with_everything_gone_and_nothing_known_the_page_says_so_and_nobody_keeps_it(
    world: SmallWorld, upstash_faults: httpx.AsyncClient, shell: str | None
) -> None:
    await upstash_faults.post("/_faults", json={"mode": FaultMode.SERVER_ERROR})
    async with app(world, shell, is_lost=True) as (_, api):
        answer = await api.get("/")
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert int(answer.headers["retry-after"]) > 0
    assert "<h1>The forecasts cannot be read</h1>" in answer.text
    assert "Reason: postgres: " in answer.text
    assert ("/assets/x.js" in answer.text) is (shell is not None)
    assert 'role="alert"' in answer.text


async def test_a_world_that_is_being_prepared_is_a_failure_only_where_one_is_deployed(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> None:
    empty = create_world(postgres_cluster, upstash, server_folder, "candor_http_front")
    for environment, status in ("development", 200), ("production", 503):
        async with app(empty, environment=environment) as (_, api):
            answer = await api.get("/")
        assert (answer.status_code, answer.headers["cache-control"]) == (status, "no-store")
        assert "<h1>The first forecasts are being prepared</h1>" in answer.text
        assert "/assets/x.js" in answer.text


async def test_after_a_mistake_of_ours_there_is_a_page_whose_script_may_do_without(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def mistaken(*_: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("functions.queries.front.front", mistaken)
    monkeypatch.setattr("functions.routes.embed.page", mistaken)
    async with app(world) as (given, api):
        other = replace(given, services=replace(given.services, code_version="mistaken"))
        async with app_client(other) as unseen:
            answers = [await unseen.get("/"), await api.get("/embed/24h")]
    for answer in answers:
        assert (answer.status_code, answer.headers["cache-control"]) == (500, "no-store")
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "an unexpected error; the trace id finds it" in answer.text
        assert "secret" not in answer.text
    assert "/assets/x.js" in answers[0].text
    assert caplog.text.count("ZeroDivisionError: secret") == len(answers)
