"""What a scrape is told, and that telling it asks no database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from functions.adapters.process_meter import FLUSH_S, ProcessMeter
from functions.app import create_app
from functions.bootstrap import Bootstrapped, Metering
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.business import SLOTS_ISSUED
from functions.domain.metrics.serving import AGGREGATE_STARTED
from functions.ports.meter import Batch
from functions.queries.scrape import MEMORY_S, Scrape
from functions.queries.shelf import Shelf
from tests.fakes.aggregate import FakeAggregate
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock

TOKEN = "a-token-of-who-watches-0123456789abcdef"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
AWAY = VendorUnavailable("upstash", "no answer within 250 ms")


class Forbidden:
    """Services that nobody may touch: a scrape must not wake a database."""

    def __getattr__(self, name: str) -> Any:
        """Fail, whatever is asked for."""
        raise AssertionError(f"a scrape asked for {name}")


class Stage:
    """An app that counts, what it counts in, and a client that shows the token."""

    def __init__(self, token: str | None = TOKEN) -> None:
        self.clock = FakeClock(NOON)
        self.aggregate = FakeAggregate(self.clock.now)
        self.meter = ProcessMeter(self.aggregate, self.clock.monotonic)
        scrape = Scrape(self.aggregate, self.clock.monotonic)

        async def close() -> None:
            """Holds nothing."""

        services: Any = Forbidden()
        given = Bootstrapped(
            services,
            Shelf(FakeCache(), self.clock),
            "",
            "staging",
            close,
            metrics_token=token,
            metering=Metering(self.meter, self.clock.monotonic, scrape),
        )
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(given)), base_url="http://candor.test"
        )

    async def scrape(self, token: str = TOKEN, accept: str = "") -> httpx.Response:
        """What Prometheus sends, when the process does not remember the last answer."""
        self.clock.advance(MEMORY_S)
        headers = {"Authorization": f"Bearer {token}", "Accept": accept}
        return await self.client.get("/api/metrics", headers=headers)

    async def lines(self) -> list[str]:
        """The samples of a scrape."""
        answer = await self.scrape()
        assert answer.status_code == 200
        return [line for line in answer.text.splitlines() if not line.startswith("#")]


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    stage = Stage()
    yield stage
    await stage.client.aclose()


async def test_what_was_counted_is_told(stage: Stage) -> None:
    stage.meter.set(SLOTS_ISSUED, 7, horizon="1h")
    await stage.meter.flush()
    answer = await stage.scrape()
    assert answer.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.text.splitlines()
    assert 'candor_slots_issued_total{horizon="1h"} 7.0' in lines
    assert "candor_cache_answers 1.0" in lines


async def test_openmetrics_is_told_to_who_asks_for_it(stage: Stage) -> None:
    answer = await stage.scrape(accept="application/openmetrics-text;version=1.0.0")
    assert answer.headers["content-type"].startswith("application/openmetrics-text; version=1.0.0")
    assert answer.text.endswith("# EOF\n")


async def test_before_anything_was_counted_it_says_that_the_cache_answers(stage: Stage) -> None:
    lines = await stage.lines()
    assert [line for line in lines if not line.endswith(" 0.0")] == ["candor_cache_answers 1.0"]


async def test_every_counter_is_there_before_it_counts_so_that_its_first_failure_shows(
    stage: Stage,
) -> None:
    lines = await stage.lines()
    assert 'candor_http_requests_total{route="/api/v1/status",status_class="5xx"} 0.0' in lines
    assert 'candor_job_runs_total{job_name="issue",outcome="failed"} 0.0' in lines
    await stage.aggregate.add(Batch("one", 1, {"candor_job_runs|issue|failed": 2}))
    again = await stage.lines()
    assert 'candor_job_runs_total{job_name="issue",outcome="failed"} 2.0' in again
    assert sum("candor_job_runs" in line for line in lines) == 15
    assert sum("candor_job_runs" in line for line in again) == 15


async def test_a_total_that_is_counted_elsewhere_is_absent_before_it_is_told(stage: Stage) -> None:
    assert not any(line.startswith("candor_slots_missed") for line in await stage.lines())


async def test_a_scrape_is_one_command(stage: Stage) -> None:
    await stage.scrape()
    assert stage.aggregate.reads == 1


async def test_who_scrapes_again_at_once_is_told_from_memory(stage: Stage) -> None:
    headers = {"Authorization": f"Bearer {TOKEN}"}
    first = await stage.client.get("/api/metrics", headers=headers)
    await stage.meter.flush()
    again = await stage.client.get("/api/metrics", headers=headers)
    assert (again.text, stage.aggregate.reads) == (first.text, 1)
    assert "candor_http_requests_total" in (await stage.scrape()).text
    assert stage.aggregate.reads == 2


async def test_a_lost_cache_is_said_not_raised(stage: Stage) -> None:
    await stage.scrape()
    stage.aggregate.failure = AWAY
    assert await stage.lines() == ["candor_cache_answers 0.0"]
    stage.aggregate.failure = None
    assert "candor_cache_answers 1.0" in await stage.lines()


async def test_what_older_code_left_is_passed_over(stage: Stage) -> None:
    left = {"candor_gone|x": 1, "candor_function_starts|x": 1, "candor_function_starts": 2}
    await stage.aggregate.add(Batch("old", 1, left))
    assert {line for line in await stage.lines() if not line.endswith(" 0.0")} == {
        "candor_function_starts_total 2.0",
        f"{AGGREGATE_STARTED.name} 1.7935344e+09",  # noon
        "candor_cache_answers 1.0",
    }


async def test_a_loss_is_told_as_a_later_beginning(stage: Stage) -> None:
    def started(lines: list[str]) -> float:
        return next(
            float(one.split()[1]) for one in lines if one.startswith(AGGREGATE_STARTED.name)
        )

    await stage.meter.flush()
    before = started(await stage.lines())
    stage.aggregate.lose()
    stage.clock.advance(FLUSH_S)
    await stage.lines()
    assert started(await stage.lines()) > before


@pytest.mark.parametrize("token", ["", TOKEN[:-1], f"{TOKEN}x"])
async def test_without_the_token_nobody_is_told_anything(stage: Stage, token: str) -> None:
    answer = await stage.scrape(token)
    assert answer.status_code == 401
    assert "candor_" not in answer.text
    assert "$METRICS_TOKEN" in answer.json()["detail"]
    assert stage.aggregate.reads == 0


@pytest.mark.parametrize("shown", ["", "None", TOKEN])
async def test_where_no_token_is_set_nobody_may_ask(shown: str) -> None:
    stage = Stage(None)
    answer = await stage.scrape(shown)
    assert answer.status_code == 401
    assert "METRICS_TOKEN is not set here" in answer.json()["detail"]
    await stage.client.aclose()
