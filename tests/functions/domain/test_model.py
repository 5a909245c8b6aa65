"""The model turns features into a log-variance, that into a scale, and that into quantiles."""

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
from functions.domain.features import FEATURES, features
from functions.domain.horizon import Horizon
from functions.domain.model import forecast, forecast_all, log_variance, volatility
from functions.domain.units import parse_instant, ratio_text
from tests.fakes.artifact import artifact, artifact_document
from tests.fakes.market import market

ARTIFACT = artifact()
CANDLES = market(400)
CUTOFF = CANDLES[-1].close_time
GOLDEN: dict[str, Any] = json.loads(
    (Path(__file__).parents[2] / "golden" / "two_stage_har.json").read_text()
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


def test_the_scale_is_the_root_of_level_and_season_each_to_its_exponent() -> None:
    at_cutoff = tuple(-10.0 - 0.1 * place for place in range(FEATURES))
    model = ARTIFACT.parameters.horizons[Horizon.H24]
    hourly = math.exp(
        model.intercept + sum(a * b for a, b in zip(model.slopes, at_cutoff, strict=True))
    )
    factors = [
        ARTIFACT.parameters.season.factor(CUTOFF + timedelta(hours=step)) for step in range(24)
    ]
    level, season = log_variance(ARTIFACT.parameters, at_cutoff, CUTOFF, Horizon.H24)
    assert (math.exp(level), math.exp(season)) == pytest.approx((hourly, sum(factors)), rel=1e-12)
    expected = model.scale * math.sqrt(
        hourly**model.level_exponent * sum(factors) ** model.season_exponent
    )
    assert volatility(model, level, season) == pytest.approx(expected, rel=1e-12)


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
    assert [ratio_text(x) for x in features(window, cutoff, season)] == GOLDEN["features"]
    for horizon, found in forecast_all(loaded, window, cutoff, Horizon).items():
        expected = GOLDEN["forecasts"][horizon]
        assert [ratio_text(x) for x in found.model.returns] == expected["model"]
        for name, distribution in found.baselines.items():
            assert [ratio_text(x) for x in distribution.returns] == expected[name]
