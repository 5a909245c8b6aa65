"""What every forecaster that serves owes: the model and the baselines, on any candles."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain import baseline, model
from functions.domain.candle import Candle
from functions.domain.distribution import Distribution
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from tests.fakes.artifact import artifact
from tests.fakes.market import START, market

Forecaster = Callable[[Sequence[Candle], datetime, Horizon], Distribution]
ARTIFACT = artifact()
CANDLES = market(700, seed=3)
PRICES = ("open", "high", "low", "close")


def _baseline(name: str) -> Forecaster:
    return lambda window, cutoff, horizon: baseline.forecasts(ARTIFACT, window, cutoff, horizon)[
        name
    ]


FORECASTERS: dict[str, Forecaster] = {
    "model": lambda window, cutoff, horizon: model.forecast(ARTIFACT, window, cutoff, horizon),
    **{name: _baseline(name) for name in baseline.BASELINES},
}
every_forecaster = pytest.mark.parametrize("name", FORECASTERS)
every_horizon = pytest.mark.parametrize("horizon", Horizon)


def priced(candle: Candle, scale: Decimal) -> Candle:
    return replace(candle, **{name: getattr(candle, name) * scale for name in PRICES})


@every_forecaster
@every_horizon
@given(end=st.integers(340, 700), missing=st.sets(st.integers(2, 168), max_size=16))
def test_gaps_leave_a_finite_ordered_distribution(
    name: str, horizon: Horizon, end: int, missing: set[int]
) -> None:
    window = [
        c for age, c in zip(range(end, 0, -1), CANDLES[:end], strict=True) if age not in missing
    ]
    cutoff = CANDLES[end - 1].close_time
    found = FORECASTERS[name](window, cutoff, horizon)  # a Distribution is finite and ordered
    assert found == FORECASTERS[name](list(window), cutoff, horizon)
    assert found.returns[0] < 0.0 < found.returns[-1]


@every_forecaster
@every_horizon
def test_the_future_changes_nothing(name: str, horizon: Horizon) -> None:
    cutoff = START + 500 * HOUR
    known, future = CANDLES[:500], [priced(c, Decimal(7)) for c in CANDLES[500:]]
    assert FORECASTERS[name]([*known, *future], cutoff, horizon) == FORECASTERS[name](
        known, cutoff, horizon
    )


@every_forecaster
@every_horizon
def test_what_is_older_than_the_window_changes_nothing(name: str, horizon: Horizon) -> None:
    cutoff = CANDLES[-1].close_time
    assert FORECASTERS[name](CANDLES[-model.WINDOW_HOURS :], cutoff, horizon) == FORECASTERS[name](
        CANDLES, cutoff, horizon
    )


@every_forecaster
@every_horizon
@given(scale=st.sampled_from(["0.001", "0.1", "10", "1000"]))
def test_returns_do_not_depend_on_the_unit_of_the_price(
    name: str, horizon: Horizon, scale: str
) -> None:
    cutoff = CANDLES[-1].close_time
    scaled = [priced(candle, Decimal(scale)) for candle in CANDLES]
    assert FORECASTERS[name](scaled, cutoff, horizon).returns == pytest.approx(
        FORECASTERS[name](CANDLES, cutoff, horizon).returns, rel=1e-9, abs=1e-15
    )


@every_forecaster
@every_horizon
def test_flat_prices_leave_a_narrow_distribution(name: str, horizon: Horizon) -> None:
    one = Decimal("60000.00")
    flat = [replace(c, open=one, high=one, low=one, close=one) for c in CANDLES]
    found = FORECASTERS[name](flat, flat[-1].close_time, horizon)
    assert found.returns[-1] <= FORECASTERS[name](CANDLES, flat[-1].close_time, horizon).returns[-1]


@every_forecaster
@every_horizon
def test_half_the_price_lost_in_an_hour_widens_and_stays_sane(name: str, horizon: Horizon) -> None:
    last = CANDLES[-1]
    crash = replace(last, low=last.open / 2, close=last.open / 2, high=last.open)
    calm = FORECASTERS[name](CANDLES, last.close_time, horizon)
    found = FORECASTERS[name]([*CANDLES[:-1], crash], last.close_time, horizon)
    assert calm.returns[-1] <= found.returns[-1] < 5.0


@pytest.mark.parametrize("name", ["model", "ewma", "garch-t"])
@every_horizon
def test_a_wilder_market_has_a_wider_forecast(name: str, horizon: Horizon) -> None:
    cutoff = CANDLES[-1].close_time
    wild = [replace(c, high=c.high * Decimal("1.03"), low=c.low * Decimal("0.97")) for c in CANDLES]
    wild = [replace(c, close=c.high if hour % 2 else c.low) for hour, c in enumerate(wild)]
    assert (
        FORECASTERS[name](wild, cutoff, horizon).returns[-1]
        > FORECASTERS[name](CANDLES, cutoff, horizon).returns[-1]
    )
