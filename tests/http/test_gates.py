"""A release's gates speak the API's words: the real app passes them, and its faults do not."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from functions.adapters.postgres.world_owner import ClockHand
from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.queries.shelf import Shelf
from mlops.local.emulators.upstash.server import UpstashServer
from mlops.local.postgres import PostgresServer
from mlops.release.clients.pace import Pace
from mlops.release.declared.gates import Errors, Gates, Health, Issued, Journey, Performance
from mlops.release.gates.handler import GateHandlers, NotPassed
from mlops.release.gates.reach import Reach
from mlops.replay.drive import drive
from tests.fakes.clock import FakeClock
from tests.http.small_world import (
    COMMIT,
    CRON_SECRET,
    STARTS_AT,
    SmallWorld,
    create_world,
    open_world,
    services,
)

# On a machine that does much else at once, one process is as fast as itself give or take half.
FIGURES = Gates(
    health=Health(within_s=1),
    journey=Journey(within_s=60),
    performance=Performance(requests=60, samples_min=40, p50_ratio_max=2.0, p95_ratio_max=4.0),
    errors=Errors(requests=100, samples_min=80, share_max=0.005, window_min=10),
    issued=Issued(within_min=5),
)
BOTH: dict[str, Any] = {"at": "domain", "commit": COMMIT, "before": "the same"}


async def _located(_: str) -> str:
    return "http://candor.test"


def handlers(given: Bootstrapped, pace: Pace | None = None) -> GateHandlers:
    """The gates before one app, which is the deployment before as well."""
    transport = httpx.ASGITransport(create_app(given), raise_app_exceptions=False)
    reach = Reach("http://candor.test", CRON_SECRET, _located, transport=transport)
    return GateHandlers(FIGURES, replace(reach, pace=pace or Pace()))


async def test_the_real_app_passes_every_gate(world: SmallWorld) -> None:
    async with services(world.settings()) as given:
        numbers = await handlers(given).gates(BOTH)
    assert list(numbers["gates"]) == ["health", "journey", "performance", "errors"]
    [walked] = numbers["gates"]["journey"]
    assert "its proof holds, 5 jobs ran" in walked["sentence"]


async def test_the_real_app_of_another_commit_does_not(world: SmallWorld) -> None:
    async with services(world.settings()) as given:
        with pytest.raises(NotPassed, match=f"the API runs {COMMIT}, not cccc"):
            await handlers(given).gates({**BOTH, "commit": "c" * 40})


async def test_the_real_app_with_another_secret_does_not(world: SmallWorld) -> None:
    async with services(world.settings()) as given:
        other = replace(given, cron_secret="another-" * 5)
        with pytest.raises(NotPassed, match="refuse the cron secret"):
            await handlers(other).gates({**BOTH, "gate": "journey"})


async def test_a_ledger_that_was_rewritten_behind_the_app_does_not(
    world: SmallWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The app hands out a body that its tree does not hold."""
    async with services(world.settings()) as given:
        page = given.services.ledger.page

        async def rewritten(after: int, limit: int) -> Any:
            return [replace(one, body=one.body + b" ") for one in await page(after, limit)]

        monkeypatch.setattr(given.services.ledger, "page", rewritten, raising=False)
        with pytest.raises(NotPassed, match="is another in the ledger"):
            await handlers(given).gates({**BOTH, "gate": "journey"})


@asynccontextmanager
async def _lived(
    cluster: PostgresServer, upstash: UpstashServer, folder: Path
) -> AsyncIterator[tuple[Bootstrapped, ClockHand]]:
    """A world of its own, a few hours old, and the hand that moves its clock."""
    small = create_world(cluster, upstash, folder, "candor_gates")
    await open_world(small)
    async with services(small.settings()) as given:
        with small.clock().clock() as hand:
            await drive(given, hand, STARTS_AT + timedelta(hours=3), lambda _: None)
            yield given, hand


def _reread(given: Bootstrapped) -> tuple[Bootstrapped, FakeClock]:
    """Documents are only as old as the test says, who moves hours within a moment."""
    clock = FakeClock(given.services.clock.now())
    return replace(given, shelf=Shelf(given.services.cache, clock)), clock


async def test_in_a_replayed_world_the_next_slot_is_waited_for_by_that_worlds_clock(
    postgres_cluster: PostgresServer, upstash: UpstashServer, server_folder: Path
) -> None:
    """First the jobs run in each hour that passes; then the clock passes two hours without."""
    asked = {"at": "domain", "gate": "issued"}
    async with _lived(postgres_cluster, upstash, server_folder) as (lived, hand):
        given, clock = _reread(lived)

        async def hour_with_jobs(seconds: float) -> None:
            clock.advance(seconds)
            await drive(given, hand, hand.read().now + timedelta(hours=1), lambda _: None)

        numbers = await handlers(given, Pace(sleep=hour_with_jobs)).gates(asked)
        [verdict] = numbers["gates"]["issued"]
        assert verdict["samples"] == 3
        assert "1h-20240430T04Z, 4h-20240430T04Z, 24h-20240430T04Z: issued" in verdict["sentence"]

        async def hour_without(seconds: float) -> None:
            clock.advance(seconds)
            hand.advance()

        with pytest.raises(NotPassed, match="was not issued by its deadline"):
            await handlers(given, Pace(sleep=hour_without)).gates(asked)
