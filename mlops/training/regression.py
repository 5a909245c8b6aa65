"""The champion's two regressions: of the log-variance on features, of |return| on log-scales."""

import numpy as np

from mlops.training.dataset import Floats

SCALE_RIDGE = 1e-2
"""Pull of the second stage's exponents towards what they would be in theory."""

CENTRE_RIDGE = 1e-1
OUTCOME_MAX = 1.5
"""In units of the scale."""

SIZE_MIN = 1e-9
"""Flat prices have no scale; theirs is far below a cent's."""

STEPS_MAX = 20
STEP_MIN = 1e-9


def fit_level(
    features: Floats, target: Floats, weights: Floats, ridge: float
) -> tuple[float, Floats]:
    """Weighted ridge regression on standardised features: (intercept, slopes as they are).

    `features` (rows, features), the others (rows); Hoerl & Kennard (1970).
    """
    weights = weights / weights.sum()
    centre = weights @ features
    spread = np.sqrt(weights @ (features - centre) ** 2) + 1e-12
    standard = (features - centre) / spread
    mean = float(weights @ target)
    weighted = standard * weights[:, None]
    gram = weighted.T @ standard + ridge * np.eye(features.shape[1])
    slopes = np.linalg.solve(gram, weighted.T @ (target - mean)) / spread
    return mean - float(centre @ slopes), np.asarray(slopes)


def fit_centre(features: Floats, outcomes: Floats) -> Floats:
    """Ridge regression without intercept of standardised returns: coefficients a feature.

    Outcomes are clipped, so that no single hour decides about a direction.
    """
    spread = features.std(axis=0) + 1e-12
    standard = features / spread
    clipped = np.clip(outcomes, -OUTCOME_MAX, OUTCOME_MAX)
    gram = standard.T @ standard / len(clipped) + CENTRE_RIDGE * np.eye(features.shape[1])
    return np.asarray(np.linalg.solve(gram, standard.T @ clipped / len(clipped)) / spread)


def fit_scale(
    regressors: Floats, size: Floats, weights: Floats, prior: Floats
) -> tuple[float, Floats]:
    """Laplace likelihood of returns of that size, whose log-scale is linear in the regressors.

    Minimises the weighted mean of size·e^(−η) + η for η = a + regressors·b, with b pulled
    towards the prior: convex, by Newton's method. Returns (a, b).
    """
    weights = weights / weights.sum()
    size = np.maximum(size, SIZE_MIN)
    centre = regressors.mean(axis=0)
    design = np.column_stack([np.ones(len(regressors)), regressors - centre])
    pull = np.diag([0.0] + [SCALE_RIDGE] * len(prior))
    towards = np.concatenate([[0.0], prior])
    towards[0] = np.log(weights @ (size * np.exp(-design @ towards)))
    found = towards.copy()
    for _ in range(STEPS_MAX):
        ratio = size * np.exp(-design @ found)
        hessian = (design * (weights * ratio)[:, None]).T @ design + pull
        gradient = design.T @ (weights * (1.0 - ratio)) + pull @ (found - towards)
        step = np.linalg.solve(hessian, gradient)
        found = found - step
        if np.abs(step).max() < STEP_MIN:
            break
    return float(found[0] - centre @ found[1:]), np.asarray(found[1:])
