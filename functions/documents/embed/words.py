"""What embed and pictures say beside the sentence: pure."""

from dataclasses import dataclass
from datetime import datetime

from functions.documents.embed.view import View
from functions.documents.forecast import Forecast
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.price import PriceDocument
from functions.documents.staleness import LATE_AFTER
from functions.documents.wording import full_time, weekday_time
from functions.domain.units import HOUR

ADVICE = "Not financial advice."


@dataclass(frozen=True, slots=True)
class Words:
    """A heading and what follows from it."""

    title: str
    more: str


def price_name(mode: str) -> str:
    """What the price is of."""
    return "Simulated price" if mode == "simulated" else "Bitcoin"


def price_source(price: PriceDocument) -> str:
    """`median of 4 venues`."""
    if price.origin == "candle":
        return "newest hourly close"
    count = len(price.sources)
    return f"median of {count} venue{'' if count == 1 else 's'}"


def is_late(price: PriceDocument, now: datetime) -> bool:
    """Whether a price is too old to be called the price of now."""
    return now - price.time > LATE_AFTER


def gone(view: View, forecast: Forecast) -> Words:
    """Instead of a forecast that is more than a day behind."""
    said = view.sentence(forecast)
    return Words(
        f"There is no current {HORIZON_FACTS[view.horizon].adjective} forecast",
        f"For more than a day nothing new has come. The last one said 8 in 10 for {said.low} to"
        f" {said.high} at {said.at}: do not take it for what may come.",
    )


def first(view: View) -> Words:
    """Where the sentence will stand, until the first forecast of the horizon is issued."""
    adjective, slot = HORIZON_FACTS[view.horizon].adjective, view.next_slot
    if view.state == "ended" or (view.state == "running" and slot is None):
        return Words(
            f"No {adjective} forecast is issued before the history ends", "No further slot comes."
        )
    if slot is None:
        return Words(
            "The first forecasts are being prepared",
            "The candles are read and the model is fitted; then the forecasts appear here.",
        )
    outcome = weekday_time(slot.cutoff + view.horizon.hours * HOUR)
    return Words(
        f"The first {adjective} forecast will be issued at {weekday_time(slot.cutoff)}",
        f"Its outcome comes on {outcome}. A forecast counts only when it was made before that.",
    )


def notices(view: View, forecast: Forecast) -> list[str]:
    """Why the forecast is not the newest there could be; empty while it is."""
    as_of, caveat = view.latest.data_as_of, view.sentence(forecast).caveat
    said = [] if caveat is None else [caveat]
    if as_of is not None and view.is_last_known:
        said.append(f"Last known, as of {full_time(as_of)}: newer data cannot be read just now.")
    elif as_of is not None and caveat is None and view.staleness != "current":
        said.append(f"Late: the data end at {full_time(as_of)}.")
    return said
