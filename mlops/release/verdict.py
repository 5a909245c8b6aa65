"""Verdicts of gates: pass, fail, or inconclusive; no data never passes.

A ratio of percentiles is judged by its bootstrap interval (Efron and Tibshirani 1993, ch. 13):
it fails when all of the interval lies above the limit, passes when all of it lies below, and
is inconclusive between, which asks for more samples before anybody decides.
"""

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist

RESAMPLES = 1_000
CONFIDENCE = 0.95


class Outcome(StrEnum):
    """What a gate says."""

    PASSED = "passed"
    FAILED = "failed"
    INCONCLUSIVE = "inconclusive"


@dataclass(frozen=True, slots=True)
class Verdict:
    """An outcome with the figure it rests on, its 95 % interval, and the sentence for people."""

    outcome: Outcome
    sentence: str
    samples: int
    figure: float | None = None
    low: float | None = None
    high: float | None = None


def share_verdict(failed: int, made: int, share_max: float, samples_min: int) -> Verdict:
    """Whether at most `share_max` of the requests fail, by Wilson's interval (1927).

    It fails as soon as the whole interval lies above the limit, however few the samples.
    """
    if not 0 <= failed <= made:
        raise ValueError(f"{failed} of {made} requests cannot have failed")
    if made == 0:
        return Verdict(Outcome.INCONCLUSIVE, "no request was made", 0)
    share, (low, high) = failed / made, _wilson(failed, made)
    said = f"{failed} of {made} failed ({share:.2%}, at most {share_max:.2%})"
    outcome = _judged(low, high, share_max)
    if outcome is Outcome.PASSED and made < samples_min:
        outcome, said = Outcome.INCONCLUSIVE, f"{said}; at least {samples_min} are needed"
    elif outcome is Outcome.INCONCLUSIVE and made >= samples_min and share <= share_max:
        # A limit near zero would take hundreds of thousands of requests to lie surely below.
        outcome = Outcome.PASSED
    return Verdict(outcome, said, made, share, low, high)


def ratio_verdict(
    new: Sequence[float],
    old: Sequence[float],
    quantile: float,
    ratio_max: float,
    samples_min: int,
    seed: int = 1,
) -> Verdict:
    """Whether the new times' quantile is at most `ratio_max` of the old ones'.

    Both were measured in turn in the same run, so that whatever slowed one slowed the other.
    """
    fewer = min(len(new), len(old))
    if fewer < samples_min:
        said = f"{fewer} samples of each, at least {samples_min} are needed"
        return Verdict(Outcome.INCONCLUSIVE, said, fewer)
    chance = random.Random(seed)  # noqa: S311 - a reproducible resampling, no secret
    ratio = _quantile(new, quantile) / _quantile(old, quantile)
    resampled = sorted(
        _quantile(chance.choices(new, k=len(new)), quantile)
        / _quantile(chance.choices(old, k=len(old)), quantile)
        for _ in range(RESAMPLES)
    )
    low, high = (
        _quantile(resampled, (1 - CONFIDENCE) / 2),
        _quantile(resampled, (1 + CONFIDENCE) / 2),
    )
    said = (
        f"p{quantile * 100:.0f} is {ratio:.2f} times what it was"
        f" ({low:.2f} to {high:.2f}, at most {ratio_max:.2f})"
    )
    return Verdict(_judged(low, high, ratio_max), said, fewer, ratio, low, high)


def worst(verdicts: Sequence[Verdict]) -> Outcome:
    """Fail if any fails, inconclusive if any is or there is none, else pass."""
    outcomes = {one.outcome for one in verdicts} or {Outcome.INCONCLUSIVE}
    return next(
        one for one in (Outcome.FAILED, Outcome.INCONCLUSIVE, Outcome.PASSED) if one in outcomes
    )


def _judged(low: float, high: float, limit: float) -> Outcome:
    if low > limit:
        return Outcome.FAILED
    return Outcome.PASSED if high <= limit else Outcome.INCONCLUSIVE


def _wilson(failed: int, made: int) -> tuple[float, float]:
    z = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
    share, spread = failed / made, z * z / made
    middle = (share + spread / 2) / (1 + spread)
    half = z * math.sqrt(share * (1 - share) / made + spread / (4 * made)) / (1 + spread)
    return max(0.0, middle - half), min(1.0, middle + half)


def _quantile(values: Sequence[float], share: float) -> float:
    """Linear between order statistics (type 7 of Hyndman and Fan 1996)."""
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
