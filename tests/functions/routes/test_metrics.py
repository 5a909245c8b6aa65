"""What a scrape is told, and that telling it asks no database."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.documents.envelope import Rendered, render
from functions.documents.operation import Met, operation
from functions.documents.status import status
from functions.documents.track_record import HorizonScores, Scores
from functions.domain.errors import VendorUnavailable
from functions.domain.horizon import Horizon
from functions.domain.world import Clock, Mode, World
from functions.ports.ledger import SignedCheckpoint
from functions.queries.everybody import SCORES, STATUS
from functions.queries.shelf import Shelf
from tests.fakes.cache import FakeCache
from tests.fakes.clock import FakeClock

TOKEN = "a-token-of-who-watches-0123456789abcdef"
NOON = datetime(2026, 11, 1, 12, tzinfo=UTC)
WORLD = World(Mode.LIVE, "venues", Clock(NOON, None, None, None, 3600.0), NOON)


class Forbidden:
    """Services that nobody may touch: a scrape must not wake a database."""

    def __getattr__(self, name: str) -> Any:
        """Fail, whatever is asked for."""
        raise AssertionError(f"a scrape asked for {name}")


class LostCache(FakeCache):
    """A cache that does not answer."""

    async def get(self, key: str) -> bytes | None:
        raise VendorUnavailable("cache", f"no answer for {key}")


def row(horizon: Horizon, issued: int, missed: int) -> HorizonScores:
    """A track record of a horizon without a scored forecast."""
    return HorizonScores(
        horizon=horizon,
        issued=issued,
        scored=0,
        missed=missed,
        coverage=None,
        pinball=None,
        crps=None,
        pinball_ratio=None,
        skill=None,
        pit_histogram=[0] * 10,
    )


def scores_document() -> Rendered:
    """A track record with 7 forecasts and a missed slot."""
    rows = [row(Horizon.H1, 7, 1), row(Horizon.D7, 0, 0)]
    return render(Scores(mode="live", source="venues", data_as_of=NOON, horizons=rows))


class Stage:
    """An app over one cache, and a client that shows the token."""

    def __init__(self, cache: FakeCache, clock: FakeClock, token: str | None = TOKEN) -> None:
        self.shelf = Shelf(cache, clock)

        async def close() -> None:
            """Holds nothing."""

        services: Any = Forbidden()
        given = Bootstrapped(services, self.shelf, "", "staging", close, metrics_token=token)
        self.client = httpx.AsyncClient(
            transport=httpx.ASGITransport(create_app(given)), base_url="http://candor.test"
        )

    async def scrape(self, token: str = TOKEN) -> httpx.Response:
        """What Prometheus sends."""
        return await self.client.get("/api/metrics", headers={"Authorization": f"Bearer {token}"})


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    clock = FakeClock(NOON)
    stage = Stage(FakeCache(clock.monotonic), clock)
    yield stage
    await stage.client.aclose()


async def test_published_documents_are_told_as_gauges(stage: Stage) -> None:
    await stage.shelf.put(SCORES, scores_document(), WORLD)
    newest = SignedCheckpoint(9, "a note", NOON)
    document = status(
        WORLD, (100, 3), [], 9, [], [], ["kraken is silent"], newest, ledger_holds=False,
        operation=operation(NOON, Met()),
    )  # fmt: skip
    await stage.shelf.put(STATUS, render(document), WORLD)
    answer = await stage.scrape()
    assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
    assert answer.headers["cache-control"] == "no-store"
    lines = answer.text.splitlines()
    epoch = f"{NOON.timestamp():.17g}"
    assert f'candor_data_as_of_timestamp_seconds{{mode="live"}} {epoch}' in lines
    assert f"candor_scores_made_timestamp_seconds {epoch}" in lines
    assert 'candor_slots_issued{horizon="1h"} 7' in lines
    assert 'candor_slots_missed{horizon="1h"} 1' in lines
    assert 'candor_slots_missed{horizon="7d"} 0' in lines
    assert "candor_missing_hours 3" in lines
    assert "candor_healthy 0" in lines
    assert "candor_ledger_holds 0" in lines
    assert f'candor_checkpoint_signed_timestamp_seconds{{mode="live"}} {epoch}' in lines
    assert "candor_cache_answers 1" in lines


async def test_an_empty_shelf_is_up_without_series(stage: Stage) -> None:
    answer = await stage.scrape()
    assert answer.status_code == 200
    assert [line for line in answer.text.splitlines() if line[0] != "#"] == [
        "candor_cache_answers 1"
    ]


async def test_a_document_of_another_version_of_the_code_is_left_out(stage: Stage) -> None:
    await stage.shelf.put(SCORES, Rendered(b'{"horizons":1}', '"x"'), WORLD)
    assert "candor_slots" not in (await stage.scrape()).text


async def test_a_ledger_that_nobody_signed_yet_is_not_told_of(stage: Stage) -> None:
    document = status(WORLD, (1, 0), [], 9, [], [], operation=operation(NOON, Met()))
    await stage.shelf.put(STATUS, render(document), WORLD)
    text = (await stage.scrape()).text
    assert "candor_healthy 1" in text
    assert "candor_ledger_holds" not in text
    assert "candor_checkpoint" not in text


async def test_a_lost_cache_is_said_not_raised() -> None:
    clock = FakeClock(NOON)
    stage = Stage(LostCache(clock.monotonic), clock)
    answer = await stage.scrape()
    assert answer.status_code == 200
    assert "candor_cache_answers 0" in answer.text.splitlines()
    await stage.client.aclose()


@pytest.mark.parametrize("token", ["", TOKEN[:-1], f"{TOKEN}x"])
async def test_without_the_token_nobody_is_told_anything(stage: Stage, token: str) -> None:
    answer = await stage.scrape(token)
    assert answer.status_code == 401
    assert "candor_" not in answer.text
    assert "$METRICS_TOKEN" in answer.json()["detail"]


@pytest.mark.parametrize("shown", ["", "None", TOKEN])
async def test_where_no_token_is_set_nobody_may_ask(shown: str) -> None:
    clock = FakeClock(NOON)
    stage = Stage(FakeCache(clock.monotonic), clock, None)
    answer = await stage.scrape(shown)
    assert answer.status_code == 401
    assert "METRICS_TOKEN is not set here" in answer.json()["detail"]
    await stage.client.aclose()
