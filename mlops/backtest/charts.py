"""The pictures of a backtest's report, one function a picture."""

import math
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from mlops.backtest import interval
from mlops.backtest.backtest import Backtest
from mlops.backtest.table import COMPARED
from mlops.training.chart import Axis, Chart, axis
from mlops.training.dataset import HOUR_S, Floats
from mlops.training.evaluate import MODEL
from mlops.training.panel import trailing_mean
from mlops.training.plots import UNIT, pit_chart, pit_deciles, pit_shares

BANDS = ((0.025, 0.975), (0.10, 0.90), (0.25, 0.75))
FAN_HOURS = np.array([0, *(horizon.hours for horizon in Horizon)])
WINDOW_S = 30 * 24 * HOUR_S
VOLATILITY_HOURS = 24
POINTS_MAX = 160
BANDS_MAX = 24
"""At so many moments the interval of what was known by then is computed: each takes its time."""
MONTHS_A_TICK = (1, 2, 3, 6, 12, 24)
TICKS_MAX = 6
PERCENTS = Axis(20.0, 100.0, tuple((float(one), f"{one} %") for one in (20, 50, 80, 90, 100)))


def fans(test: Backtest) -> list[Chart]:
    """A calm, a middling and a wild week, by what the model expected of it, and what came."""
    forecasts = test.walk.predictions[MODEL]
    width = forecasts[Horizon.D7].quantiles[:, LEVELS.index(0.90)]
    opens = test.panel.first_open_time + test.walk.cutoffs * HOUR_S
    known = test.walk.cutoffs + Horizon.D7.hours <= test.panel.hours
    weeks = np.flatnonzero(known & (opens % (24 * HOUR_S) == 0))
    if len(weeks) < len(BANDS):
        return []
    order = weeks[np.argsort(width[weeks], kind="stable")]
    picked = [order[round(share * (len(order) - 1))] for share in (0.03, 0.5, 0.97)]
    return [
        _fan(test, int(row), kind)
        for row, kind in zip(picked, ("calm", "middling", "wild"), strict=True)
    ]


def _fan(test: Backtest, row: int, kind: str) -> Chart:
    cutoff = int(test.walk.cutoffs[row])
    hours = np.arange(0, Horizon.D7.hours + 1, 4)
    forecasts = test.walk.predictions[MODEL]
    rays = np.vstack([np.zeros(len(LEVELS)), *(forecasts[h].quantiles[row] for h in Horizon)])

    def quantile(level: float) -> Floats:
        """In percent of the price, joined from horizon to horizon along the root of time."""
        ray = rays[:, LEVELS.index(level)]
        return np.asarray(100.0 * np.expm1(np.interp(np.sqrt(hours), np.sqrt(FAN_HOURS), ray)))

    closes = test.panel.close[cutoff - 1 : cutoff + Horizon.D7.hours]
    path = 100.0 * (closes / closes[0] - 1.0)
    outer = [quantile(level) for level in BANDS[0]]
    days = Axis(0.0, 168.0, tuple((24.0 * day, f"{day} d") for day in (0, 1, 2, 3, 4, 5, 6, 7)))
    chart = Chart(
        f"A {kind} week, from {test.panel.instant(cutoff):%d %b %Y}", days,
        axis([*outer[0], *outer[1], *path], "{:+g} %"),
    )  # fmt: skip
    for low, high in BANDS:
        chart.band(hours.tolist(), quantile(low).tolist(), quantile(high).tolist())
    chart.line([(float(hour), float(value)) for hour, value in enumerate(path)], "ink")
    return chart


def pit(test: Backtest, horizon: Horizon) -> Chart:
    """The share of outcomes in each tenth of the forecast, with the error of each share."""
    deciles = pit_deciles(test.evaluation, horizon)
    chart = pit_chart("Outcomes by tenth of the forecast", pit_shares(test.evaluation, horizon))
    for tenth in range(10):
        told = interval.mean(deciles == tenth, _cutoffs(test, horizon), horizon)
        chart.whisker((tenth + 0.5) / 10, told.low, told.high, "ink")
    return chart


def reliability(test: Backtest, horizon: Horizon) -> Chart:
    """For each quantile: how much more often than it says the outcome lay below it."""
    rank = test.evaluation.forecasts[horizon].rank
    told = [
        interval.mean(rank <= position, _cutoffs(test, horizon), horizon)
        for position in range(len(LEVELS))
    ]
    off = [
        [100.0 * (one[bound] - level) for one, level in zip(told, LEVELS, strict=True)]
        for bound in range(3)
    ]
    chart = Chart(
        "Outcomes below each quantile, points off", UNIT,
        axis([-5.0, 5.0, *off[0], *off[1], *off[2]], "{:+g}"),
    )  # fmt: skip
    chart.band(LEVELS, off[1], off[2])
    chart.ideal((0.0, 0.0), (1.0, 0.0))
    chart.line(list(zip(LEVELS, off[0], strict=True)), "c0")
    for level, value in zip(LEVELS, off[0], strict=True):
        chart.dot(level, value, "c0")
    return chart


