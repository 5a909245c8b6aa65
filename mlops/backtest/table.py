"""A backtest's numbers by horizon, over all of it and year by year."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from functions.documents.skill import ONE_HALF
from functions.domain.baseline import EWMA, GARCH, ROLLING, UNCONDITIONAL
from functions.domain.errors import InsufficientData
from functions.domain.horizon import Horizon
from mlops.backtest.backtest import Backtest
from mlops.backtest.interval import Estimate, by_day
from mlops.terminal import Terminal
from mlops.training.evaluate import MODEL

COMPARED = (GARCH, EWMA, ROLLING, UNCONDITIONAL)
"""The strictest at most horizons first."""

SHARES = (50, 80, 90)


@dataclass(frozen=True, slots=True)
class Row:
    """One horizon over one period: loss ÷ each baseline's, shares covered, R², P(up)'s skill."""

    forecasts: int
    ratios: Mapping[str, Estimate]
    p_values: Mapping[str, float]
    """Of losses no different from the baseline's; NaN where it cannot be told yet."""
    coverage: Mapping[int, float]
    log_variance_r2: float
    p_up: Estimate
    """Brier skill against one half, above 0 is better."""


def measure(
    test: Backtest, horizon: Horizon, start: datetime | None = None, end: datetime | None = None
) -> Row | None:
    """Of the cutoffs in [start, end); None where no outcome is known."""
    evaluation = test.evaluation
    try:
        summary = evaluation.summary(horizon, start, end)
    except InsufficientData:
        return None
    found = evaluation.forecasts[horizon]
    first, last = (start or evaluation.start).timestamp(), (end or evaluation.end).timestamp()
    rows = (found.cutoffs >= first) & (found.cutoffs < last)
    cutoffs, losses = found.cutoffs[rows], {name: loss[rows] for name, loss in found.losses.items()}
    brier = by_day(found.brier[rows], np.full(len(cutoffs), ONE_HALF), cutoffs, horizon).estimate()
    pairs = {name: by_day(losses[MODEL], losses[name], cutoffs, horizon) for name in COMPARED}
    return Row(
        summary.forecasts,
        {name: pair.estimate() for name, pair in pairs.items()},
        {name: pair.p_value() for name, pair in pairs.items()},
        summary.coverage,
        summary.log_variance_r2,
        Estimate(1.0 - brier.value, 1.0 - brier.high, 1.0 - brier.low),
    )


def years(test: Backtest) -> list[tuple[str, datetime, datetime]]:
    """(name, start, end) of every calendar year (UTC) the backtest touches."""
    found = []
    for year in range(test.evaluation.start.year, test.evaluation.end.year + 1):
        start, end = (datetime(one, 1, 1, tzinfo=UTC) for one in (year, year + 1))
        if start < test.evaluation.end:
            found.append((str(year), start, end))
    return found


def say_table(terminal: Terminal, test: Backtest) -> None:
    """Mean pinball loss as a ratio to each baseline's, coverage and R²; then by year."""
    terminal.say(
        "  mean pinball loss as a ratio to each baseline's (below 1 is better; 95 % interval),"
        " p of no difference (Diebold–Mariano), share covered, R² of the log variance,"
        " Brier skill of P(up) against one half (above 0 is better)"
    )
    terminal.table(
        (
            "horizon",
            "forecasts",
            GARCH,
            "",
            "p",
            *COMPARED[1:],
            *(f"{one} %" for one in SHARES),
            "R²",
            "P(up)",
            "",
        ),
        [_whole(horizon, measure(test, horizon)) for horizon in Horizon],
    )
    terminal.say(f"  by year: ratio to {GARCH} / share covered by the 80 % interval")
    terminal.table(
        ("year", *Horizon),
        [
            (name, *(_short(measure(test, horizon, start, end)) for horizon in Horizon))
            for name, start, end in years(test)
        ],
    )


def cells(row: Row) -> list[str]:
    """A row of the report: forecasts, ratios with intervals and p-values, coverage, R², P(up)."""
    return [
        f"{row.forecasts:,}",
        *(
            " ".join((f"{one.value:.3f}", told, probability(row.p_values[name])))
            if (told := span(one))
            else f"{one.value:.3f}"
            for name, one in row.ratios.items()
        ),
        *(f"{row.coverage[share]:.3f}" for share in SHARES),
        f"{row.log_variance_r2:.2f}",
        " ".join((f"{row.p_up.value:+.4f}", span(row.p_up, "+.4f"))).strip(),
    ]


def span(told: Estimate, digits: str = ".3f") -> str:
    """An interval's ends in brackets; nothing where it is not known."""
    return "" if math.isnan(told.low) else f"({told.low:{digits}}–{told.high:{digits}})"


def probability(p_value: float) -> str:
    """A p-value; nothing where it is not known."""
    if math.isnan(p_value):
        return ""
    return f"p {p_value:.3f}" if p_value >= 0.001 else "p < 0.001"


def _whole(horizon: Horizon, row: Row | None) -> Sequence[str]:
    if row is None:
        return (horizon.value, "0", *("–" for _ in range(len(COMPARED) + 5 + len(SHARES))))
    return (
        horizon.value,
        str(row.forecasts),
        f"{row.ratios[GARCH].value:.3f}",
        span(row.ratios[GARCH]),
        probability(row.p_values[GARCH]).removeprefix("p "),
        *(f"{row.ratios[name].value:.3f}" for name in COMPARED[1:]),
        *(f"{row.coverage[share]:.3f}" for share in SHARES),
        f"{row.log_variance_r2:.2f}",
        f"{row.p_up.value:+.4f}",
        span(row.p_up, "+.4f"),
    )


def _short(row: Row | None) -> str:
    return "–" if row is None else f"{row.ratios[GARCH].value:.3f} / {row.coverage[80]:.3f}"
