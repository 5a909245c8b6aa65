"""Maximum likelihood of a GARCH(1,1) with Student-t innovations on hourly returns.

The unconditional variance is the sample's (variance targeting; Engle & Mezrich 1996, GARCH
for Groups): left free it runs off in years when α + β comes near 1, and the 7-day forecast,
which goes back to it, becomes a straw man.
"""

import math

import numpy as np
from scipy.optimize import minimize
from scipy.signal import lfilter
from scipy.special import expit, gammaln, stdtrit

from functions.domain.artifact import Garch
from functions.domain.distribution import LEVELS
from functions.domain.errors import InsufficientData
from functions.domain.features import VARIANCE_MIN
from mlops.training.dataset import Floats
from mlops.training.quantiles import floats

FIT_HOURS = 2 * 365 * 24
RETURNS_MIN = 30 * 24
PERSISTENCE_MAX = 0.9999
"""α + β stays below: a half-life of nine months, beyond which two years tell nothing."""

FREEDOM_MIN = 2.02
"""A Student t has a variance above 2 degrees of freedom."""

START = (3.0, -2.0, math.log(2.0))
"""α + β = .95, α an eighth of it, ν = 4."""


def fit_garch(squared_return: Floats) -> Garch:
    """The model of the last two years of squared hourly log returns, NaN where unknown.

    The mean is 0. An hour without a return brings no news (functions.domain.baseline).
    Raises InsufficientData below `RETURNS_MIN` returns.
    """
    recent = squared_return[-FIT_HOURS:]
    known = ~np.isnan(recent)
    if np.count_nonzero(known) < RETURNS_MIN:
        raise InsufficientData(
            f"{np.count_nonzero(known)} hourly returns are known; GARCH needs {RETURNS_MIN}"
        )
    level = max(float(recent[known].mean()), VARIANCE_MIN)
    squares = recent / level  # so that every number the search meets is near 1
    news = np.where(known, squares - 1.0, 0.0)

    def loss(point: Floats) -> float:
        alpha, beta, freedom = _parameters(point)
        deviation = lfilter([0.0, alpha], [1.0, -beta], news)
        expected = np.maximum(1.0 + deviation[known], VARIANCE_MIN / level)
        return _negative_log_likelihood(squares[known], expected, freedom)

    found = minimize(
        loss, START, method="Nelder-Mead", options={"xatol": 1e-4, "fatol": 1e-8, "maxiter": 2000}
    )
    alpha, beta, freedom = _parameters(found.x)
    unit = math.sqrt((freedom - 2.0) / freedom)
    upper = [unit * float(stdtrit(freedom, p)) for p in LEVELS if p > 0.5]
    return Garch(
        variance=level,
        alpha=alpha,
        beta=beta,
        quantiles=floats([*(-z for z in reversed(upper)), 0.0, *upper]),
    )


def _parameters(point: Floats) -> tuple[float, float, float]:
    """(α, β, ν) of a point of the search, which knows no bounds."""
    persistence_score, share_score, log_freedom = np.clip(point, -15.0, 15.0)
    persistence = PERSISTENCE_MAX * float(expit(persistence_score))
    alpha = persistence * float(expit(share_score))
    freedom = FREEDOM_MIN + math.exp(log_freedom)
    return alpha, persistence - alpha, freedom


def _negative_log_likelihood(squares: Floats, variance: Floats, freedom: float) -> float:
    """Mean over the hours, of a Student t scaled to the given variances."""
    constant = (
        gammaln((freedom + 1.0) / 2.0)
        - gammaln(freedom / 2.0)
        - 0.5 * math.log(math.pi * (freedom - 2.0))
    )
    tails = (freedom + 1.0) / 2.0 * np.log1p(squares / variance / (freedom - 2.0))
    return float(np.mean(0.5 * np.log(variance) + tails) - constant)
