"""What the record says of itself in numbers, for the meter: the pure half of `measure`.

Totals are over all time. What may get better or worse is told over the newest days only, or
a year of good forecasts would hide a bad month.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.documents.skill import overlap_days, paired_losses
from functions.domain.horizon import Horizon
from functions.domain.metrics import business as metrics
from functions.domain.metrics.metric import Metric
from functions.domain.scoring import INTERVALS
from functions.domain.skill import ratio_interval
from functions.domain.world import World
from functions.ports.candles import Punctuality
from functions.ports.forecasts import MODEL_SCORER, ScoredDay, SlotCounts
from functions.ports.world import Footprint

COVERAGE_DAYS = 30
SKILL_DAYS = 180
"""An interval of the 7-day horizon takes 128 days: eight blocks of what overlaps, twice."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What was gathered; `days` reach `SKILL_DAYS` back at least.

    `signed_at` and `holds` are of the newest checkpoint, None before the first.
    """

    world: World
    footprint: Footprint
    missing_hours: int
    punctuality: Punctuality
    slots: Sequence[SlotCounts]
    days: Sequence[ScoredDay]
    ledger_size: int
    holds: bool
    signed_at: datetime | None
    promoted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A value of a metric, and its labels."""

    metric: Metric
    value: float
    labels: dict[str, str] = field(default_factory=dict)


def readings(figures: Figures, measured_at: datetime) -> list[Reading]:
    """Everything that can be told; what is not known yet is left out, never zero."""
    return [
        Reading(metrics.MEASURED_AT, measured_at.timestamp()),
        *_instants(figures),
        Reading(metrics.MISSING_HOURS, figures.missing_hours),
        Reading(metrics.INGEST_HOURS_DUE, figures.punctuality.due),
        Reading(metrics.INGEST_HOURS_LATE, figures.punctuality.late),
        *(reading for counts in figures.slots for reading in _slots(counts)),
        *(reading for horizon in Horizon for reading in _quality(figures, horizon)),
        Reading(metrics.LEDGER_ENTRIES, figures.ledger_size),
        Reading(metrics.LEDGER_HOLDS, int(figures.holds)),
        Reading(metrics.DATABASE_SIZE, figures.footprint.size_bytes),
        Reading(metrics.DATABASE_CONNECTIONS, figures.footprint.connections),
    ]


def _instants(figures: Figures) -> Iterator[Reading]:
    """Instants of the world, which are the wall clock's in a live one only."""
    for metric, instant in (
        (metrics.WORLD_NOW, figures.world.clock.now),
        (metrics.DATA_AS_OF, figures.world.data_as_of),
        (metrics.CHECKPOINT_SIGNED, figures.signed_at),
        (metrics.MODEL_PROMOTED, figures.promoted_at),
    ):
        if instant is not None:
            yield Reading(metric, instant.timestamp(), {"mode": figures.world.mode.value})


def _slots(counts: SlotCounts) -> Iterator[Reading]:
    for metric, count in (
        (metrics.SLOTS_ISSUED, counts.issued),
        (metrics.SLOTS_MISSED, counts.missed),
        (metrics.SLOTS_SCORED, counts.scored),
        (metrics.MATURED_UNSCORED, counts.matured_unscored),
    ):
        yield Reading(metric, count, {"horizon": counts.horizon.value})


def _quality(figures: Figures, horizon: Horizon) -> Iterator[Reading]:
    now = figures.world.clock.now
    own = [one for one in figures.days if one.horizon is horizon]
    recent = _newest((one for one in own if one.scorer == MODEL_SCORER), now, COVERAGE_DAYS)
    forecasts = sum(one.forecasts for one in recent)
    for percent, _, _ in INTERVALS:
        if forecasts:
            held = sum(one.covered[percent] for one in recent) / forecasts
            labels = {"horizon": horizon.value, "level": str(percent)}
            yield Reading(metrics.COVERAGE, held, labels)
    for baseline, (losses, reference) in paired_losses(_newest(own, now, SKILL_DAYS)).items():
        if sum(reference) == 0:
            continue
        labels = {"horizon": horizon.value, "baseline": baseline}
        yield Reading(metrics.PINBALL_RATIO, sum(losses) / sum(reference), labels)
        interval = ratio_interval(losses, reference, overlap_days(horizon))
        if interval is not None:
            yield Reading(metrics.PINBALL_RATIO_LOW, interval.low, labels)


def _newest(days: Iterable[ScoredDay], now: datetime, count: int) -> list[ScoredDay]:
    first = (now - timedelta(days=count)).date()
    return [one for one in days if one.day > first]
