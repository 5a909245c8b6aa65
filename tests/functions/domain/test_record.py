"""The bytes on record are the golden ones, say what was forecast, and are read back whole."""

import hashlib
import json
import math
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.horizon import Horizon, Schedule, Slot, parse_slot_id
from functions.domain.ledger import leaf_hash
from functions.domain.levels import RunningExtreme
from functions.domain.record import (
    FORECAST_SCHEMA_VERSION,
    Issue,
    ModelRef,
    forecast_record,
    input_digest,
    missed_record,
    promotion_record,
    read_forecast_record,
    schedule_record,
)
from functions.domain.regime import Regime
from functions.domain.units import HOUR, decimal_text, parse_instant
from functions.domain.world import Clock, Mode, World

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "records.json").read_bytes())
NEWEST = {"forecast": FORECAST_SCHEMA_VERSION}
"""The version written now of what has more than one."""
WRITTEN = [
    case
    for case in GOLDEN
    if json.loads(case["canonical"])["schema_version"] == NEWEST.get(case["kind"], 1)
]
T = datetime(2025, 7, 17, tzinfo=UTC)
WORLD = World(Mode.REPLAY, "btcusd_1h.csv.gz", Clock(T, None, None, None, 5.0), None)
DIGEST = "sha256:" + "ab" * 32


def world_of(given: dict[str, Any]) -> World:
    return replace(WORLD, mode=Mode(given["mode"]), source=given["source"])


def distribution(numbers: list[float]) -> Distribution:
    return Distribution(tuple(numbers))


def entry(kind: str, given: dict[str, Any]) -> bytes:
    """The ledger entry of a golden case."""
    world = world_of(given)
    match kind:
        case "forecast":
            issue = Issue(
                issued_at=parse_instant(given["issued_at"]),
                reference_price=Decimal(given["reference_price"]),
                forecast=distribution(given["returns"]),
                baselines={
                    name: distribution(returns) for name, returns in given["baselines"].items()
                },
                model=ModelRef(**given["model"]),
                input_digest=given["input_digest"],
                code_version=given["code_version"],
                extreme=given["extreme"] and RunningExtreme(tuple(given["extreme"])),
                regime=given["regime"] and Regime(**given["regime"]),
            )
            return forecast_record(world, parse_slot_id(given["slot"]), issue)
        case "missed":
            return missed_record(world, parse_slot_id(given["slot"]), given["reason"])
        case "schedule":
            schedule = Schedule(
                Horizon(given["horizon"]),
                tuple(given["hours_utc"]),
                parse_instant(given["valid_from"]),
            )
            return schedule_record(world, schedule)
        case _:
            model = ModelRef(**given["model"])
            promoted_at = parse_instant(given["promoted_at"])
            return promotion_record(world, model, given["role"], promoted_at)


@pytest.mark.parametrize("case", WRITTEN, ids=lambda case: str(case["kind"]))
def test_the_bytes_on_record_are_the_golden_ones(case: dict[str, Any]) -> None:
    body = entry(case["kind"], case["given"])
    assert body.decode() == case["canonical"]
    assert leaf_hash(body).hex() == case["leaf_hash"]


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: str(case["kind"]))
def test_golden_text_and_hash_are_what_rfc_8785_and_rfc_9162_make_of_them(
    case: dict[str, Any],
) -> None:
    canonical = case["canonical"].encode()
    assert rfc8785.dumps(json.loads(canonical)) == canonical
    assert hashlib.sha256(b"\x00" + canonical).hexdigest() == case["leaf_hash"]


def test_every_kind_of_entry_has_a_golden_case() -> None:
    assert {case["kind"] for case in WRITTEN} == {"forecast", "missed", "schedule", "promotion"}
    for case in GOLDEN:
        record = json.loads(case["canonical"])
        assert record["kind"] == case["kind"]
        assert record["schema_version"] <= NEWEST.get(case["kind"], 1)
        assert (record["mode"], record["source"]) == (
            case["given"]["mode"],
            case["given"]["source"],
        )


def test_a_forecast_of_version_1_is_read_and_claimed_no_touches() -> None:
    old = [one["canonical"].encode() for one in GOLDEN if one["kind"] == "forecast"]
    old = [body for body in old if json.loads(body)["schema_version"] == 1]
    assert old
    for body in old:
        said = read_forecast_record(body)
        assert said.extreme is None
        assert said.record == json.loads(body)


micros = st.lists(st.floats(-0.5, 0.5), min_size=len(LEVELS), max_size=len(LEVELS)).map(sorted)
forecasts = micros.map(distribution)
issues = st.builds(
    Issue,
    issued_at=st.integers(0, 600).map(lambda seconds: T + timedelta(seconds=seconds)),
    reference_price=st.decimals("0.01", 10**9, places=8),
    forecast=forecasts,
    baselines=st.dictionaries(st.sampled_from(["unconditional", "ewma"]), forecasts),
    model=st.builds(ModelRef, st.integers(1, 10**6), st.just(DIGEST)),
    input_digest=st.just(DIGEST),
    code_version=st.text(st.characters(exclude_categories=["Cs"])),
    extreme=st.none() | micros.map(lambda found: RunningExtreme(tuple(sorted(map(abs, found))))),
    regime=st.none() | st.builds(Regime, st.floats(0.0, 1.0), st.floats(0.0, 1.0)),
)
slots = st.builds(Slot, st.just(T), st.sampled_from(Horizon))