def terciles(test: Backtest, horizon: Horizon) -> Chart:
    """Coverage of the 50, 80 and 90 % intervals on calm, middling and wild days."""
    found = test.evaluation.forecasts[horizon]
    third = volatility_third(test, found.cutoffs)
    names = ((0.5, "calm"), (1.5, "middling"), (2.5, "wild"))
    chart = Chart("Covered, by the last day's volatility", Axis(0.0, 3.0, names), PERCENTS)
    for colour, percent in zip(("c2", "c0", "c1"), (50, 80, 90), strict=True):
        chart.ideal((0.0, percent), (3.0, percent))
        points = []
        for place in range(3):
            rows = third == place
            if not rows.any():
                continue
            told = interval.mean(found.covered[percent][rows], found.cutoffs[rows], horizon)
            points.append((place + 0.5, 100.0 * told.value))
            chart.whisker(place + 0.5, 100.0 * told.low, 100.0 * told.high, colour)
            chart.dot(place + 0.5, 100.0 * told.value, colour)
        chart.line(points, colour)
    return chart


def volatility_third(test: Backtest, cutoffs: NDArray[np.int64]) -> NDArray[np.int64]:
    """By cutoff (seconds since 1970): 0 to 2, the third in which the last day's variance lies."""
    positions = (cutoffs - test.panel.first_open_time) // HOUR_S
    variance = trailing_mean(test.panel.variance, VOLATILITY_HOURS)[0][positions]
    return np.searchsorted(np.quantile(variance, (1 / 3, 2 / 3)), variance)


def windows(test: Backtest, horizon: Horizon) -> Chart:
    """Coverage of the 80 % interval in each 30 days."""
    found = test.evaluation.forecasts[horizon]
    number = (found.cutoffs - found.cutoffs[0]) // WINDOW_S
    points = [
        (
            float(found.cutoffs[0] + (one + 0.5) * WINDOW_S),
            100.0 * float(found.covered[80][number == one].mean()),
        )
        for one in np.unique(number)
    ]
    time = time_axis(float(found.cutoffs[0]), float(found.cutoffs[0] + (number[-1] + 1) * WINDOW_S))
    shares = axis([60.0, 100.0, *(share for _, share in points)], "{:g} %")
    chart = Chart("In the 80 % interval, each 30 days", time, shares)
    chart.ideal((time.low, 80.0), (time.high, 80.0))
    chart.line(points, "c0")
    if len(points) == 1:
        chart.dot(*points[0], "c0")
    return chart


def skill(test: Backtest, horizon: Horizon) -> Chart:
    """By how many percent the loss was below each baseline's, up to each moment."""
    found = test.evaluation.forecasts[horizon]
    grown = [
        interval.by_day(found.losses[MODEL], found.losses[name], found.cutoffs, horizon)
        for name in COMPARED
    ]
    until = grown[0].until
    settled = max(1, len(until) // 10)  # the first ratios swing too far to be read
    shown, told = (
        np.unique(np.linspace(settled, len(until), points, dtype=int))
        for points in (POINTS_MAX, BANDS_MAX)
    )
    values = [
        100.0 * (1.0 - np.cumsum(one.numerator)[shown - 1] / np.cumsum(one.denominator)[shown - 1])
        for one in grown
    ]
    chart = Chart(
        "Loss below each baseline's so far",
        time_axis(float(until[shown[0] - 1]), float(until[-1])),
        axis([0.0, *np.concatenate(values)], "{:g} %"),
    )
    for count, one in enumerate(grown):
        ratios = [one.estimate(int(days)) for days in told]
        chart.band(
            until[told - 1].astype(float).tolist(),
            [100.0 * (1.0 - ratio.high) for ratio in ratios],
            [100.0 * (1.0 - ratio.low) for ratio in ratios],
            f"c{count} faint",
        )
    times = until[shown - 1].astype(float).tolist()
    chart.ideal((times[0], 0.0), (times[-1], 0.0))
    for count, value in enumerate(values):
        chart.line(list(zip(times, value.tolist(), strict=True)), f"c{count}")
    return chart


def time_axis(first: float, last: float) -> Axis:
    """Seconds since 1970, labelled at the starts of months or years."""
    last = max(last, first + HOUR_S)
    start = datetime.fromtimestamp(first, UTC)
    months = math.ceil((last - first) / (30.4 * 24 * HOUR_S))
    step = next((one for one in MONTHS_A_TICK if months / one <= TICKS_MAX), MONTHS_A_TICK[-1])
    ticks = []
    for month in range(start.year * 12, start.year * 12 + 12 + months + 1, step):
        at = datetime(month // 12, month % 12 + 1, 1, tzinfo=UTC)
        if first <= at.timestamp() <= last:
            ticks.append((at.timestamp(), f"{at:%Y}" if step >= 12 else f"{at:%b %y}"))
    if not ticks:
        ticks.append((first, f"{start:%d %b %Y}"))
    return Axis(first, last, tuple(ticks))


def _cutoffs(test: Backtest, horizon: Horizon) -> NDArray[np.int64]:
    return test.evaluation.forecasts[horizon].cutoffs
