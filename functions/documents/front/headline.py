"""The forecast in one sentence, and where it stands on record: the page's `features/headline`."""

from datetime import datetime

from functions.documents.forecast import Forecast
from functions.documents.front.markup import element, link, text, time
from functions.documents.front.reading import Reading
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.sentence import Sentence, chance_of
from functions.documents.wording import (
    clock_time,
    day_and_month,
    exact_dollars,
    full_time,
    weekday_time,
)
from functions.domain.units import HOUR

UTC_NOTE = "All times are in UTC."
"""Stands where the script says the reader's own time."""


def headline(reading: Reading) -> str:
    """The headline, or why there is none."""
    forecast = reading.forecast
    if forecast is None:
        return _awaited(reading)
    said = reading.sentence(forecast)
    if reading.staleness == "gone":
        return _gone(reading, forecast, said)
    caveat = said.caveat
    return element(
        "div",
        f"<h1>By {time(forecast.record.slot.target, said.at)} {text(chance_of(said.subject))}"
        f" <b>{said.low}</b> and <b>{said.high}</b></h1>"
        + element("p", UTC_NOTE, class_="headline__local")
        + element("p", text(f"{said.complement} {said.direction}"), class_="headline__complement")
        + ("" if caveat is None else element("p", text(caveat), class_="notice"))
        + _on_record(forecast, _next(reading)),
        class_=f"headline headline--{reading.staleness}",
    )


def _gone(reading: Reading, forecast: Forecast, said: Sentence) -> str:
    adjective = HORIZON_FACTS[reading.horizon].adjective
    return element(
        "div",
        f"<h1>There is no current {adjective} forecast</h1>"
        + element(
            "p",
            "For more than a day nothing new has come. The last one said 8 in 10 for"
            f" {said.low} to {said.high} at {said.at}: do not take it for what may come."
            f" {link('/status', 'What is wrong, and since when')}",
            class_="headline__complement",
        )
        + _on_record(forecast, None),
        class_="headline",
    )


def _awaited(reading: Reading) -> str:
    facts, slot = HORIZON_FACTS[reading.horizon], reading.next_slot
    if slot is None and reading.state in ("ended", "running"):
        title = f"No {facts.adjective} forecast is issued before the history ends"
        more = "No further slot comes."
    elif slot is None:
        title = "The first forecasts are being prepared"
        more = (
            "The candles are read and the model is fitted; then the slots are announced, and"
            " the forecasts appear here."
        )
    else:
        outcome = weekday_time(slot.cutoff + reading.horizon.hours * HOUR)
        title = (
            f"The first {facts.adjective} forecast will be issued at {weekday_time(slot.cutoff)}"
        )
        more = (
            f"Its outcome comes on {outcome}. Nothing is issued for the past: a forecast counts"
            " only when it was made before its outcome."
        )
    return element(
        "div",
        element("h1", text(title)) + element("p", text(more), class_="headline__complement"),
        class_="headline",
    )


def _next(reading: Reading) -> str | None:
    slot = reading.next_slot
    if slot is None:
        return None
    soon = slot.cutoff - reading.now < 24 * HOUR
    at = clock_time(slot.cutoff)
    said = f"{at} UTC" if soon else f"{day_and_month(slot.cutoff)}, {at}"
    return element("strong", time(slot.cutoff, said), class_="countdown")


def _on_record(forecast: Forecast, following: str | None) -> str:
    record, index = forecast.record, forecast.ledger_index
    entry = link(f"/ledger?entry={index}", f"ledger entry {index}")
    facts = [
        ("Issued", _issued(record.issued_at)),
        ("Price then", exact_dollars(float(record.reference_price))),
        ("Model", f"version {record.model.version}"),
        ("On record", entry),
        *([] if following is None else [("Next forecast", following)]),
    ]
    said = "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts)
    return element("dl", said, class_="headline__record")


def _issued(at: datetime) -> str:
    return time(at, full_time(at))
