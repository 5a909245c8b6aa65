"""Runs a backtest: which cutoffs, from which fits, and how it went."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from functions.domain.errors import InvalidInput
from functions.domain.units import instant_text
from mlops.training.dataset import Dataset
from mlops.training.evaluate import Evaluation, contenders, earliest_start, scored
from mlops.training.forecaster import Forecaster
from mlops.training.panel import Panel, panel
from mlops.training.walk_forward import Progress, Refit, Remember, Walk, walk_forward

REFIT: Refit = "monthly"


@dataclass(frozen=True, slots=True, eq=False)
class Backtest:
    """A model's walk through [start, end), beside the baselines'."""

    model: Forecaster
    dataset: Dataset
    panel: Panel
    walk: Walk
    evaluation: Evaluation

    @property
    def skipped(self) -> int:
        """Cutoffs without a forecast: too many candles before them are missing."""
        hours = (self.evaluation.end - self.evaluation.start).total_seconds() / 3600
        return int(hours) - len(self.walk.cutoffs)


def backtest(
    dataset: Dataset,
    model: Forecaster,
    start: datetime,
    end: datetime,
    progress: Progress,
    remembering: Callable[[Dataset, Panel], Remember],
) -> Backtest:
    """Forecast every hourly cutoff in [start, end) at every horizon, refitting monthly.

    The end is the newest candle's close plus an hour where the candles stop before it.
    Raises InvalidInput where the period is empty or nothing is known before it.
    """
    if start >= end:
        raise InvalidInput(
            f"the start {instant_text(start)} is not before the end {instant_text(end)}"
        )
    whole = panel(dataset)
    first, earliest = whole.cutoff(start), earliest_start(whole)
    if first < earliest:
        raise InvalidInput(
            f"the candles begin at {instant_text(dataset.opened_at)}; a first fit needs 90 days of"
            f" them, so that {instant_text(whole.instant(earliest))} is the earliest start"
        )
    last = min(whole.cutoff(end), whole.hours + 1)
    if last <= first:
        raise InvalidInput(
            f"the candles end at {instant_text(dataset.closed_at)}, before the start"
            f" {instant_text(start)}; give candles up to it"
        )
    walk = walk_forward(
        whole, contenders(model), first, last, REFIT, progress, remembering(dataset, whole)
    )
    if not len(walk.cutoffs):
        raise InvalidInput("no hour of the period has the candles before it that a forecast needs")
    evaluation = Evaluation(whole.instant(first), whole.instant(last), REFIT, scored(whole, walk))
    return Backtest(model, dataset, whole, walk, evaluation)


def parse_utc(text: str) -> datetime:
    """An ISO 8601 instant or date; without a time zone it is UTC. InvalidInput otherwise."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        raise InvalidInput(f"{text!r} is no ISO 8601 instant such as 2024-08-01T00:00Z") from None
    return instant.replace(tzinfo=UTC) if instant.tzinfo is None else instant.astimezone(UTC)
