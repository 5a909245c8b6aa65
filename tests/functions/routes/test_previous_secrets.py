"""During a rotation both secrets open every door, and use of the old one is told."""

import logging
from types import SimpleNamespace
from typing import Any, cast

import httpx
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped
from functions.domain.metrics.serving import PREVIOUS_SECRET_USED
from tests.fakes.clock import FakeClock
from tests.fakes.meter import FakeMeter

NAMES = ("CRON_SECRET", "METRICS_TOKEN", "WATCH_TOKEN")
NEW = {name: f"new-{name}-0123456789abcdefghijk" for name in NAMES}
OLD = {name: f"old-{name}-0123456789abcdefghijk" for name in NAMES}
DOORS = {
    "CRON_SECRET": ("POST", "/api/cron/nothing"),
    "METRICS_TOKEN": ("GET", "/api/metrics"),
    "WATCH_TOKEN": ("POST", "/api/v1/watch-reports"),
}


class Stage:
    """The app in the middle of a rotation of every secret."""

    def __init__(self, previous: dict[str, str]) -> None:
        self.meter, self.clock = FakeMeter(), FakeClock()
        services: Any = SimpleNamespace(meter=self.meter, clock=self.clock)
        given = Bootstrapped(
            services, cast("Any", None), NEW["CRON_SECRET"], "staging", cast("Any", None),
            metrics_token=NEW["METRICS_TOKEN"], watch_token=NEW["WATCH_TOKEN"],
            previous_secrets=previous,
        )  # fmt: skip
        transport = httpx.ASGITransport(create_app(given), raise_app_exceptions=False)
        self.client = httpx.AsyncClient(transport=transport, base_url="http://candor.test")

    async def opens(self, name: str, secret: str) -> bool:
        """Whether the door lets in, whatever there is behind it."""
        sent = {"Authorization": f"Bearer {secret}"}
        return (await self.client.request(*DOORS[name], headers=sent)).status_code != 401


@pytest.mark.parametrize("name", NAMES)
async def test_both_open_and_only_the_old_one_is_told(
    name: str, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage(OLD)
    with caplog.at_level(logging.INFO, "candor"):
        assert await stage.opens(name, NEW[name])
        assert stage.meter.values == {}
        assert await stage.opens(name, OLD[name])
        assert await stage.opens(name, OLD[name])
    used_at = stage.clock.now().timestamp()
    assert stage.meter.values == {(PREVIOUS_SECRET_USED.name, (name,)): used_at}
    told = [one.getMessage() for one in caplog.records if "previous" in one.getMessage()]
    assert told == [f"the previous {name} is still used"]
    assert OLD[name] not in caplog.text


@pytest.mark.parametrize("name", NAMES)
async def test_an_old_one_opens_its_own_door_only(name: str) -> None:
    stage = Stage(OLD)
    for other in NAMES:
        assert await stage.opens(other, OLD[name]) is (other == name)


@pytest.mark.parametrize("name", NAMES)
async def test_a_retired_one_opens_nothing(name: str) -> None:
    stage = Stage({})
    assert await stage.opens(name, NEW[name])
    assert not await stage.opens(name, OLD[name])
    assert stage.meter.values == {}
