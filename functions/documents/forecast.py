"""Forecasts as readers get them; published numbers stand as in the ledger."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.documents.envelope import (
    DecimalText,
    Digest,
    Document,
    Envelope,
    Hash,
    Mode,
    envelope,
)
from functions.domain.horizon import Horizon, Schedule
from functions.domain.units import HOUR, decimal_text, loss_text, price_text, ratio_text
from functions.domain.world import Clock, World
from functions.ports.forecasts import MODEL_SCORER, SettledSlot
from functions.ports.forecasts import Outcome as ScoredOutcome

LOOK_AHEAD = 25 * HOUR
"""No announced schedule leaves a day without a slot."""


class Quantile(Document):
    """One quantile of the outcome, as a log return and as a price in USD."""

    level: DecimalText
    log_return: DecimalText
    price: DecimalText


class Mean(Document):
    """Mean log return, and the expected price in USD."""

    log_return: DecimalText
    price: DecimalText


class SlotRef(Document):
    """An announced forecast: horizon, cutoff T, and T + horizon."""

    horizon: Horizon
    cutoff: datetime
    target: datetime


class ModelRef(Document):
    """The model that spoke: version in the promotion log and artifact digest."""

    version: int
    digest: Digest


class Regime(Document):
    """Whether the hours to come will be among the most volatile third of the past year's."""

    volatility: DecimalText = Field(
        description="Upper tercile of the trailing year's realised volatility, log-return units."
    )
    p_above: DecimalText = Field(description="P(realised volatility above `volatility`).")


class ForecastRecord(Document):
    """The ledger entry of a forecast, field for field; version 1 ends with `baselines`."""

    kind: Literal["forecast"]
    schema_version: Literal[1, 2]
    mode: Mode
    source: str
    slot: SlotRef
    issued_at: datetime
    reference_price: DecimalText = Field(description="Consensus close at the cutoff, USD.")
    quantiles: list[Quantile]
    mean: Mean
    p_up: DecimalText = Field(description="P(price at target > reference price).")
    model: ModelRef
    input_digest: Digest = Field(description="Digest of the candles that were read.")
    code_version: str
    baselines: dict[str, list[DecimalText]] = Field(
        description="Log-return quantiles of each baseline at the same levels, issued alongside."
    )
    extreme_quantiles: list[DecimalText] | None = Field(
        default=None,
        description="Quantiles, at the same levels, of how far the price gets to one side in"
        " [cutoff, target), as a log return ≥ 0; null where no touch is claimed.",
    )
    regime: Regime | None = Field(default=None, description="Null where none is claimed.")


class Touched(Document):
    """How far the price got on the way, and P(touch) that the forecast had given to that."""

    highest: DecimalText = Field(description="Of the hours that open in [cutoff, target), USD.")
    lowest: DecimalText
    p_highest: DecimalText = Field(
        description="1 where it never got above the reference price: no price there was touched."
    )
    p_lowest: DecimalText = Field(description="1 where it never got below.")


class Outcome(Document):
    """What came, and how the forecast and its baselines scored (losses in log-return units)."""

    price: DecimalText
    log_return: DecimalText
    scored_at: datetime
    pit: DecimalText = Field(description="Probability integral transform of the outcome.")
    pinball: dict[str, DecimalText] = Field(description="Mean pinball loss: `model`, baselines.")
    crps: dict[str, DecimalText] = Field(description="CRPS: `model`, baselines.")
    covered: dict[str, bool] = Field(description="Central intervals, by percent, that held it.")
    touched: Touched | None = Field(
        default=None, description="Null while an hour is not known, and where none is claimed."
    )


class Forecast(Document):
    """One forecast as issued, where it stands in the ledger, and its outcome if known."""

    id: str = Field(examples=["24h-20250717T00Z"])
    ledger_index: int
    leaf_hash: Hash
    record: ForecastRecord
    outcome: Outcome | None


class NextSlot(Document):
    """The next announced slot of a horizon; None before any schedule is announced."""

    horizon: Horizon
    cutoff: datetime
    deadline: datetime


class LatestForecasts(Envelope):
    """The newest forecast of every horizon."""

    directional_edge: list[Horizon] = Field(
        description="Horizons whose P(up) has proved skill: the 95 % interval clears zero."
    )
    forecasts: list[Forecast]
    next_slots: list[NextSlot]


class ForecastDetail(Envelope):
    """One forecast with everything known of it."""

    forecast: Forecast


def latest_forecasts(
    world: World,
    newest: Iterable[SettledSlot],
    slots: list[NextSlot],
    edge: list[Horizon],
) -> LatestForecasts:
    """The newest forecast of every horizon, shortest first."""
    return LatestForecasts(
        **envelope(world),
        directional_edge=edge,
        forecasts=[forecast(settled) for settled in newest],
        next_slots=slots,
    )


def forecast_detail(world: World, settled: SettledSlot) -> ForecastDetail:
    """One forecast with everything known of it."""
    return ForecastDetail(**envelope(world), forecast=forecast(settled))


def forecast(settled: SettledSlot) -> Forecast:
    """An issued forecast as its ledger entry says it, with its outcome."""
    return Forecast(
        id=settled.slot.id,
        ledger_index=settled.ledger_index,
        leaf_hash=settled.leaf_hash.hex(),
        record=ForecastRecord.model_validate(json.loads(settled.body)),
        outcome=_outcome(settled.outcome) if settled.outcome else None,
    )


def _outcome(outcome: ScoredOutcome) -> Outcome:
    model = outcome.scores[MODEL_SCORER]
    return Outcome(
        price=price_text(outcome.price),
        log_return=ratio_text(outcome.log_return),
        scored_at=outcome.scored_at,
        pit=ratio_text(model.pit),
        pinball={name: loss_text(score.pinball) for name, score in outcome.scores.items()},
        crps={name: loss_text(score.crps) for name, score in outcome.scores.items()},
        covered={str(percent): held for percent, held in model.covered.items()},
        touched=touched(outcome),
    )


def touched(outcome: ScoredOutcome) -> Touched | None:
    """How far the price got, and what was said of that; None where it is not judged."""
    hours = outcome.touched
    if hours is None:
        return None
    return Touched(
        highest=decimal_text(hours.highest),
        lowest=decimal_text(hours.lowest),
        p_highest=ratio_text(hours.said.p_highest),
        p_lowest=ratio_text(hours.said.p_lowest),
    )


def next_slots(
    schedules: Sequence[Schedule], settled: Mapping[Horizon, datetime], clock: Clock
) -> list[NextSlot]:
    """The first announced slot of each horizon that nothing has settled yet.

    A world whose clock ends has none beyond its end.
    """
    found = []
    for schedule in schedules:
        after = settled.get(schedule.horizon, schedule.valid_from - HOUR)
        until = max(after, clock.now, schedule.valid_from) + LOOK_AHEAD
        slot = next(schedule.slots(after, until), None)
        if slot is not None and (clock.ends_at is None or slot.cutoff <= clock.ends_at):
            found.append(NextSlot(horizon=slot.horizon, cutoff=slot.cutoff, deadline=slot.deadline))
    return found
