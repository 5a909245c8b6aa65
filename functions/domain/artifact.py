"""The model artifact: a JSON document of plain numbers, trusted by its digest alone.

Numbers are texts that round-trip exactly, so that one model has one byte string:

    {"schema": "candor/log-har", "schema_version": 2, "trained_until": instant,
     "training_hours": n, "data_digest": "sha256:…", "season": [168 factors],
     "horizons": {"1h": {"intercept", "slopes", "centre", "shrink", "quantiles"}, …},
     "baselines": {"1h": {"unconditional": [quantiles], "ewma": [quantiles]}, …},
     "extremes": {"1h": [quantiles of the running extreme in units of the volatility], …},
     "regimes": {"24h": {"threshold", "errors": [quantiles]}},
     "evaluation": {…} or null}

Version 1 has no "extremes" and no "regimes"; its models speak on, without touches and regime.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from functions.domain.canonical import sha256_digest
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.errors import ArtifactRefused
from functions.domain.features import FEATURE_HOURS
from functions.domain.horizon import Horizon
from functions.domain.levels import TOUCH_HORIZONS, RunningExtreme
from functions.domain.regime import REGIME_HORIZONS, RegimeModel
from functions.domain.season import Season
from functions.domain.units import parse_instant

SCHEMA = "candor/log-har"
SCHEMA_VERSION = 2
SCHEMA_VERSIONS = (1, SCHEMA_VERSION)
"""What can be read: a forecast on record is recomputed from the artifact it came from."""

ARTIFACT_BYTES_MAX = 200_000
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class HorizonModel:
    """Log-HAR of one horizon: from features to the scale of the return, to quantiles.

    `intercept` and `slopes` (one a feature) give the log of the deseasonalised variance
    of an hour; the log-volatility is drawn towards `centre` with exponent `shrink`;
    `quantiles` at LEVELS are those of the return in units of the volatility.
    """

    intercept: float
    slopes: tuple[float, ...]
    centre: float
    shrink: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class HorizonBaseline:
    """Quantiles at LEVELS of the past: of returns, and of returns in EWMA volatilities."""

    unconditional: tuple[float, ...]
    ewma: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All numbers a forecast needs."""

    season: Season
    horizons: Mapping[Horizon, HorizonModel]
    baselines: Mapping[Horizon, HorizonBaseline]
    extremes: Mapping[Horizon, RunningExtreme]
    regimes: Mapping[Horizon, RegimeModel]


@dataclass(frozen=True, slots=True)
class Artifact:
    """A verified artifact; `digest` is that of the bytes it was read from."""

    digest: str
    trained_until: datetime
    training_hours: int
    data_digest: str
    parameters: Parameters
    evaluation: Mapping[str, Any] | None


def load_artifact(raw: bytes, digest: str) -> Artifact:
    """The artifact in `raw`, read only once its SHA-256 is seen to be `digest`.

    Raises ArtifactRefused with the reason for any other bytes, and for a document of
    another schema, shape or with numbers that cannot be a model's.
    """
    if len(raw) > ARTIFACT_BYTES_MAX:
        raise ArtifactRefused(f"{len(raw)} bytes are more than {ARTIFACT_BYTES_MAX}")
    actual = sha256_digest(raw)
    if actual != digest:
        raise ArtifactRefused(f"the bytes have digest {actual}, not {digest}")
    try:
        return _artifact(json.loads(raw), digest)
    except KeyError as error:
        raise ArtifactRefused(f"{error.args[0]} is missing") from None
    except (ValueError, TypeError, OverflowError, RecursionError) as error:
        raise ArtifactRefused(f"not a model artifact: {error}") from None


def _artifact(parsed: object, digest: str) -> Artifact:
    document = _object(parsed, "the document")
    named = (document["schema"], document["schema_version"])
    if named not in [(SCHEMA, version) for version in SCHEMA_VERSIONS]:
        raise ValueError(
            f"schema {named[0]!r} version {named[1]!r} is not {SCHEMA} 1 to {SCHEMA_VERSION}"
        )
    first = named[1] == 1
    hours = document["training_hours"]
    if type(hours) is not int or hours <= 0:
        raise ValueError(f"training_hours is a count, not {hours!r}")
    horizons = _object(document["horizons"], "horizons")
    baselines = _object(document["baselines"], "baselines")
    parameters = Parameters(
        season=Season(tuple(_number(text) for text in document["season"])),
        horizons={h: _horizon_model(_object(horizons[h], h)) for h in Horizon},
        baselines={h: _baseline(_object(baselines[h], h)) for h in Horizon},
        extremes={} if first else _extremes(_object(document["extremes"], "extremes")),
        regimes={} if first else _regimes(_object(document["regimes"], "regimes")),
    )
    evaluation = document["evaluation"]
    return Artifact(
        digest=digest,
        trained_until=parse_instant(_text(document["trained_until"])),
        training_hours=hours,
        data_digest=_text(document["data_digest"]),
        parameters=parameters,
        evaluation=None if evaluation is None else _object(evaluation, "evaluation"),
    )


def _horizon_model(document: dict[str, Any]) -> HorizonModel:
    slopes = tuple(_number(text) for text in document["slopes"])
    if len(slopes) != len(FEATURE_HOURS):
        raise ValueError(f"{len(FEATURE_HOURS)} slopes needed, {len(slopes)} given")
    shrink = _number(document["shrink"])
    if shrink < 0.0:
        raise ValueError(f"shrink is at least 0, not {shrink}")
    return HorizonModel(
        intercept=_number(document["intercept"]),
        slopes=slopes,
        centre=_number(document["centre"]),
        shrink=shrink,
        quantiles=_quantiles(document["quantiles"]),
    )


def _baseline(document: dict[str, Any]) -> HorizonBaseline:
    return HorizonBaseline(_quantiles(document["unconditional"]), _quantiles(document["ewma"]))


def _extremes(document: dict[str, Any]) -> dict[Horizon, RunningExtreme]:
    return {h: RunningExtreme(_quantiles(document[h])) for h in TOUCH_HORIZONS}


def _regimes(document: dict[str, Any]) -> dict[Horizon, RegimeModel]:
    found = {h: _object(document[h], h) for h in REGIME_HORIZONS}
    return {
        h: RegimeModel(_number(one["threshold"]), Distribution(_quantiles(one["errors"])))
        for h, one in found.items()
    }


def _quantiles(texts: list[object]) -> tuple[float, ...]:
    values = tuple(_number(text) for text in texts)
    if len(values) != len(LEVELS):
        raise ValueError(f"{len(LEVELS)} quantiles needed, {len(values)} given")
    if any(low > high for low, high in pairwise(values)):
        raise ValueError("quantiles must not cross")
    return values


def _number(text: object) -> float:
    if not (isinstance(text, str) and _NUMBER.fullmatch(text)):
        raise ValueError(f"{text!r} is not a number written as text")
    number = float(text)
    if not math.isfinite(number):
        raise ValueError(f"{text!r} is not finite")
    return number


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not text")
    return value


def _object(value: object, name: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{name} is not an object")
    return value
