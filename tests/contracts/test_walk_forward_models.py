"""What every model of the walk-forward owes, on any candles (see test_forecasters.py, serving)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pytest
from numpy.typing import NDArray

from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from mlops.training.baselines import FittedQuantiles, Unconditional
from mlops.training.dataset import Dataset
from mlops.training.forecaster import Forecaster, Predictions
from mlops.training.panel import Panel, panel
from mlops.training.registry import MODELS
from tests.fakes.market import market

Forecasts = Mapping[Horizon, Predictions]
HOURS, FITTED_AT = 120 * 24, 110 * 24
GAPS = (700, 701, *range(1500, 1530), FITTED_AT + 30, FITTED_AT + 31)
CANDLES = market(HOURS, seed=5, missing=GAPS)
FUTURE_FROM = CANDLES[0].open_time.timestamp() + (FITTED_AT + 100) * 3600

every_model = pytest.mark.parametrize("model", MODELS.values(), ids=MODELS)


def priced(candle: Candle, scale: Decimal) -> Candle:
    prices = ("open", "high", "low", "close")
    return replace(candle, **{name: getattr(candle, name) * scale for name in prices})


def readable(whole: Panel, first: int = FITTED_AT, last: int | None = None) -> NDArray[np.int64]:
    cutoffs = np.arange(first, whole.hours + 1 if last is None else last)
    return cutoffs[whole.readable[cutoffs]]


def forecasts(model: Forecaster, candles: list[Candle], last: int | None = None) -> Forecasts:
    """Fitted at `FITTED_AT`, forecast until `last`."""
    whole = panel(Dataset.from_candles(candles))
    return model.fit(whole.until(FITTED_AT)).predict(whole, readable(whole, last=last))


def same_bits(one: Forecasts, other: Forecasts) -> bool:
    return all(
        np.array_equal(getattr(one[h], name), getattr(other[h], name), equal_nan=True)
        for h in Horizon
        for name in ("quantiles", "p_up", "log_variance")
    )


def check_sane(found: Forecasts, count: int) -> None:
    assert set(found) == set(Horizon)
    for one in found.values():
        assert one.quantiles.shape == (count, len(LEVELS))
        assert np.isfinite(one.quantiles).all()
        assert (np.diff(one.quantiles, axis=1) >= 0.0).all()
        assert ((one.p_up >= 0.0) & (one.p_up <= 1.0)).all()
        assert one.p_up.shape == one.log_variance.shape == (count,)


def check_no_look_ahead(model: Forecaster) -> None:
    """Neither a wild future nor a missing one changes a bit of what was said before it."""
    wild = [
        c if c.open_time.timestamp() < FUTURE_FROM else priced(c, Decimal(1 + hour % 7))
        for hour, c in enumerate(CANDLES)
    ]
    known = [c for c in CANDLES if c.open_time.timestamp() < FUTURE_FROM]
    last = FITTED_AT + 101
    said = forecasts(model, CANDLES, last)
    assert same_bits(said, forecasts(model, wild, last)), "a wild future was seen"
    assert same_bits(said, forecasts(model, known, last)), "a missing future was seen"


@every_model
def test_forecasts_are_finite_ordered_and_the_same_again(model: Forecaster) -> None:
    found = forecasts(model, CANDLES)
    check_sane(found, len(readable(panel(Dataset.from_candles(CANDLES)))))
    assert same_bits(found, forecasts(model, CANDLES))


@every_model
def test_the_future_changes_no_bit(model: Forecaster) -> None:
    check_no_look_ahead(model)


@every_model
def test_a_fit_on_a_cut_panel_is_the_fit_on_cut_candles(model: Forecaster) -> None:
    whole = panel(Dataset.from_candles(CANDLES))
    cut = Dataset.from_candles(CANDLES).known_at(whole.instant(FITTED_AT))
    cutoffs = readable(whole)
    assert same_bits(
        model.fit(whole.until(FITTED_AT)).predict(whole, cutoffs),
        model.fit(panel(cut)).predict(whole, cutoffs),
    )


@every_model
@pytest.mark.parametrize("scale", ["0.001", "1000"])
def test_returns_do_not_depend_on_the_unit_of_the_price(model: Forecaster, scale: str) -> None:
    found = forecasts(model, CANDLES)
    scaled = forecasts(model, [priced(candle, Decimal(scale)) for candle in CANDLES])
    for horizon in Horizon:
        # What is searched for (GARCH's likelihood) is found up to the search's tolerance.
        assert scaled[horizon].quantiles == pytest.approx(
            found[horizon].quantiles, rel=2e-3, abs=1e-9
        )


@every_model
def test_flat_prices_leave_a_narrow_distribution(model: Forecaster) -> None:
    one = Decimal("60000.00")
    found = forecasts(model, [replace(c, open=one, high=one, low=one, close=one) for c in CANDLES])
    check_sane(found, len(found[Horizon.H1].p_up))
    lively = forecasts(model, CANDLES)
    for horizon in Horizon:
        assert found[horizon].quantiles[-1, -1] < lively[horizon].quantiles[-1, -1]


@every_model
def test_half_the_price_lost_in_an_hour_widens_and_stays_sane(model: Forecaster) -> None:
    last = CANDLES[-1]
    crash = replace(last, low=last.open / 2, close=last.open / 2, high=last.open)
    calm, found = forecasts(model, CANDLES), forecasts(model, [*CANDLES[:-1], crash])
    check_sane(found, len(found[Horizon.H1].p_up))
    for horizon in Horizon:
        widest = found[horizon].quantiles[-1, -1]
        assert calm[horizon].quantiles[-1, -1] <= widest < 5.0


@dataclass(frozen=True)
class Peeking(FittedQuantiles):
    """Knows the close of the hour to come."""

    def predict(self, panel: Panel, cutoffs: NDArray[np.int64]) -> dict[Horizon, Predictions]:
        """Moved by what comes."""
        found = super().predict(panel, cutoffs)
        seen = np.nan_to_num(panel.returns(Horizon.H1)[cutoffs])
        return {
            h: replace(one, quantiles=one.quantiles + seen[:, None]) for h, one in found.items()
        }


@dataclass(frozen=True)
class Leaky:
    """The unconditional quantiles, and a look ahead."""

    name: str = "leaky"

    def fit(self, panel: Panel) -> Peeking:
        """As the honest one."""
        return Peeking(Unconditional().fit(panel).quantiles)


def test_a_planted_look_ahead_is_caught() -> None:
    with pytest.raises(AssertionError, match="future was seen"):
        check_no_look_ahead(Leaky())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda q: q[:, ::-1],
        lambda q: np.where(q > 0, np.nan, q),
        lambda q: q[:, :-1],
    ],
    ids=["crossing", "not finite", "a level too few"],
)
def test_planted_nonsense_is_caught(
    spoil: Callable[[NDArray[np.float64]], NDArray[np.float64]],
) -> None:
    honest = forecasts(MODELS["unconditional"], CANDLES)
    spoiled = {h: replace(one, quantiles=spoil(one.quantiles)) for h, one in honest.items()}
    with pytest.raises(AssertionError):
        check_sane(spoiled, len(honest[Horizon.H1].p_up))
