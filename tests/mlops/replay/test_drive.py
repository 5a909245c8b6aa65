"""How a world's clock is driven at full speed."""

from dataclasses import replace
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from functions.domain.units import HOUR
from functions.domain.world import Clock
from mlops.replay import drive as drive_module
from mlops.replay.drive import PUBLISH_S, PUBLISHING_SHARE_MAX, drive

STARTS_AT = datetime(2026, 1, 1, tzinfo=UTC)
HOURS = 400
HOUR_TAKES_S = 0.25


class Hand:
    """Moves a clock that nobody else reads."""

    def __init__(self) -> None:
        self._clock = Clock(STARTS_AT, STARTS_AT, STARTS_AT, None, 5.0)

    def read(self) -> Clock:
        return self._clock

    def advance(self) -> Clock:
        self._clock = replace(self._clock, now=self._clock.now + HOUR)
        return self._clock


@pytest.fixture
def passing(monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """Wall time that only jobs and documents take, each as long as it is told."""
    wall = {"now": 0.0, "publishing": 0.0, "document": 0.0}

    async def work(_services: Any) -> None:
        wall["now"] += HOUR_TAKES_S / len(drive_module.RECORDING)

    async def publish(_services: Any, _shelf: Any) -> None:
        wall["now"] += wall["document"]
        wall["publishing"] += wall["document"]

    monkeypatch.setattr(drive_module, "JOBS", dict.fromkeys(drive_module.RECORDING, work))
    monkeypatch.setattr(drive_module, "publish", publish)
    clock = SimpleNamespace(monotonic=lambda: wall["now"])
    monkeypatch.setattr(drive_module, "time", clock)
    return wall


async def driven() -> list[Clock]:
    """The clocks that were shown on the way."""
    shown: list[Clock] = []
    given: Any = SimpleNamespace(services=None, shelf=None)
    hand: Any = Hand()
    result = await drive(given, hand, STARTS_AT + HOURS * HOUR, shown.append)
    assert result.hours == HOURS
    return shown


async def test_readers_see_documents_of_every_second(passing: dict[str, float]) -> None:
    shown = await driven()
    assert len(shown) == pytest.approx(passing["now"] / PUBLISH_S, abs=2)
    assert shown[-1].now == STARTS_AT + HOURS * HOUR


async def test_documents_that_take_long_are_written_more_seldom(passing: dict[str, float]) -> None:
    passing["document"] = 2.0
    shown = await driven()
    assert passing["publishing"] < 1.5 * PUBLISHING_SHARE_MAX * passing["now"]
    assert len(shown) > 3
