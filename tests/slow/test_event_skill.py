"""The skills printed in docs/forecasting.md for touches and regime, measured again."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest

from functions.domain.horizon import Horizon
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
