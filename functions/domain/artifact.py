"""The model artifact: a JSON document of plain numbers, trusted by its digest alone.

Numbers are texts that round-trip exactly, so that one model has one byte string:

    {"schema": "candor/two-stage-har", "schema_version": 1, "trained_until": instant,
     "training_hours": n, "data_digest": "sha256:…", "season": [168 factors],
     "horizons": {"1h": {"intercept", "slopes", "scale", "level_exponent", "season_exponent",
                         "centre", "quantiles", "offsets"}, …},
     "baselines": {"1h": {"unconditional", "rolling", "ewma": [quantiles]}, …},
     "garch": {"variance", "alpha", "beta", "quantiles"},
     "extremes": {"1h": [quantiles of the running extreme in units of the scale], …},
     "regimes": {"24h": {"threshold", "errors": [quantiles]}},
     "evaluation": {…} or null}
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
from functions.domain.features import FEATURES, LAST_HOUR_FEATURES
from functions.domain.horizon import Horizon
from functions.domain.levels import TOUCH_HORIZONS, RunningExtreme
from functions.domain.regime import REGIME_HORIZONS, RegimeModel
from functions.domain.season import Season
from functions.domain.units import parse_instant

SCHEMA = "candor/two-stage-har"
SCHEMA_VERSION = 1
ARTIFACT_BYTES_MAX = 200_000
_NUMBER = re.compile(r"-?\d{1,30}(\.\d{1,30})?(e[+-]?\d{1,3})?", re.ASCII)


@dataclass(frozen=True, slots=True)
class HorizonModel:
    """One horizon: from features to the log-variance to come, to the return's scale, to quantiles.

    `intercept` and `slopes` (one a feature) give the log of the deseasonalised variance of
    an hour to come, the level. The scale of the return is `scale` times the root of the
    level and of the season to come, each to its exponent. A quantile of the return is the
    scale times that of `quantiles` about the centre, plus that of `offsets`, both at LEVELS;
    the centre is the sum of the last hour's features times `centre`.
    """

    intercept: float
    slopes: tuple[float, ...]
    scale: float
    level_exponent: float
    season_exponent: float
    centre: tuple[float, ...]
    quantiles: tuple[float, ...]
    offsets: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class HorizonBaseline:
    """Quantiles at LEVELS: of all past returns, of the last 365 days', in EWMA volatilities."""

    unconditional: tuple[float, ...]
    ewma: tuple[float, ...]
    rolling: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Garch:
    """GARCH(1,1)-t of hourly log returns, the same for all horizons.

    `variance` is the unconditional one, ω / (1 − α − β); `quantiles` at LEVELS are those
    of a Student t of variance 1.
    """

    variance: float
    alpha: float
    beta: float
    quantiles: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Parameters:
    """All numbers a forecast needs."""

    season: Season
    horizons: Mapping[Horizon, HorizonModel]
    baselines: Mapping[Horizon, HorizonBaseline]
    garch: Garch
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
    if named != (SCHEMA, SCHEMA_VERSION):
        raise ValueError(f"schema {named[0]!r} version {named[1]!r} is not {SCHEMA} 1")
    hours = document["training_hours"]
    if type(hours) is not int or hours <= 0:
        raise ValueError(f"training_hours is a count, not {hours!r}")
    horizons = _object(document["horizons"], "horizons")
    baselines = _object(document["baselines"], "baselines")
    parameters = Parameters(
        season=Season(tuple(_number(text) for text in document["season"])),
        horizons={h: _horizon_model(_object(horizons[h], h)) for h in Horizon},
        baselines={h: _baseline(_object(baselines[h], h)) for h in Horizon},
        garch=_garch(_object(document["garch"], "garch")),
        extremes=_extremes(_object(document["extremes"], "extremes")),
        regimes=_regimes(_object(document["regimes"], "regimes")),
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
    if len(slopes) != FEATURES:
        raise ValueError(f"{FEATURES} slopes needed, {len(slopes)} given")
    centre = tuple(_number(text) for text in document["centre"])
    if len(centre) != LAST_HOUR_FEATURES:
        raise ValueError(f"{LAST_HOUR_FEATURES} numbers of a centre needed, {len(centre)} given")
    scale = _number(document["scale"])
    if scale <= 0.0:
        raise ValueError(f"a scale is above 0, not {scale}")
    return HorizonModel(
        intercept=_number(document["intercept"]),
        slopes=slopes,
        scale=scale,
        level_exponent=_number(document["level_exponent"]),
        season_exponent=_number(document["season_exponent"]),
        centre=centre,
        quantiles=_quantiles(document["quantiles"]),
        offsets=_quantiles(document["offsets"]),
    )


def _baseline(document: dict[str, Any]) -> HorizonBaseline:
    return HorizonBaseline(
        unconditional=_quantiles(document["unconditional"]),
        ewma=_quantiles(document["ewma"]),
        rolling=_quantiles(document["rolling"]),
    )


def _garch(document: dict[str, Any]) -> Garch:
    garch = Garch(
        variance=_number(document["variance"]),
        alpha=_number(document["alpha"]),
        beta=_number(document["beta"]),
        quantiles=_quantiles(document["quantiles"]),
    )
    if garch.variance <= 0.0:
        raise ValueError(f"a variance is above 0, not {garch.variance}")
    if min(garch.alpha, garch.beta) < 0.0 or garch.alpha + garch.beta >= 1.0:
        raise ValueError("alpha and beta are at least 0 and their sum below 1")
    return garch


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
