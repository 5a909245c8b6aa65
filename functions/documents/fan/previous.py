"""The forecast whose time has just come: what was said of now."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from functions.documents.forecast import SlotRef
from functions.documents.track_record import ForecastRow


@dataclass(frozen=True, slots=True)
class PreviousForecast:
    """The ends of its 80 % interval and its median, in USD, and how it went."""

    cutoff: datetime
    target: datetime
    reference: float
    low: float
    median: float
    high: float
    held: bool | None
    """Whether its outcome lay inside; None before it is scored."""


def previous_forecast(rows: Iterable[ForecastRow], slot: SlotRef) -> PreviousForecast | None:
    """The forecast that ended where this one begins; None where none was issued or is known."""
    for row in rows:
        if row.horizon is slot.horizon and row.target == slot.cutoff:
            break
    else:
        return None
    said = row.reference_price, row.q10_price, row.q50_price, row.q90_price
    if any(price is None for price in said):
        return None
    reference, low, median, high = (float(price) for price in said if price is not None)
    return PreviousForecast(
        row.cutoff, row.target, reference, low, median, high, held=row.covered_80
    )
