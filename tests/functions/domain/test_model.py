"""The model turns features into a volatility, and that into symmetric quantiles."""

import json
import math
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from functions.domain import baseline
from functions.domain.artifact import load_artifact
from functions.domain.candle import Candle
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.errors import InsufficientData
from functions.domain.features import features
from functions.domain.horizon import Horizon
from functions.domain.levels import TOUCH_HORIZONS
from functions.domain.model import forecast, forecast_all, log_variance, volatility
from functions.domain.regime import regime
from functions.domain.units import parse_instant, ratio_text
from tests.fakes.artifact import artifact
from tests.fakes.market import market

ARTIFACT = artifact()
CANDLES = market(400)
CUTOFF = CANDLES[-1].close_time
GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "log_har.json").read_text()
)


@pytest.mark.parametrize("horizon", Horizon)
def test_the_median_is_the_price_at_the_cutoff_and_up_as_likely_as_down(
    horizon: Horizon,
) -> None:
    found = forecast(ARTIFACT, CANDLES, CUTOFF, horizon)
    assert found.returns[8] == 0.0
    assert found.p_up() == pytest.approx(0.5)
    assert found.mean() == pytest.approx(0.0, abs=1e-12)


@pytest.mark.parametrize("horizon", Horizon)
def test_all_at_once_is_what_each_alone_is(horizon: Horizon) -> None:
    together = forecast_all(ARTIFACT, CANDLES, CUTOFF, Horizon)
    assert list(together) == list(Horizon)
    assert together[horizon].model == forecast(ARTIFACT, CANDLES, CUTOFF, horizon)
    assert together[horizon].baselines == baseline.forecasts(ARTIFACT, CANDLES, CUTOFF, horizon)


def test_the_volatility_is_the_regression_through_the_season_and_shrunk() -> None:
    at_cutoff = (-10.0, -11.0, -10.5, -10.2)
    har = ARTIFACT.parameters.horizons[Horizon.H4]
    log_variance = har.intercept + sum(a * b for a, b in zip(har.slopes, at_cutoff, strict=True))
    factors = [
        ARTIFACT.parameters.season.factor(CUTOFF + timedelta(hours=step)) for step in range(4)
    ]
    raw = math.sqrt(math.exp(log_variance) * sum(factors))
    expected = raw**har.shrink * math.exp(har.centre) ** (1 - har.shrink)
    found = volatility(ARTIFACT.parameters, at_cutoff, CUTOFF, Horizon.H4)
    assert found == pytest.approx(expected, rel=1e-12)


def test_without_the_newest_candle_there_is_no_forecast() -> None:
    with pytest.raises(InsufficientData, match="is missing"):
        forecast_all(ARTIFACT, CANDLES[:-1], CUTOFF, Horizon)


def test_the_golden_forecast_is_met_to_the_published_digit() -> None:
    raw = canonical_json(GOLDEN["artifact"])
    loaded = load_artifact(raw, sha256_digest(raw))
    window = [
        Candle(parse_instant(instant), *map(Decimal, prices))
        for instant, *prices in GOLDEN["candles"]
    ]
    cutoff = parse_instant(GOLDEN["cutoff"])
    season = loaded.parameters.season
    assert [ratio_text(x) for x in features(window, cutoff, season)] == GOLDEN["features"]
    for horizon, found in forecast_all(loaded, window, cutoff, Horizon).items():
        expected = GOLDEN["forecasts"][horizon]
        assert [ratio_text(x) for x in found.model.returns] == expected["model"]
        for name, distribution in found.baselines.items():
            assert [ratio_text(x) for x in distribution.returns] == expected[name]


def test_touches_and_regime_come_from_the_forecasts_own_volatility() -> None:
    parameters = ARTIFACT.parameters
    at_cutoff = features(CANDLES, CUTOFF, parameters.season)
    made = forecast_all(ARTIFACT, CANDLES, CUTOFF, Horizon)
    for horizon in TOUCH_HORIZONS:
        scale = volatility(parameters, at_cutoff, CUTOFF, horizon)
        assert made[horizon].extreme == parameters.extremes[horizon].scaled(scale)
    expected = log_variance(parameters, at_cutoff, CUTOFF, Horizon.H24)
    assert made[Horizon.H24].regime == regime(parameters.regimes[Horizon.H24], expected)
    # The shrunk volatility and the log-variance are one regression's.
    har = parameters.horizons[Horizon.H24]
    scale = volatility(parameters, at_cutoff, CUTOFF, Horizon.H24)
    assert math.log(scale) == pytest.approx(har.centre + har.shrink * (expected / 2 - har.centre))


def test_nothing_is_claimed_of_touches_at_7_days_and_of_regimes_but_at_24_hours() -> None:
    made = forecast_all(ARTIFACT, CANDLES, CUTOFF, Horizon)
    assert [h for h in Horizon if made[h].extreme is None] == [Horizon.D7]
    assert [h for h in Horizon if made[h].regime is not None] == [Horizon.H24]
