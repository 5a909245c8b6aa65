"""Features are log means of past deseasonalised variance, and refuse too little of it."""

import math
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle
from functions.domain.errors import InsufficientData
from functions.domain.features import (
    FEATURES,
    LAST_HOUR_MAX,
    MOVE_MAX,
    VARIANCE_MIN,
    features,
    garman_klass,
)
from functions.domain.season import Season
from functions.domain.units import HOUR
from tests.fakes.market import START, market

FLAT_SEASON = Season((1.0,) * 168)
CANDLES = market(400)
CUTOFF = CANDLES[-1].close_time


def candle(open_: str, high: str, low: str, close: str) -> Candle:
    return Candle(START, Decimal(open_), Decimal(high), Decimal(low), Decimal(close), Decimal(1))


def test_garman_klass_of_a_range_without_a_body_is_half_its_square() -> None:
    assert garman_klass(candle("100", "110", "100", "100")) == pytest.approx(math.log(1.1) ** 2 / 2)


def test_garman_klass_of_a_straight_hour_is_what_the_body_leaves() -> None:
    expected = (0.5 - (2 * math.log(2) - 1)) * math.log(0.5) ** 2
    assert garman_klass(candle("100", "100", "50", "50")) == pytest.approx(expected)


def test_a_flat_hour_has_the_least_variance() -> None:
    assert garman_klass(candle("100", "100", "100", "100")) == VARIANCE_MIN


def test_features_are_logs_of_means_means_of_logs_and_net_moves() -> None:
    season = Season(tuple(0.5 + hour / 168 for hour in range(168)))
    factors = [season.factor(c.open_time) for c in CANDLES]
    relative = [garman_klass(c) / f for c, f in zip(CANDLES, factors, strict=True)]
    moves = [
        math.log(float(c.close / before.close)) / math.sqrt(f)
        for before, c, f in zip(CANDLES, CANDLES[1:], factors[1:], strict=False)
    ]
    week = math.sqrt(sum(relative[-168:]) / 168)
    expected = [
        *(math.log(sum(relative[-hours:]) / hours) for hours in (1, 3, 6, 24, 72, 168, 336)),
        *(sum(map(math.log, relative[-hours:])) / hours for hours in (6, 24, 168, 336)),
        *(
            min(abs(sum(moves[-hours:])) / math.sqrt(hours) / week, 4.0)
            for hours in (1, 6, 24, 168)
        ),
    ]
    assert features(CANDLES, CUTOFF, season).volatility == pytest.approx(expected, rel=1e-12)


def test_a_move_counts_no_further_than_four_weekly_volatilities() -> None:
    last = CANDLES[-1]
    jumped = replace(last, close=last.close * 3, high=last.high * 3)
    assert features([*CANDLES[:-1], jumped], CUTOFF, FLAT_SEASON).volatility[11] == MOVE_MAX


def test_the_last_hour_is_told_by_its_return_and_where_it_closed() -> None:
    by_week, recently, position = features(CANDLES, CUTOFF, FLAT_SEASON).last_hour
    before, last = CANDLES[-2:]
    move = math.log(float(last.close / before.close))
    week = math.sqrt(sum(garman_klass(c) for c in CANDLES[-168:]) / 168)
    six = math.sqrt(sum(garman_klass(c) for c in CANDLES[-6:]) / 6)
    assert (by_week, recently) == pytest.approx((move / week, move / six), rel=1e-12)
    middle = (last.high + last.low) / 2
    assert position == pytest.approx(float((last.close - middle) / (last.high - middle)))


def test_a_last_hour_counts_no_further_than_three_volatilities_and_a_flat_one_not_at_all() -> None:
    last = CANDLES[-1]
    jumped = replace(last, close=last.close * 3, high=last.high * 3)
    told = features([*CANDLES[:-1], jumped], CUTOFF, FLAT_SEASON).last_hour
    assert told[0] == LAST_HOUR_MAX
    flat = replace(last, open=last.close, high=last.close, low=last.close)
    assert features([*CANDLES[:-1], flat], CUTOFF, FLAT_SEASON).last_hour[2] == 0.0


def test_without_the_hour_before_the_last_one_has_no_move() -> None:
    window = [*CANDLES[:-2], CANDLES[-1]]
    assert features(window, CUTOFF, FLAT_SEASON).last_hour[:2] == (0.0, 0.0)
    assert features(window, CUTOFF, FLAT_SEASON).volatility[11] == 0.0


def test_missing_hours_are_left_out_of_the_means() -> None:
    window = [*CANDLES[:-4], *CANDLES[-2:]]
    present = [garman_klass(c) for c in window if CUTOFF - c.open_time <= timedelta(hours=6)]
    assert len(present) == 4
    assert features(window, CUTOFF, FLAT_SEASON).volatility[2] == pytest.approx(
        math.log(sum(present) / 4), rel=1e-12
    )


@given(st.integers(0, 150), st.integers(1, 60))
def test_what_closes_after_the_cutoff_or_long_before_changes_nothing(
    hours_more: int, hours_later: int
) -> None:
    cutoff = CUTOFF - hours_later * HOUR
    known = [c for c in CANDLES if c.close_time <= cutoff]
    assert features(CANDLES, cutoff, FLAT_SEASON) == features(
        known[-336 - hours_more :], cutoff, FLAT_SEASON
    )


def test_nine_tenths_of_the_week_are_enough_and_one_less_is_not() -> None:
    enough = CANDLES[-152:]
    assert len(features(enough, CUTOFF, FLAT_SEASON).volatility) == FEATURES
    with pytest.raises(InsufficientData, match=r"151 of the 168 candles .* needs 152"):
        features(enough[1:], CUTOFF, FLAT_SEASON)


def test_without_the_candle_that_closes_at_the_cutoff_there_are_no_features() -> None:
    with pytest.raises(InsufficientData, match="closes at 2024-01-17T16:00:00Z is missing"):
        features(CANDLES[:-1], CUTOFF, FLAT_SEASON)


def test_an_empty_window_is_refused() -> None:
    with pytest.raises(InsufficientData, match="0 of the 168"):
        features([], CUTOFF, FLAT_SEASON)


def test_a_shift_of_the_newest_volume_changes_nothing() -> None:
    louder = [*CANDLES[:-1], replace(CANDLES[-1], volume=Decimal(10**6))]
    assert features(louder, CUTOFF, FLAT_SEASON) == features(CANDLES, CUTOFF, FLAT_SEASON)
