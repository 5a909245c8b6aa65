"""The table of docs/forecasting.md, measured again on the candles it was measured on."""

import random
import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from functions.domain.artifact import load_artifact
from functions.domain.baseline import EWMA, GARCH, UNCONDITIONAL
from functions.domain.candle import Candle
from functions.domain.horizon import Horizon
from functions.domain.model import WINDOW_HOURS, forecast_all
from functions.domain.units import HOUR
from mlops.history.read import read_history
from mlops.training.dataset import Dataset
from mlops.training.evaluate import Evaluation, evaluate
from mlops.training.export import export
from mlops.training.fit import fit
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

DOCUMENT = Path(__file__).parents[2] / "docs" / "forecasting.md"
RATIO_TOLERANCE = 0.002
COVERAGE_TOLERANCE = 0.002
COVERAGE_80 = {Horizon.H1: (0.76, 0.83), Horizon.H4: (0.76, 0.835)}
PERIODS = {
    **{
        str(year): (datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC))
        for year in range(2018, 2025)
    },
    "2025, 7 months": (datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)),
    "2024-08 to 2025-07": (datetime(2024, 8, 1, tzinfo=UTC), datetime(2025, 8, 1, tzinfo=UTC)),
}
CELL = re.compile(" / ".join([r"(\d?\.\d{3})"] * 4))
CUTOFFS_A_FIT = 100


@dataclass(frozen=True)
class Cell:
    """One horizon in one period."""

    to_garch: float
    to_ewma: float
    to_unconditional: float
    coverage_80: float

    def __str__(self) -> str:
        """As the document prints it."""
        numbers = (self.to_garch, self.to_ewma, self.to_unconditional, self.coverage_80)
        return " / ".join(f"{number:.3f}".removeprefix("0") for number in numbers)


@pytest.fixture(scope="module")
def candles(real_history: Path) -> tuple[Candle, ...]:
    return read_history(real_history, datetime(2100, 1, 1, tzinfo=UTC)).candles


@pytest.fixture(scope="module")
def evaluation(candles: tuple[Candle, ...]) -> Evaluation:
    """Every hour from 2018 on, refitted at the start of each month."""
    first = min(start for start, _ in PERIODS.values())
    last = max(end for _, end in PERIODS.values())
    return evaluate(Dataset.from_candles(candles).known_at(last), first, last)


def test_the_printed_table_holds(evaluation: Evaluation, say: Say) -> None:
    printed = printed_table()
    assert set(printed) == set(PERIODS)
    say(f"{'measured now':20}" + "".join(f"{horizon:>30}" for horizon in Horizon))
    worse = []
    for period in PERIODS:
        measured = {horizon: measure(evaluation, period, horizon) for horizon in Horizon}
        say(f"{period:20}" + "".join(f"{measured[horizon]!s:>30}" for horizon in Horizon))
        worse += [
            f"{period} {horizon}: printed {printed[period][horizon]}, measured {now}"
            for horizon, now in measured.items()
            if is_worse(now, printed[period][horizon])
        ]
    assert worse == []


@pytest.mark.parametrize("period", PERIODS)
def test_eight_of_ten_short_outcomes_lie_in_the_80_percent_interval(
    evaluation: Evaluation, period: str
) -> None:
    for horizon, (low, high) in COVERAGE_80.items():
        assert low <= measure(evaluation, period, horizon).coverage_80 <= high


@pytest.mark.parametrize("year", range(2020, 2026))
def test_the_quantiles_that_serving_publishes_never_cross(
    candles: tuple[Candle, ...], year: int
) -> None:
    start = datetime(year, 1, 1, tzinfo=UTC)
    known = Dataset.from_candles(candles).known_at(start)
    exported = export(fit(known), known)
    artifact = load_artifact(exported.raw, exported.digest)
    positions = {candle.open_time: at for at, candle in enumerate(candles)}
    for cutoff in random.Random(year).sample(
        full_windows(candles, positions, start), CUTOFFS_A_FIT
    ):
        end = positions[cutoff - HOUR] + 1
        made = forecast_all(artifact, candles[end - WINDOW_HOURS : end], cutoff, tuple(Horizon))
        for horizon in Horizon:
            forecast, baselines = made[horizon][:2]
            for distribution in (forecast, *baselines.values()):
                returns = distribution.returns
                assert all(low <= high for low, high in pairwise(returns))
            # What is forecast is a spread, not a point: the ends are strictly apart.
            assert forecast.returns[0] < 0 < forecast.returns[-1]


def full_windows(
    candles: tuple[Candle, ...], positions: dict[datetime, int], start: datetime
) -> list[datetime]:
    """Cutoffs in the half year after `start` with no hour missing in their window."""
    window = (WINDOW_HOURS - 1) * HOUR
    found = []
    for hours in range(180 * 24):
        newest = start + (hours - 1) * HOUR
        at = positions.get(newest)
        if at is not None and candles[at - WINDOW_HOURS + 1].open_time == newest - window:
            found.append(start + timedelta(hours=hours))
    return found


def measure(evaluation: Evaluation, period: str, horizon: Horizon) -> Cell:
    summary = evaluation.summary(horizon, *PERIODS[period])
    to_garch, to_ewma, to_unconditional = map(summary.ratio, (GARCH, EWMA, UNCONDITIONAL))
    return Cell(to_garch, to_ewma, to_unconditional, summary.coverage[80])


def is_worse(measured: Cell, printed: Cell) -> bool:
    """Whether a loss is higher, or coverage other, than printed."""
    return (
        measured.to_garch > printed.to_garch + RATIO_TOLERANCE
        or measured.to_ewma > printed.to_ewma + RATIO_TOLERANCE
        or measured.to_unconditional > printed.to_unconditional + RATIO_TOLERANCE
        or abs(measured.coverage_80 - printed.coverage_80) > COVERAGE_TOLERANCE
    )


def printed_table() -> dict[str, dict[Horizon, Cell]]:
    """The rows of the document: period → horizon → numbers."""
    table = {}
    for line in DOCUMENT.read_text().splitlines():
        cells = CELL.findall(line)
        if line.startswith("| 20") and len(cells) == len(Horizon):
            numbers = (Cell(*map(float, cell)) for cell in cells)
            table[line.split("|")[1].strip()] = dict(zip(Horizon, numbers, strict=True))
    return table
