"""A hand-written artifact with plausible numbers."""

from statistics import NormalDist
from typing import Any

from functions.domain.artifact import Artifact, load_artifact
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.distribution import LEVELS

_NORMAL = [repr(round(NormalDist().inv_cdf(level), 6) + 0.0) for level in LEVELS]
_HALF_NORMAL = [repr(round(NormalDist().inv_cdf((1 + level) / 2), 6)) for level in LEVELS]


def artifact_document() -> dict[str, Any]:
    """A fresh artifact document, valid until it is changed."""
    return {
        "schema": "candor/two-stage-har",
        "schema_version": 1,
        "trained_until": "2024-01-01T00:00:00Z",
        "training_hours": 5000,
        "data_digest": "sha256:" + "0" * 64,
        "season": [repr(0.5 + (hour % 24) / 23) for hour in range(168)],
        "horizons": {
            "1h": _horizon(
                "-0.7", (0.3, 0.2, 0.28, 0.15), "1.05", "1.0", centre=("-0.02", "-0.03", "-0.04")
            ),
            "4h": _horizon("-1.05", (0.18, 0.15, 0.35, 0.22), "1.02", "1.0"),
            "24h": _horizon("-2.1", (0.08, 0.14, 0.28, 0.3), "0.85", "1.3"),
            "7d": _horizon("-4.4", (0.03, 0.06, 0.19, 0.3), "0.4", "1.0", anchor=0.03),
        },
        "baselines": {
            "1h": _baseline(0.006),
            "4h": _baseline(0.012),
            "24h": _baseline(0.03),
            "7d": _baseline(0.08),
        },
        "garch": {
            "variance": "0.00004",
            "alpha": "0.08",
            "beta": "0.9",
            "quantiles": list(_NORMAL),
        },
        "extremes": {horizon: list(_HALF_NORMAL) for horizon in ("1h", "4h", "24h")},
        "regimes": {"24h": {"threshold": "-7.2", "errors": list(_NORMAL)}},
        "evaluation": None,
    }


def artifact() -> Artifact:
    """The document above, loaded."""
    raw = canonical_json(artifact_document())
    return load_artifact(raw, sha256_digest(raw))


def _horizon(
    intercept: str,
    variance_slopes: tuple[float, float, float, float],
    level_exponent: str,
    season_exponent: str,
    anchor: float = 0.0,
    centre: tuple[str, str, str] = ("0.0", "0.0", "0.0"),
) -> dict[str, Any]:
    """Slopes of the windows of 1, 6, 24 and 168 hours; the 6 h one is that of the logs."""
    hour, six, day, week = variance_slopes
    slopes = [hour, 0.0, 0.0, day, 0.0, week, 0.0, six, 0.0, 0.0, 0.0, 0.05, 0.02, 0.01, -0.02]
    return {
        "intercept": intercept,
        "slopes": [repr(slope) for slope in slopes],
        "scale": "0.9",
        "level_exponent": level_exponent,
        "season_exponent": season_exponent,
        "centre": list(centre),
        "quantiles": list(_NORMAL),
        "offsets": [repr(round(anchor * float(z), 8) + 0.0) for z in _NORMAL],
    }


def _baseline(volatility: float) -> dict[str, Any]:
    return {
        "unconditional": [repr(round(volatility * float(z), 8) + 0.0) for z in _NORMAL],
        "rolling": [repr(round(1.1 * volatility * float(z), 8) + 0.0) for z in _NORMAL],
        "ewma": list(_NORMAL),
    }
