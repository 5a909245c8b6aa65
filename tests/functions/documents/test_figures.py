"""What is told of the record, and what is left out while nobody can know it."""

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from functions.documents.figures import COVERAGE_DAYS, SKILL_DAYS, Figures, readings
from functions.documents.skill import overlap_days
from functions.domain.horizon import Horizon
from functions.domain.metrics import business as metrics
from functions.domain.metrics.metric import Metric
from functions.domain.skill import ratio_interval
from functions.domain.world import Clock, Mode, World
from functions.ports.candles import Punctuality
from functions.ports.forecasts import ScoredDay, SlotCounts
from functions.ports.world import Footprint
from tests.functions.documents.scored_days import day
from tests.functions.documents.settled import T

TODAY = 200
"""Days after T of the world's now."""
NOW = T + timedelta(days=TODAY, hours=5)
MEASURED_AT = datetime(2026, 3, 1, 12, tzinfo=UTC)
WORLD = World(Mode.REPLAY, "a file", Clock(NOW, T, NOW, NOW, 5.0), NOW - timedelta(hours=1))
EMPTY = Figures(
    world=replace(WORLD, data_as_of=None),
    footprint=Footprint(8_000_000, 3),
    missing_hours=0,
    punctuality=Punctuality(0, 0),
    slots=[],
    days=[],
    ledger_size=0,
    holds=True,
    signed_at=None,
    promoted_at=None,
)


def told(figures: Figures) -> dict[tuple[str, ...], float]:
    """Values by name and labels; no reading is told twice."""
    found = readings(figures, MEASURED_AT)
    keyed = {(one.metric.name, *one.metric.label_values(one.labels)): one.value for one in found}
    assert len(keyed) == len(found)
    assert {type(one.value) for one in found} <= {int, float}  # a bool is kept as a word
    return keyed


def of(metric: Metric, figures: Figures) -> dict[tuple[str, ...], float]:
    """One metric's values by its labels."""
    return {key[1:]: value for key, value in told(figures).items() if key[0] == metric.name}


def scored(first: int, last: int, pinball: float = 1.0, held: float = 0.75) -> list[ScoredDay]:
    """Days of the 24h horizon, of the model and of EWMA, whose loss is about 2."""
    draw = random.Random(first)
    return [
        one
        for index in range(first, last)
        for one in (
            day(index, "model", 24, pinball + draw.random(), held=held),
            day(index, "ewma", 24, 1.5 + draw.random()),
        )
    ]


def test_of_an_empty_record_only_what_is_there_is_told() -> None:
    assert told(EMPTY) == {
        ("candor_measured_timestamp_seconds",): MEASURED_AT.timestamp(),
        ("candor_world_now_timestamp_seconds", "replay"): NOW.timestamp(),
        ("candor_missing_hours",): 0,
        ("candor_ingest_hours_due",): 0,
        ("candor_ingest_hours_late",): 0,
        ("candor_ledger_entries",): 0,
        ("candor_ledger_holds",): 1,
        ("candor_database_size_bytes",): 8_000_000,
        ("candor_database_connections",): 3,
    }


def test_each_instant_of_the_world_is_told_with_its_mode() -> None:
    signed, promoted = NOW - timedelta(minutes=1), NOW - timedelta(days=9)
    found = told(replace(EMPTY, world=WORLD, signed_at=signed, promoted_at=promoted))
    for name, instant in (
        ("data_as_of", NOW - timedelta(hours=1)),
        ("checkpoint_signed", signed),
        ("model_promoted", promoted),
    ):
        assert found[f"candor_{name}_timestamp_seconds", "replay"] == instant.timestamp()


def test_the_slots_of_each_announced_horizon_are_counted() -> None:
    counts = SlotCounts(Horizon.H4, issued=40, missed=3, matured_unscored=2, scored=30)
    figures = replace(EMPTY, slots=[counts], holds=False, ledger_size=44)
    found = {key[0]: value for key, value in told(figures).items() if "4h" in key}
    assert found == {
        "candor_slots_issued": 40,
        "candor_slots_missed": 3,
        "candor_matured_unscored": 2,
        "candor_slots_scored": 30,
    }
    assert of(metrics.LEDGER_ENTRIES, figures) == {(): 44}
    assert of(metrics.LEDGER_HOLDS, figures) == {(): 0}


def test_punctuality_and_holes_are_told_as_they_were_counted() -> None:
    figures = replace(EMPTY, punctuality=Punctuality(100, 2), missing_hours=7)
    assert of(metrics.INGEST_HOURS_DUE, figures) == {(): 100}
    assert of(metrics.INGEST_HOURS_LATE, figures) == {(): 2}
    assert of(metrics.MISSING_HOURS, figures) == {(): 7}


def test_coverage_is_that_of_the_newest_days_only() -> None:
    first = TODAY - COVERAGE_DAYS + 1
    days = [*scored(0, first, held=1.0), *scored(first, TODAY, held=0.5)]
    found = of(metrics.COVERAGE, replace(EMPTY, days=days))
    assert found == {("24h", level): 0.5 for level in ("50", "80", "90", "95")}
    assert of(metrics.COVERAGE, replace(EMPTY, days=scored(0, first))) == {}


def test_coverage_weighs_each_forecast_alike() -> None:
    days = [day(TODAY - 2, "model", 30, 1.0, held=0.0), day(TODAY - 1, "model", 10, 1.0, held=1.0)]
    assert set(of(metrics.COVERAGE, replace(EMPTY, days=days)).values()) == {0.25}


@pytest.mark.parametrize("horizon", [Horizon.H24, Horizon.D7])
def test_the_ratio_and_its_low_end_are_those_of_the_newest_half_year(horizon: Horizon) -> None:
    first = TODAY - SKILL_DAYS + 1
    days = [*scored(0, first, pinball=9.0), *scored(first, TODAY)]
    found = replace(EMPTY, days=[replace(one, horizon=horizon) for one in days])
    losses = [one.pinball for one in days[2 * first :] if one.scorer == "model"]
    reference = [one.pinball for one in days[2 * first :] if one.scorer == "ewma"]
    interval = ratio_interval(losses, reference, overlap_days(horizon))
    assert interval is not None
    labels = (horizon.value, "ewma")
    assert of(metrics.PINBALL_RATIO, found) == {labels: pytest.approx(interval.value)}
    assert of(metrics.PINBALL_RATIO_LOW, found) == {labels: interval.low}
    assert interval.low < interval.value < 1


def test_a_week_has_a_ratio_and_no_interval_yet() -> None:
    figures = replace(EMPTY, days=scored(TODAY - 7, TODAY))
    assert list(of(metrics.PINBALL_RATIO, figures)) == [("24h", "ewma")]
    assert of(metrics.PINBALL_RATIO_LOW, figures) == {}


def test_a_baseline_without_any_loss_has_no_ratio() -> None:
    days = [day(TODAY - 1, "model", 24, 1.0), day(TODAY - 1, "ewma", 24, 0.0)]
    assert of(metrics.PINBALL_RATIO, replace(EMPTY, days=days)) == {}


def test_the_half_year_is_long_enough_for_an_interval_of_every_horizon() -> None:
    for horizon in Horizon:
        days = [
            replace(one, horizon=horizon)
            for one in scored(TODAY - SKILL_DAYS + 1, TODAY - horizon.hours // 24)
        ]
        low = of(metrics.PINBALL_RATIO_LOW, replace(EMPTY, days=days))
        assert list(low) == [(horizon.value, "ewma")]
