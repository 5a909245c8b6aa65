"""The record of one horizon in full: every scored forecast's PIT, and what they prove."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Literal

from pydantic import Field

from functions.documents.envelope import DecimalText, Document, Envelope, envelope
from functions.documents.skill import Interval, interval_document, overlap_days
from functions.domain.calibration import (
    PIT_BINS,
    ScoredPit,
    Share,
    level_shares,
    pit_shares,
    regime_coverage,
)
from functions.domain.candle import Candle
from functions.domain.distribution import LEVELS
from functions.domain.horizon import Horizon
from functions.domain.units import loss_text, ratio_text
from functions.domain.world import World
from functions.ports.forecasts import ScoredDay, SlotMark


class ScoredPits(Document):
    """Every scored forecast told of, oldest first: two columns of one length."""

    cutoffs: list[datetime]
    pit: list[DecimalText]


class ShareRow(Document):
    """A count of forecasts, its share of all, and where that share lies with 95 % confidence."""

    count: int
    share: DecimalText
    interval: Interval | None = Field(description="Null while it cannot be told.")


class PitBin(ShareRow):
    """Outcomes in one of ten equal bins of the PIT; one tenth each where calibrated."""

    low: DecimalText
    high: DecimalText


class LevelRow(ShareRow):
    """Outcomes at or below one published quantile; its level's share where calibrated."""

    level: DecimalText


class RegimeRow(Document):
    """Coverage where the 24 hours before the cutoff were in one third of the record's."""

    regime: Literal["calm", "middling", "wild"]
    forecasts: int
    coverage: dict[str, ShareRow] = Field(description="By percent of the central interval.")


class DayRow(Document):
    """Summed pinball loss of one UTC day of cutoffs, by `model` and baselines."""

    day: date
    forecasts: int
    pinball: dict[str, DecimalText]


class Calibration(Envelope):
    """The newest slots of one horizon that have an outcome, or were missed."""

    horizon: Horizon
    complete: bool = Field(description="Whether it tells of the whole record, not its newest part.")
    scored: ScoredPits
    missed: list[datetime] = Field(description="Cutoffs of missed slots, oldest first.")
    pit_bins: list[PitBin]
    levels: list[LevelRow]
    regimes: list[RegimeRow] = Field(description="Empty while candles or forecasts are too few.")
    days: list[DayRow] = Field(description="Oldest first, two years at most.")


def calibration(
    world: World,
    horizon: Horizon,
    marks: Sequence[SlotMark],
    days: Sequence[ScoredDay],
    candles: Sequence[Candle],
    *,
    complete: bool,
) -> Calibration:
    """One horizon's record; `marks` and `days` oldest first, `candles` from before the marks."""
    overlap = overlap_days(horizon)
    scored = [ScoredPit(one.cutoff, one.pit, one.covered) for one in marks if one.pit is not None]
    return Calibration(
        **envelope(world),
        horizon=horizon,
        complete=complete,
        scored=ScoredPits(
            cutoffs=[one.cutoff for one in scored], pit=[ratio_text(one.pit) for one in scored]
        ),
        missed=[one.cutoff for one in marks if one.missed],
        pit_bins=[
            PitBin(
                low=ratio_text(index / PIT_BINS),
                high=ratio_text((index + 1) / PIT_BINS),
                **_row(one),
            )
            for index, one in enumerate(pit_shares(scored, overlap))
        ],
        levels=[
            LevelRow(level=ratio_text(level), **_row(one))
            for level, one in zip(LEVELS, level_shares(scored, overlap), strict=False)
        ],
        regimes=[
            RegimeRow(
                regime=one.regime,
                forecasts=one.forecasts,
                coverage={
                    str(percent): ShareRow(**_row(share)) for percent, share in one.covered.items()
                },
            )
            for one in regime_coverage(scored, candles, overlap)
        ],
        days=_days(days),
    )


def _row(one: Share) -> dict[str, object]:
    return {
        "count": one.count,
        "share": ratio_text(one.share),
        "interval": interval_document(one.interval),
    }


def _days(days: Sequence[ScoredDay]) -> list[DayRow]:
    by_day: dict[date, list[ScoredDay]] = {}
    for one in days:
        by_day.setdefault(one.day, []).append(one)
    rows = []
    for day, scorers in sorted(by_day.items()):
        # A scorer that lacks some of a day's forecasts is not compared on it.
        most = max(one.forecasts for one in scorers)
        full = {one.scorer: loss_text(one.pinball) for one in scorers if one.forecasts == most}
        rows.append(DayRow(day=day, forecasts=most, pinball=full))
    return rows
