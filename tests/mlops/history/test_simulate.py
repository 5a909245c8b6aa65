"""The simulated market has the stylised facts of a real one, and the same bytes everywhere."""

import hashlib
import math
from collections import defaultdict
from datetime import UTC, datetime, timedelta, timezone
from itertools import pairwise
from statistics import correlation, fmean
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from functions.domain.candle import Candle, gaps
from functions.domain.errors import InvalidInput
from functions.domain.units import HOUR
from mlops.history.simulate import (
    HOURS_MAX,
    SIMULATED_FROM,
    SIMULATED_HOURS,
    simulate,
)

Market = tuple[Candle, ...]
# Computed once; a change of it is a change of every default market there is.
GOLDEN_DIGEST = "6fcd89c0625c39ac6636d80bed3da76b150cfeb26dc63e00f92f3d624fdb6c9c"


@pytest.fixture(scope="module", params=[1, 2, 3])
def market(request: pytest.FixtureRequest) -> Market:
    return simulate(request.param, SIMULATED_HOURS, SIMULATED_FROM)


def log_returns(market: Market) -> list[float]:
    return [math.log(candle.close / candle.open) for candle in market]


def autocorrelation(series: list[float], lag: int) -> float:
    return correlation(series[:-lag], series[lag:])


def digest(market: Market) -> str:
    lines = (
        f"{c.open_time.isoformat()},{c.open:f},{c.high:f},{c.low:f},{c.close:f},{c.volume:f}\n"
        for c in market
    )
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def test_the_default_market_has_the_same_bytes_on_every_machine() -> None:
    assert digest(simulate(1, SIMULATED_HOURS, SIMULATED_FROM)) == GOLDEN_DIGEST


@settings(max_examples=15)
@given(seed=st.integers(0, 2**64), hours=st.integers(1, 400), more=st.integers(0, 400))
def test_a_seed_gives_one_market_of_which_fewer_hours_are_the_beginning(
    seed: int, hours: int, more: int
) -> None:
    short = simulate(seed, hours, SIMULATED_FROM)
    assert len(short) == hours
    assert simulate(seed, hours + more, SIMULATED_FROM)[:hours] == short
    assert simulate(seed + 1, hours, SIMULATED_FROM) != short


def test_candles_follow_each_other_without_gap_in_time_or_price(market: Market) -> None:
    assert market[0].open_time == SIMULATED_FROM
    assert gaps(market) == []
    assert len(market) == SIMULATED_HOURS
    assert market[-1].close_time == datetime(2025, 7, 1, tzinfo=UTC)
    for before, after in pairwise(market):
        # Each price is rounded to cents by itself: neighbours may differ by one cent.
        assert abs(after.open - before.close) * 100 <= 1


def test_prices_are_in_cents_and_stay_in_a_plausible_range(market: Market) -> None:
    assert all(candle.close * 100 % 1 == 0 for candle in market)
    assert all(3_000 < candle.low <= candle.high < 300_000 for candle in market)
    assert all(0 < candle.volume < 500_000 for candle in market)


def test_volatility_clusters_over_an_hour_a_day_and_a_week(market: Market) -> None:
    sizes = [abs(r) for r in log_returns(market)]
    assert autocorrelation(sizes, 1) > 0.15
    assert autocorrelation(sizes, 24) > 0.08
    assert autocorrelation(sizes, 168) > 0.04


def test_direction_cannot_be_forecast_from_past_returns(market: Market) -> None:
    returns = log_returns(market)
    # Clustered volatility widens the band of an honest zero from 0.014 to about 0.035.
    assert all(abs(autocorrelation(returns, lag)) < 0.035 for lag in (1, 2, 4, 24))


def test_returns_have_fat_tails_and_a_plausible_size(market: Market) -> None:
    returns = log_returns(market)
    mean = fmean(returns)
    variance = fmean((r - mean) ** 2 for r in returns)
    kurtosis = fmean((r - mean) ** 4 for r in returns) / variance**2
    assert 5 < kurtosis < 60
    assert 0.30 < math.sqrt(variance * 8_760) < 0.90


def test_the_season_follows_new_york_hours_and_the_weekend(market: Market) -> None:
    sizes: dict[str, list[float]] = defaultdict(list)
    for candle, r in zip(market, log_returns(market), strict=True):
        local = candle.open_time.astimezone(ZoneInfo("America/New_York"))
        sizes["weekend" if local.weekday() >= 5 else f"{local.hour}"].append(abs(r))
    night = fmean(sizes["1"] + sizes["2"] + sizes["3"])
    opening = fmean(sizes["9"] + sizes["10"] + sizes["11"])
    working_days = fmean(r for name, part in sizes.items() if name != "weekend" for r in part)
    assert opening / night > 1.4
    assert fmean(sizes["weekend"]) / working_days < 0.85


def test_volume_and_range_rise_together(market: Market) -> None:
    ranges = [math.log(math.log(candle.high / candle.low)) for candle in market]
    volumes = [math.log(candle.volume) for candle in market]
    assert correlation(ranges, volumes) > 0.6


def test_ranges_agree_with_returns(market: Market) -> None:
    """Parkinson's variance from the range is near the variance of the returns."""
    from_ranges = fmean(math.log(c.high / c.low) ** 2 for c in market) / (4 * math.log(2))
    from_returns = fmean(r * r for r in log_returns(market))
    assert 0.75 < from_ranges / from_returns < 1.1


@pytest.mark.parametrize(
    ("seed", "hours", "opens_from"),
    [
        (-1, 24, SIMULATED_FROM),
        (1, 0, SIMULATED_FROM),
        (1, HOURS_MAX + 1, SIMULATED_FROM),
        (1, 24, SIMULATED_FROM + timedelta(minutes=30)),
        (1, 24, SIMULATED_FROM.replace(tzinfo=None)),
        (1, 24, SIMULATED_FROM.astimezone(timezone(HOUR))),
    ],
)
def test_arguments_out_of_range_are_refused(seed: int, hours: int, opens_from: datetime) -> None:
    with pytest.raises(InvalidInput, match="simulated market"):
        simulate(seed, hours, opens_from)
