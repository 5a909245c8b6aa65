"""The model turns features into a log-variance, that into a scale, and that into quantiles."""

import json
import math
from dataclasses import replace
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
from functions.domain.features import FEATURES, Features, features
from functions.domain.horizon import Horizon
from functions.domain.levels import TOUCH_HORIZONS
from functions.domain.model import forecast, forecast_all, log_variance, volatility
from functions.domain.regime import regime
from functions.domain.units import parse_instant, ratio_text
from tests.fakes.artifact import artifact, artifact_document
from tests.fakes.market import market

ARTIFACT = artifact()
CANDLES = market(400)
CUTOFF = CANDLES[-1].close_time
GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "two_stage_har.json").read_text()
)


@pytest.mark.parametrize("horizon", [Horizon.H4, Horizon.H24, Horizon.D7])
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


def test_the_scale_is_the_root_of_level_and_season_each_to_its_exponent() -> None:
    seen = tuple(-10.0 - 0.1 * place for place in range(FEATURES))
    at_cutoff = Features(seen, (0.0, 0.0, 0.0))
    model = ARTIFACT.parameters.horizons[Horizon.H24]
    hourly = math.exp(model.intercept + sum(a * b for a, b in zip(model.slopes, seen, strict=True)))
    factors = [
        ARTIFACT.parameters.season.factor(CUTOFF + timedelta(hours=step)) for step in range(24)
    ]
    level, season = log_variance(ARTIFACT.parameters, at_cutoff, CUTOFF, Horizon.H24)
    assert (math.exp(level), math.exp(season)) == pytest.approx((hourly, sum(factors)), rel=1e-12)
    expected = model.scale * math.sqrt(
        hourly**model.level_exponent * sum(factors) ** model.season_exponent
    )
    assert volatility(model, level, season) == pytest.approx(expected, rel=1e-12)


def test_at_1_hour_a_rise_is_followed_by_a_centre_a_little_lower() -> None:
    last = CANDLES[-1]
    risen = replace(last, close=last.high * 2, high=last.high * 2)
    found = forecast(ARTIFACT, [*CANDLES[:-1], risen], CUTOFF, Horizon.H1)
    centre = -0.02 * 3 - 0.03 * 3 - 0.04
    assert found.returns[8] < 0.0
    assert found.returns[8] / (found.returns[9] - found.returns[8]) == pytest.approx(
        centre / 0.253347
    )
    assert 0.4 < found.p_up() < 0.5


def test_offsets_are_added_whatever_the_volatility() -> None:
    raw = artifact_document()
    raw["horizons"]["24h"]["offsets"] = [repr(0.001 * place - 0.005) for place in range(17)]
    shifted = canonical_json(raw)
    plain = forecast(ARTIFACT, CANDLES, CUTOFF, Horizon.H24).returns
    found = forecast(load_artifact(shifted, sha256_digest(shifted)), CANDLES, CUTOFF, Horizon.H24)
    assert found.returns == pytest.approx(
        [one + 0.001 * place - 0.005 for place, one in enumerate(plain)], abs=1e-12
    )


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
    assert [ratio_text(x) for x in features(window, cutoff, season).volatility] == GOLDEN[
        "features"
    ]
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
        shares = log_variance(parameters, at_cutoff, CUTOFF, horizon)
        scale = volatility(parameters.horizons[horizon], *shares)
        assert made[horizon].extreme == parameters.extremes[horizon].scaled(scale)
    expected = sum(log_variance(parameters, at_cutoff, CUTOFF, Horizon.H24))
    assert made[Horizon.H24].regime == regime(parameters.regimes[Horizon.H24], expected)


def test_nothing_is_claimed_of_touches_at_7_days_and_of_regimes_but_at_24_hours() -> None:
    made = forecast_all(ARTIFACT, CANDLES, CUTOFF, Horizon)
    assert [h for h in Horizon if made[h].extreme is None] == [Horizon.D7]
    assert [h for h in Horizon if made[h].regime is not None] == [Horizon.H24]
