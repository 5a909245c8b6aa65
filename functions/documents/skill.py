"""How sure the track record is of itself: intervals and tests over days of cutoffs."""

from collections.abc import Iterable, Mapping, Sequence

from pydantic import Field

from functions.documents.envelope import DecimalText, Document
from functions.domain import skill as domain
from functions.domain.horizon import Horizon
from functions.domain.scoring import INTERVALS, brier
from functions.domain.units import ratio_text
from functions.ports.forecasts import MODEL_SCORER, ScoredDay

ONE_HALF = brier(0.5, 0.0)
"""What a forecaster scores who says one half always."""


class Interval(Document):
    """Where a figure lies with 95 % confidence, by a block bootstrap over days of cutoffs."""

    low: DecimalText
    high: DecimalText
    effective_days: int = Field(description="Independent days that would tell as much.")
    block_days: int = Field(description="Days in a block of the bootstrap.")


class Skill(Document):
    """What the losses prove so far; null is what cannot be told yet."""

    days: int = Field(description="Days of cutoffs behind it.")
    coverage: dict[str, Interval | None] = Field(description="Of each share that held.")
    pinball_ratio: dict[str, Interval | None] = Field(description="Of each baseline's ratio.")
    p_value: dict[str, DecimalText | None] = Field(
        description="Diebold-Mariano test of equal mean pinball loss, by baseline, two-sided."
    )
    p_up: DecimalText | None = Field(description="Brier skill of P(up) against one half.")
    p_up_interval: Interval | None
    directional_edge: bool = Field(description="Whether all of that interval is above zero.")


Pair = tuple[list[float], list[float]]


def paired_losses(days: Sequence[ScoredDay]) -> dict[str, Pair]:
    """The model's and each baseline's summed loss, on the days that have both in full."""
    own = {one.day: one for one in days if one.scorer == MODEL_SCORER}
    pairs: dict[str, Pair] = {}
    for one in days:
        model = own.get(one.day)
        if one.scorer != MODEL_SCORER and model and model.forecasts == one.forecasts:
            losses, reference = pairs.setdefault(one.scorer, ([], []))
            losses.append(model.pinball)
            reference.append(one.pinball)
    return pairs


def skill(horizon: Horizon, days: Sequence[ScoredDay], pairs: Mapping[str, Pair]) -> Skill:
    """Everything that one horizon's days prove."""
    overlap = overlap_days(horizon)
    own = [one for one in days if one.scorer == MODEL_SCORER]
    counts = [float(one.forecasts) for one in own]
    tests = {name: domain.diebold_mariano(*pair, overlap) for name, pair in pairs.items()}
    value, interval = _p_up(horizon, own)
    return Skill(
        days=len(own),
        coverage={
            str(percent): interval_document(
                domain.ratio_interval([one.covered[percent] for one in own], counts, overlap)
            )
            for percent, _, _ in INTERVALS
        },
        pinball_ratio={
            name: interval_document(domain.ratio_interval(*pair, overlap))
            for name, pair in pairs.items()
        },
        p_value={name: ratio_text(test.p_value) if test else None for name, test in tests.items()},
        p_up=None if value is None else ratio_text(value),
        p_up_interval=interval_document(interval),
        directional_edge=_clears_zero(interval),
    )


def directional_edge(days: Iterable[ScoredDay]) -> list[Horizon]:
    """Horizons whose P(up) has proved skill, by the same interval as in `skill`."""
    own = [one for one in days if one.scorer == MODEL_SCORER]
    return [
        horizon
        for horizon in Horizon
        if _clears_zero(_p_up(horizon, [one for one in own if one.horizon is horizon])[1])
    ]


def overlap_days(horizon: Horizon) -> int:
    """Days of cutoffs in a row whose outcomes reach into one another."""
    return 1 + horizon.hours // 24


def _p_up(
    horizon: Horizon, own: Iterable[ScoredDay]
) -> tuple[float | None, domain.Interval | None]:
    known = [one for one in own if one.brier_forecasts]
    if not known:
        return None, None
    losses = [one.brier for one in known]
    reference = [ONE_HALF * one.brier_forecasts for one in known]
    interval = domain.skill_interval(losses, reference, overlap_days(horizon))
    return 1 - sum(losses) / sum(reference), interval


def _clears_zero(interval: domain.Interval | None) -> bool:
    # As published: what rounds to nothing has proved nothing.
    return interval is not None and float(ratio_text(interval.low)) > 0


def interval_document(found: domain.Interval | None) -> Interval | None:
    """An interval as published; None for what cannot be told."""
    if found is None:
        return None
    return Interval(
        low=ratio_text(found.low),
        high=ratio_text(found.high),
        effective_days=int(found.effective_size),
        block_days=found.block,
    )
