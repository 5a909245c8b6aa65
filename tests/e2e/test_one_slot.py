"""One slot from its announcement to its score: real parts, triggered as a scheduler does."""

import json
import math
from collections.abc import AsyncIterator, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.app import create_app
from functions.domain.candle import Candle
from functions.domain.units import HOUR
from mlops.history.simulate import simulate
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import PostgresServer
from tests.http.small_world import (
    CRON_SECRET,
    ENDS_AT,
    OPENS_FROM,
    STARTS_AT,
    SmallWorld,
    create_world,
    open_world,
    services,
)

SLOT = "4h-20240430T00Z"
PINBALL_LEVELS = ("0.05", "0.1", "0.25", "0.5", "0.75", "0.9", "0.95")
PUBLISHED_LEVELS = (
    "0.01", "0.025", "0.05", "0.1", "0.2", "0.25", "0.3", "0.4", "0.5",
    "0.6", "0.7", "0.75", "0.8", "0.9", "0.95", "0.975", "0.99",
)  # fmt: skip
DATABASE = "candor_one_slot"


@pytest.fixture
def empty_world(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> Iterator[SmallWorld]:
    yield create_world(postgres_cluster, upstash, server_folder, DATABASE)
    postgres_cluster.drop_database(DATABASE)


@pytest.fixture
async def opened(empty_world: SmallWorld) -> SmallWorld:
    """A world whose schedules are announced and whose first slot has not come."""
    await open_world(empty_world)
    return empty_world


@pytest.fixture
async def api(opened: SmallWorld) -> AsyncIterator[httpx.AsyncClient]:
    async with services(opened.settings()) as given:
        transport = httpx.ASGITransport(create_app(given))
        headers = {"Authorization": f"Bearer {CRON_SECRET}"}
        async with httpx.AsyncClient(
            transport=transport, base_url="http://candor.test", headers=headers
        ) as client:
            yield client


async def test_a_slot_goes_from_announcement_to_forecast_to_outcome_to_score(
    opened: SmallWorld, api: httpx.AsyncClient
) -> None:
    market = {candle.open_time: candle for candle in _market()}

    # Announced, and not a minute early: nothing can be issued before the cutoff.
    status = (await api.get("/api/v1/status")).json()
    upcoming = {slot["horizon"]: slot["cutoff"] for slot in status["next_slots"]}
    assert upcoming["4h"] == "2024-04-30T00:00:00Z"
    assert (await run(api, "issue"))["issued"] == []
    assert (await api.get(f"/api/v1/forecasts/{SLOT}")).status_code == 404

    # At the cutoff without the hour's candle the slot waits; with it, it is issued.
    advance(opened)
    waiting = (await run(api, "issue"))["waiting"]
    assert SLOT in waiting
    assert (await run(api, "ingest"))["stored"] == 1
    issued = await run(api, "issue")
    assert set(issued["issued"]) == {
        f"{horizon}-20240430T00Z" for horizon in ("1h", "4h", "24h", "7d")
    }
    forecast = await forecast_of(api)
    assert forecast["outcome"] is None
    reference = market[STARTS_AT - HOUR].close
    assert Decimal(forecast["record"]["reference_price"]) == reference.quantize(Decimal("0.01"))
    latest = (await api.get("/api/v1/forecast")).json()["forecasts"]
    assert forecast in latest

    # Three hours on its time has not come; after the fourth it has.
    for _ in range(3):
        advance(opened)
        await run_all(api)
    assert (await forecast_of(api))["outcome"] is None
    advance(opened)
    assert (await run(api, "score"))["scored"] == 0  # the last candle is not there yet
    await run_all(api)
    scored = await forecast_of(api)
    assert {**scored, "outcome": None} == forecast  # what was said has not changed

    price = market[STARTS_AT + 3 * HOUR].close.quantize(Decimal("0.01"))
    came = f"{math.log(float(price) / float(reference)):.6f}"
    outcome = scored["outcome"]
    assert (outcome["price"], outcome["log_return"]) == (str(price), came)
    scored_by_hand(forecast["record"], outcome, came)

    # Nobody rewrites it: the ledger still holds the bytes that were issued.
    where = {"after": forecast["ledger_index"] - 1, "limit": 1}
    [entry] = (await api.get("/api/v1/ledger", params=where)).json()["entries"]
    assert json.loads(entry["body"]) == forecast["record"]
    scores = {one["horizon"]: one for one in (await api.get("/api/v1/scores")).json()["horizons"]}
    assert scores["4h"]["scored"] == 1
    assert scores["4h"]["pinball"] == outcome["pinball"]


async def test_a_slot_nobody_issued_in_its_ten_minutes_is_missed_for_ever(
    opened: SmallWorld, api: httpx.AsyncClient
) -> None:
    advance(opened)
    advance(opened)  # an hour passes in which no job runs
    await run(api, "ingest")
    report = await run(api, "issue")
    assert SLOT in report["missed"]
    assert "4h-20240430T01Z" in report["issued"]
    assert SLOT not in (await run(api, "issue"))["issued"]
    answer = await api.get(f"/api/v1/forecasts/{SLOT}")
    assert answer.status_code == 404
    assert "missed" in answer.json()["detail"]


def advance(world: SmallWorld) -> None:
    """One hour on."""
    with world.clock().clock() as hand:
        hand.advance()


async def run(api: httpx.AsyncClient, job: str) -> dict[str, Any]:
    """Trigger a job as a scheduler does; its report."""
    answer = await api.post(f"/api/cron/{job}")
    assert answer.status_code == 200, answer.text
    report: dict[str, Any] = answer.json()["report"]
    return report


async def run_all(api: httpx.AsyncClient) -> None:
    for job in ("ingest", "issue", "score"):
        await run(api, job)


async def forecast_of(api: httpx.AsyncClient) -> dict[str, Any]:
    answer = await api.get(f"/api/v1/forecasts/{SLOT}")
    assert answer.status_code == 200, answer.text
    forecast: dict[str, Any] = answer.json()["forecast"]
    return forecast


def scored_by_hand(record: dict[str, Any], outcome: dict[str, Any], came: str) -> None:
    """Every score of the outcome is what the published quantiles give on paper."""
    said = {q["level"]: q["log_return"] for q in record["quantiles"]}
    assert outcome["pinball"]["model"] == f"{mean_pinball(said, came):.9f}"
    assert float(outcome["crps"]["model"]) == pytest.approx(crps(said, came), abs=1e-9)
    for name, returns in record["baselines"].items():
        baseline = dict(zip(PUBLISHED_LEVELS, returns, strict=True))
        assert outcome["pinball"][name] == f"{mean_pinball(baseline, came):.9f}"
        assert float(outcome["crps"][name]) == pytest.approx(crps(baseline, came), abs=1e-9)
    assert outcome["covered"] == {
        "50": between(said["0.25"], came, said["0.75"]),
        "80": between(said["0.1"], came, said["0.9"]),
        "90": between(said["0.05"], came, said["0.95"]),
        "95": between(said["0.025"], came, said["0.975"]),
    }
    below = [float(level) for level in PUBLISHED_LEVELS if Decimal(said[level]) < Decimal(came)]
    above = [float(level) for level in PUBLISHED_LEVELS if Decimal(said[level]) > Decimal(came)]
    assert max(below, default=0.0) <= float(outcome["pit"]) <= min(above, default=1.0)


def mean_pinball(said: dict[str, str], came: str) -> Decimal:
    """Mean pinball loss over seven levels, in exact decimals, as a textbook writes it."""
    losses = [
        pinball(Decimal(level), Decimal(said[level]), Decimal(came)) for level in PINBALL_LEVELS
    ]
    return sum(losses, Decimal(0)) / len(losses)


def crps(said: dict[str, str], came: str) -> float:
    """Twice the integral of the pinball loss over all levels.

    A level stands for its half-way neighbourhood, the outermost ones for the rest.
    """
    levels = [float(level) for level in PUBLISHED_LEVELS]
    total = 0.0
    for place, level in enumerate(levels):
        low = 0.0 if place == 0 else (levels[place - 1] + level) / 2
        high = 1.0 if place == len(levels) - 1 else (level + levels[place + 1]) / 2
        text = PUBLISHED_LEVELS[place]
        loss = pinball(Decimal(text), Decimal(said[text]), Decimal(came))
        total += 2 * (high - low) * float(loss)
    return total


def pinball(level: Decimal, quantile: Decimal, came: Decimal) -> Decimal:
    """The loss of one quantile."""
    return level * (came - quantile) if came >= quantile else (1 - level) * (quantile - came)


def between(low: str, came: str, high: str) -> bool:
    return Decimal(low) <= Decimal(came) <= Decimal(high)


def _market() -> tuple[Candle, ...]:
    return simulate(7, int((ENDS_AT - OPENS_FROM) / HOUR), OPENS_FROM)
