"""Shares of a record's PITs, counted by hand; intervals that widen where days are alike."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from functions.domain.calibration import (
    ScoredPit,
    level_shares,
    pit_shares,
    regime_coverage,
    trailing_volatility,
)
from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS
from functions.domain.units import HOUR

T = datetime(2025, 1, 1, tzinfo=UTC)


def pits(*values: float, hours_apart: int = 1) -> list[ScoredPit]:
    return [
        ScoredPit(T + index * hours_apart * HOUR, pit, {80: 0.1 <= pit <= 0.9})
        for index, pit in enumerate(values)
    ]


def candle(hour: int, range_share: float) -> Candle:
    high = Decimal(100) * (1 + Decimal(str(range_share)))
    hundred = Decimal(100)
    return Candle(T + hour * HOUR, hundred, high, hundred, hundred, Decimal(1))


def test_an_empty_record_has_no_share() -> None:
    assert pit_shares([], 1) == level_shares([], 1) == []
    assert regime_coverage([], [], 1) == []


def test_every_outcome_is_in_one_bin_and_the_ends_are_in_the_outer_ones() -> None:
    shares = pit_shares(pits(0.0, 0.05, 0.1, 0.95, 1.0), 1)
    assert [one.count for one in shares] == [2, 1, 0, 0, 0, 0, 0, 0, 0, 2]
    assert shares[0].share == 0.4
    assert all(one.interval is None for one in shares)


def test_an_outcome_on_a_quantile_lies_at_or_below_it() -> None:
    shares = dict(zip(LEVELS, level_shares(pits(0.1, 0.5, 0.9000000001), 1), strict=True))
    assert [shares[level].count for level in (0.05, 0.1, 0.5, 0.8, 0.9)] == [0, 1, 2, 2, 3]


def test_an_interval_holds_its_share_and_is_wider_where_a_day_says_one_thing_24_times() -> None:
    random = Random(1)
    independent = [random.random() for _ in range(24 * 60)]
    alike = [value for value in independent[:60] for _ in range(24)]
    widths = []
    for values in (independent, alike):
        interval = pit_shares(pits(*values), 1)[4].interval
        assert interval is not None
        assert interval.low < interval.value < interval.high
        widths.append(interval.high - interval.low)
    assert widths[1] > 3 * widths[0]


def test_the_day_before_a_cutoff_is_measured_where_its_candles_are_there() -> None:
    quiet = [candle(hour, 0.001) for hour in range(24)]
    before = trailing_volatility([*quiet, candle(24, 0.1)])
    assert T + 19 * HOUR not in before
    assert before[T + 25 * HOUR] > 5 * before[T + 24 * HOUR]
    gap = trailing_volatility([one for one in quiet if one.open_time.hour not in (3, 4, 5, 6, 7)])
    assert gap == {}


def test_coverage_is_told_by_thirds_of_the_volatility_before() -> None:
    ranges = [0.001] * 24 + [0.01] * 24 + [0.1] * 24
    candles = [candle(hour, share) for hour, share in enumerate(ranges)]
    cutoffs = [24, 48, 72]
    scored = [
        ScoredPit(T + hours * HOUR, 0.5, {80: held})
        for hours, held in zip(cutoffs, (True, True, False), strict=True)
    ]
    unknown = ScoredPit(T + timedelta(days=90), 0.5, {80: True})
    rows = regime_coverage([*scored, unknown], candles, 1)
    assert [(row.regime, row.forecasts) for row in rows] == [
        ("calm", 1),
        ("middling", 1),
        ("wild", 1),
    ]
    assert [row.covered[80].share for row in rows] == [1.0, 1.0, 0.0]


@pytest.mark.parametrize("forecasts", [1, 2])
def test_fewer_forecasts_than_thirds_have_no_regimes(forecasts: int) -> None:
    candles = [candle(hour, 0.01) for hour in range(30)]
    scored = [ScoredPit(T + (24 + n) * HOUR, 0.5, {80: True}) for n in range(forecasts)]
    assert regime_coverage(scored, candles, 1) == []