@given(slots, issues)
def test_a_forecast_is_read_back_as_published(slot: Slot, issue: Issue) -> None:
    body = forecast_record(WORLD, slot, issue)
    said = read_forecast_record(body)
    assert said.reference_price == round(issue.reference_price, 2)
    assert said.forecast.returns == pytest.approx(issue.forecast.returns, abs=0.5e-6 + 1e-12)
    assert said.baselines.keys() == issue.baselines.keys()
    for name, baseline in issue.baselines.items():
        assert said.baselines[name].returns == pytest.approx(baseline.returns, abs=0.51e-6)
    assert (said.extreme is None) == (issue.extreme is None)
    if said.extreme and issue.extreme:
        assert said.extreme.quantiles == pytest.approx(issue.extreme.quantiles, abs=0.51e-6)
    assert said.record == json.loads(body)
    assert rfc8785.dumps(said.record) == body


@given(slots, issues)
def test_publishing_what_was_read_back_changes_no_return(slot: Slot, issue: Issue) -> None:
    said = read_forecast_record(forecast_record(WORLD, slot, issue))
    again = replace(issue, forecast=said.forecast, baselines=said.baselines)
    rounded_twice = read_forecast_record(forecast_record(WORLD, slot, again))
    assert rounded_twice.forecast == said.forecast
    assert rounded_twice.baselines == said.baselines


@given(slots, issues)
def test_prices_belong_to_their_returns(slot: Slot, issue: Issue) -> None:
    record = json.loads(forecast_record(WORLD, slot, issue))
    assert [float(one["level"]) for one in record["quantiles"]] == list(LEVELS)
    for one, log_return in zip(record["quantiles"], issue.forecast.returns, strict=True):
        price = float(record["reference_price"]) * math.exp(log_return)
        assert float(one["price"]) == pytest.approx(price, abs=0.00501)
    assert 0 <= float(record["p_up"]) <= 1


@given(slots)
def test_the_record_names_slot_and_target(slot: Slot) -> None:
    record = json.loads(missed_record(WORLD, slot, "too late"))
    assert record["slot"]["horizon"] == slot.horizon.value
    assert parse_instant(record["slot"]["cutoff"]) == slot.cutoff
    assert parse_instant(record["slot"]["target"]) == slot.cutoff + slot.horizon.length


def test_worlds_never_share_a_record() -> None:
    slot = Slot(T, Horizon.H1)
    bodies = {
        missed_record(replace(WORLD, mode=mode, source=source), slot, "late")
        for mode in Mode
        for source in ("a", "b")
    }
    assert len(bodies) == len(Mode) * 2


def window(hours: int = 3) -> list[Candle]:
    return [
        Candle(T + step * HOUR, *(Decimal(f"{100 + step}.{place}") for place in (2, 4, 1, 3, 5)))
        for step in range(hours)
    ]


@given(
    index=st.integers(0, 2),
    field=st.sampled_from(["open", "high", "low", "close", "volume"]),
    change=st.decimals("0.00000001", 10, places=8),
)
def test_changing_any_number_of_any_candle_changes_the_input_digest(
    index: int, field: str, change: Decimal
) -> None:
    candles = window()
    changed = replace(candles[index], **{field: getattr(candles[index], field) + change})
    other = [*candles[:index], changed, *candles[index + 1 :]]
    assert input_digest(other) != input_digest(candles)


def test_changing_the_hours_their_order_or_their_number_changes_the_input_digest() -> None:
    candles = window()
    later = [replace(candle, open_time=candle.open_time + HOUR) for candle in candles]
    variants = [candles, later, candles[::-1], candles[:-1], [*candles, candles[-1]], []]
    assert len({input_digest(variant) for variant in variants}) == len(variants)


def test_trailing_zeros_do_not_change_the_input_digest() -> None:
    candles = window()
    padded = [replace(one, close=one.close.quantize(Decimal("1e-8"))) for one in candles]
    assert input_digest(padded) == input_digest(candles)


def test_the_input_digest_can_be_computed_from_its_description() -> None:
    rows = [
        [
            one.open_time.strftime("%Y-%m-%dT%H:%M:%SZ"),
            *(decimal_text(n) for n in (one.open, one.high, one.low, one.close, one.volume)),
        ]
        for one in window()
    ]
    text = json.dumps(rows, separators=(",", ":"))
    assert input_digest(window()) == "sha256:" + hashlib.sha256(text.encode()).hexdigest()
