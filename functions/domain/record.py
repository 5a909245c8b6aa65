"""The ledger's entries, as the one object whose canonical bytes go on record."""

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from functions.domain.candle import Candle
from functions.domain.canonical import canonical_json, sha256_digest
from functions.domain.distribution import LEVELS, Distribution
from functions.domain.horizon import Schedule, Slot
from functions.domain.levels import RunningExtreme
from functions.domain.regime import Regime
from functions.domain.units import decimal_text, instant_text, price_text, ratio_text
from functions.domain.world import World

SCHEMA_VERSION = 1
FORECAST_SCHEMA_VERSION = 2
"""Version 1 of a forecast had no `extreme_quantiles` and no `regime`."""

_LEVEL_TEXTS = tuple(f"{level:g}" for level in LEVELS)


@dataclass(frozen=True, slots=True)
class ModelRef:
    """A model by its version in the promotion log and its artifact's digest."""

    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class Issue:
    """Everything a forecast record says beyond its slot and world."""

    issued_at: datetime
    reference_price: Decimal
    forecast: Distribution
    baselines: Mapping[str, Distribution]
    model: ModelRef
    input_digest: str
    code_version: str
    extreme: RunningExtreme | None = None
    regime: Regime | None = None


def forecast_record(world: World, slot: Slot, issue: Issue) -> bytes:
    """Canonical bytes of a forecast; numbers rounded first, then written as text.

    Prices are the published reference price times the exponential of the unrounded return.
    """
    reference_price = price_text(issue.reference_price)
    reference = float(reference_price)
    return _entry(
        "forecast",
        world,
        slot=_slot(slot),
        issued_at=instant_text(issue.issued_at),
        reference_price=reference_price,
        quantiles=[
            {
                "level": level,
                "log_return": ratio_text(log_return),
                "price": price_text(reference * math.exp(log_return)),
            }
            for level, log_return in zip(_LEVEL_TEXTS, issue.forecast.returns, strict=True)
        ],
        mean={
            "log_return": ratio_text(issue.forecast.mean()),
            "price": price_text(reference * issue.forecast.mean_growth()),
        },
        p_up=ratio_text(issue.forecast.p_up()),
        model={"version": issue.model.version, "digest": issue.model.digest},
        input_digest=issue.input_digest,
        code_version=issue.code_version,
        baselines={
            name: [ratio_text(log_return) for log_return in baseline.returns]
            for name, baseline in issue.baselines.items()
        },
        extreme_quantiles=None
        if issue.extreme is None
        else [ratio_text(log_return) for log_return in issue.extreme.quantiles],
        regime=None
        if issue.regime is None
        else {
            "volatility": ratio_text(issue.regime.volatility),
            "p_above": ratio_text(issue.regime.p_above),
        },
        schema_version=FORECAST_SCHEMA_VERSION,
    )


def missed_record(world: World, slot: Slot, reason: str) -> bytes:
    """Canonical bytes of a slot that was not issued by its deadline."""
    return _entry("missed", world, slot=_slot(slot), reason=reason)


def schedule_record(world: World, schedule: Schedule) -> bytes:
    """Canonical bytes of a standing announcement of slots."""
    return _entry(
        "schedule",
        world,
        horizon=schedule.horizon.value,
        hours_utc=list(schedule.hours_utc),
        valid_from=instant_text(schedule.valid_from),
    )


def promotion_record(world: World, model: ModelRef, role: str, promoted_at: datetime) -> bytes:
    """Canonical bytes of a model's promotion to `champion` or `challenger`."""
    return _entry(
        "promotion",
        world,
        model={"version": model.version, "digest": model.digest},
        role=role,
        promoted_at=instant_text(promoted_at),
    )


def input_digest(window: Sequence[Candle]) -> str:
    """Digest of the candles a forecast read, oldest first."""
    return sha256_digest(input_bytes(window))


def input_bytes(window: Sequence[Candle]) -> bytes:
    """Canonical bytes of the candles a forecast read: `[[open time, o, h, l, c, volume], …]`."""
    rows = [
        [
            instant_text(candle.open_time),
            decimal_text(candle.open),
            decimal_text(candle.high),
            decimal_text(candle.low),
            decimal_text(candle.close),
            decimal_text(candle.volume),
        ]
        for candle in window
    ]
    return canonical_json(rows)


@dataclass(frozen=True, slots=True)
class PublishedForecast:
    """What a forecast record says, as numbers: the rounded ones that count."""

    reference_price: Decimal
    forecast: Distribution
    baselines: dict[str, Distribution]
    quantile_prices: dict[str, str]
    extreme: RunningExtreme | None
    record: dict[str, Any]


def read_forecast_record(body: bytes) -> PublishedForecast:
    """The published numbers back from the canonical bytes of a forecast."""
    return published_forecast(json.loads(body))


def published_forecast(record: dict[str, Any]) -> PublishedForecast:
    """The published numbers of a forecast record of any schema version."""
    extreme = record.get("extreme_quantiles")
    return PublishedForecast(
        reference_price=Decimal(record["reference_price"]),
        forecast=Distribution(tuple(float(q["log_return"]) for q in record["quantiles"])),
        baselines={
            name: Distribution(tuple(map(float, returns)))
            for name, returns in record["baselines"].items()
        },
        quantile_prices={q["level"]: q["price"] for q in record["quantiles"]},
        extreme=None if extreme is None else RunningExtreme(tuple(map(float, extreme))),
        record=record,
    )


def _entry(kind: str, world: World, **fields: Any) -> bytes:
    return canonical_json(
        {
            "kind": kind,
            "schema_version": SCHEMA_VERSION,
            "mode": world.mode.value,
            "source": world.source,
            **fields,
        }
    )


def _slot(slot: Slot) -> dict[str, str]:
    return {
        "horizon": slot.horizon.value,
        "cutoff": instant_text(slot.cutoff),
        "target": instant_text(slot.target),
    }
