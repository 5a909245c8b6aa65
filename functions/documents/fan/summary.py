"""The fan chart in words, for those who do not see it."""

from functions.documents.fan.previous import PreviousForecast
from functions.documents.fan.shape import central_interval
from functions.documents.forecast import ForecastRecord
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.wording import weekday_time, whole_dollars
from functions.domain.horizon import Horizon


def fan_summary(record: ForecastRecord | None, previous: PreviousForecast | None) -> str:
    """What the picture says."""
    if record is None:
        return "Hourly candles; no forecast of this horizon has been issued yet."
    said = []
    for percent in (50, 80, 95):
        low, high = (whole_dollars(float(end.price)) for end in central_interval(record, percent))
        said.append(f"{percent}% between {low} and {high}")
    behind = ""
    if previous is not None:
        behind = f" Behind it: {previous_text(record.slot.horizon, previous)}."
    at = weekday_time(record.slot.target)
    return f"Hourly candles, then the forecast for {at}: {', '.join(said)}.{behind}"


def previous_text(horizon: Horizon, previous: PreviousForecast) -> str:
    """`80% of the forecast of 24 hours earlier: it held`."""
    text = f"80% of the forecast of {HORIZON_FACTS[horizon].label} earlier"
    if previous.held is None:
        return text
    return f"{text}: it {'held' if previous.held else 'did not hold'}"
