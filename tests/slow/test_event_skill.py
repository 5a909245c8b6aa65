"""The skills printed in docs/forecasting.md for touches and regime, measured again."""

import re
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from functions.domain.chances import CHANCES
from functions.domain.horizon import Horizon
from mlops.backtest.interval import Estimate, by_day, mean
from mlops.history.read import read_history
from mlops.training.dataset import Dataset
from mlops.training.event_skill import EventSkill, event_skill
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[2] / "docs" / "forecasting.md"
TOLERANCE = 0.003
NEWEST_YEAR = "2024-08 to 2025-07"
PERIODS = {
    **{
        str(year): (datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
        for year in range(2019, 2025)
    },
    "2025, 7 months": (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)),
    NEWEST_YEAR: (datetime(2024, 8, 1, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)),
}
ROW = re.compile(r"\| (20[^|]+) \|" + r" ([+−]\.\d{3}) \|" * 4)
SHARES = re.compile(r"\| (\.\d5) \|" + r" (\.\d{3} \(\.\d{3} to \.\d{3}\)) \|" * 6)
NUMBER = re.compile(r"\.\d{3}")
Skills = tuple[float, ...]


@pytest.fixture(scope="module")
def skill(real_history: Path) -> EventSkill:
    """Every hour from 2019 on, refitted at the start of each month."""
    candles = read_history(real_history, datetime(2100, 1, 1, tzinfo=UTC)).candles
    first = min(start for start, _ in PERIODS.values())
    last = max(end for _, end in PERIODS.values())
    return event_skill(Dataset.from_candles(candles).known_at(last), first, last)


def test_the_printed_skills_hold(skill: EventSkill, say: Say) -> None:
    printed = printed_table()
    assert set(printed) == set(PERIODS)
    for period in PERIODS:
        say(f"{period:20} " + " ".join(f"{value:+.3f}" for value in measure(skill, period)))
    for period, skills in printed.items():
        assert measure(skill, period) == pytest.approx(skills, abs=TOLERANCE), period


def test_touches_and_regime_beat_what_a_year_of_frequencies_knows(skill: EventSkill) -> None:
    _, four_hours, day, regime = measure(skill, NEWEST_YEAR)
    assert four_hours >= 0.10
    assert day >= 0.04
    assert regime >= 0.20
    for period in PERIODS:
        assert min(measure(skill, period)) > 0.0, period


def test_the_printed_shares_of_prices_that_came_true_hold(skill: EventSkill, say: Say) -> None:
    printed = {
        float(chance): [[float(number) for number in NUMBER.findall(cell)] for cell in cells]
        for chance, *cells in SHARES.findall(DOCUMENT.read_text())
    }
    assert tuple(printed) == CHANCES
    for index, chance in enumerate(CHANCES):
        found = came_true(skill, index)
        say(f"{chance:.2f} " + " ".join(f"{a:.3f} ({b:.3f} to {c:.3f})" for a, b, c in found))
        assert printed[chance] == [pytest.approx(one, abs=TOLERANCE) for one in found]


def came_true(skill: EventSkill, index: int) -> list[Estimate]:
    """Of the prices given a chance: touched at 1h, 4h and 24h, then closed above at these."""
    touched, closed = [], []
    for horizon, asked in skill.asked.items():
        sides = np.stack([asked.touched_above[:, index], asked.touched_below[:, index]])
        there = np.tile(asked.touchable[:, index], (2, 1))
        came, count = (one.sum(axis=0).astype(np.float64) for one in (sides & there, there))
        touched.append(by_day(came, count, asked.cutoffs, horizon).estimate())
        closed.append(mean(asked.closed_above[:, index], asked.cutoffs, horizon))
    return [*touched, *closed]


def measure(skill: EventSkill, period: str) -> Skills:
    """Touches at 1h, 4h and 24h, then the regime at 24h."""
    events = [*skill.touches.values(), skill.regimes[Horizon.H24]]
    return tuple(one.skill(*PERIODS[period]) for one in events)


def printed_table() -> dict[str, Skills]:
    """The rows of the document: period → skills."""
    return {
        period: tuple(float(cell.replace("−", "-")) for cell in cells)
        for period, *cells in ROW.findall(DOCUMENT.read_text())
    }
