"""Lists of settled slots, and the scores over them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Literal

from pydantic import Field

from functions.documents.came_true import CameTrue, came_true
from functions.documents.envelope import DecimalText, Document, Envelope, envelope
from functions.documents.forecast import Touched, touched
from functions.documents.skill import Skill, paired_losses, skill
from functions.domain.horizon import Horizon
from functions.domain.record import read_forecast_record
from functions.domain.units import loss_text, price_text, ratio_text
from functions.domain.world import World
from functions.ports.forecasts import MODEL_SCORER, ScoredDay, SettledSlot, Tally
from functions.ports.touches import HorizonDay, Question

Status = Literal["pending", "scored", "missed"]


class ForecastRow(Document):
    """One slot in a list: what was said (80 % interval and median), what came."""

    id: str
    horizon: Horizon
    cutoff: datetime
    target: datetime
    status: Status
    ledger_index: int
    issued_at: datetime | None
    missed_reason: str | None
    reference_price: DecimalText | None
    q10_price: DecimalText | None
    q50_price: DecimalText | None
    q90_price: DecimalText | None
    outcome_price: DecimalText | None
    pit: DecimalText | None
    pinball: DecimalText | None
    crps: DecimalText | None
    covered_80: bool | None


class FileRow(ForecastRow):
    """One line of a file: the same, and the fields of `outcome.touched`."""

    highest: DecimalText | None
    lowest: DecimalText | None
    p_highest: DecimalText | None
    p_lowest: DecimalText | None


class ForecastPage(Envelope):
    """Slots, newest first."""

    forecasts: list[ForecastRow]
    next_cursor: str | None


class HorizonScores(Document):
    """The track record of one horizon; means over all scored forecasts, None while none is."""

    horizon: Horizon
    issued: int
    scored: int
    missed: int
    coverage: dict[str, DecimalText] | None = Field(description="Share that held, by percent.")
    pinball: dict[str, DecimalText] | None = Field(description="Mean by `model` and baselines.")
    crps: dict[str, DecimalText] | None
    pinball_ratio: dict[str, DecimalText] | None = Field(
        description="Model's mean pinball loss over each baseline's; below 1 is better."
    )
    skill: Skill | None = Field(description="How sure coverage, ratios and P(up) are.")
    pit_histogram: list[int] = Field(description="Outcomes in ten equal bins of the PIT.")
    closed_above: CameTrue | None = Field(
        default=None, description="Prices closed above, of those given such a chance of it."
    )
    touched: CameTrue | None = Field(
        default=None,
        description="Prices touched, of those given such a chance of it: one above and one below"
        " the reference price for each forecast. Null where none is judged or claimed.",
    )


class Scores(Envelope):
    """The track record so far."""

    horizons: list[HorizonScores]


def forecast_page(
    world: World, settled: Sequence[SettledSlot], next_cursor: str | None
) -> ForecastPage:
    """A page of settled slots."""
    return ForecastPage(
        **envelope(world),
        forecasts=[forecast_row(one) for one in settled],
        next_cursor=next_cursor,
    )


def forecast_row(settled: SettledSlot) -> ForecastRow:
    """One line of the list: what was said, what came."""
    said = read_forecast_record(settled.body) if settled.issued_at else None
    came = settled.outcome
    score = came.scores[MODEL_SCORER] if came else None
    return ForecastRow(
        id=settled.slot.id,
        horizon=settled.slot.horizon,
        cutoff=settled.slot.cutoff,
        target=settled.slot.target,
        status="missed" if said is None else "scored" if came else "pending",
        ledger_index=settled.ledger_index,
        issued_at=settled.issued_at,
        missed_reason=settled.missed_reason,
        reference_price=price_text(said.reference_price) if said else None,
        q10_price=said.quantile_prices["0.1"] if said else None,
        q50_price=said.quantile_prices["0.5"] if said else None,
        q90_price=said.quantile_prices["0.9"] if said else None,
        outcome_price=price_text(came.price) if came else None,
        pit=ratio_text(score.pit) if score else None,
        pinball=loss_text(score.pinball) if score else None,
        crps=loss_text(score.crps) if score else None,
        covered_80=score.covered[80] if score else None,
    )


def file_row(settled: SettledSlot) -> FileRow:
    """One line of a file."""
    reached = touched(settled.outcome) if settled.outcome else None
    further = reached.model_dump() if reached else dict.fromkeys(Touched.model_fields)
    return FileRow(**forecast_row(settled).model_dump(), **further)


def scores(
    world: World,
    tallies: Sequence[Tally],
    days: Sequence[ScoredDay],
    asked: Sequence[HorizonDay] = (),
) -> Scores:
    """The track record of every announced horizon, and what its days prove."""
    return Scores(
        **envelope(world),
        horizons=[
            _horizon_scores(
                tally,
                [one for one in days if one.horizon is tally.horizon],
                [one for one in asked if one.horizon is tally.horizon],
            )
            for tally in tallies
        ],
    )


def _horizon_scores(
    tally: Tally, days: Sequence[ScoredDay], asked: Sequence[HorizonDay]
) -> HorizonScores:
    some = tally.scored > 0
    # A baseline that came later is compared on the days that it has.
    pairs = {name: pair for name, pair in paired_losses(days).items() if sum(pair[1]) > 0}
    return HorizonScores(
        horizon=tally.horizon,
        issued=tally.issued,
        scored=tally.scored,
        missed=tally.missed,
        coverage={str(percent): ratio_text(share) for percent, share in tally.coverage.items()}
        if some
        else None,
        pinball={name: loss_text(loss) for name, loss in tally.pinball.items()} if some else None,
        crps={name: loss_text(loss) for name, loss in tally.crps.items()} if some else None,
        pinball_ratio={
            name: ratio_text(sum(losses) / sum(reference))
            for name, (losses, reference) in pairs.items()
        }
        if some
        else None,
        skill=skill(tally.horizon, days, pairs) if some else None,
        pit_histogram=list(tally.pit_histogram),
        closed_above=came_true(tally.horizon, asked, Question.CLOSE),
        touched=came_true(tally.horizon, asked, Question.TOUCH),
    )
