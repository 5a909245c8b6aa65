"""The first view of one horizon, finished: what the page's shell is filled with."""

import json
from datetime import datetime

from functions.documents.envelope import Document
from functions.documents.front.banner import banner
from functions.documents.front.headline import headline
from functions.documents.front.markup import element, link
from functions.documents.front.picture import picture
from functions.documents.front.price import price_line, price_on_record
from functions.documents.front.reading import Bodies, Reading, read
from functions.documents.front.table import data_links, table
from functions.documents.horizons import HORIZON_FACTS
from functions.domain.horizon import Horizon
from functions.domain.units import instant_text

DEFAULT = Horizon.H24
PLAIN_TITLE = "Candor"
DESCRIPTION = (
    "Calibrated Bitcoin forecasts for the next 1 hour, 4 hours, 24 hours and 7 days,"
    " issued before the outcome and scored in public."
)


class Front(Document):
    """HTML and what the script starts with; only the page's own code reads it."""

    horizon: Horizon
    title: str
    headline: str
    """One sentence, for whoever shows a link to the page."""
    main: str
    """What stands in `<main>`."""
    table: str
    """What stands beneath it for readers without scripts."""
    data: str
    """JSON: the documents that the script would ask for first."""


def front(horizon: Horizon, bodies: Bodies, made_at: datetime) -> Front:
    """The first view, from documents read at `made_at` (wall clock)."""
    reading = read(horizon, bodies)
    title, said = _title(reading)
    price = price_on_record(reading.candles)
    main = (
        banner(reading.status)
        + element("div", horizon_links(horizon) + price_line(price), class_="choice")
        + headline(reading)
        + picture(reading)
    )
    seeds = {
        "status": bodies.status.body,
        "forecast": bodies.latest.body,
        "candles": bodies.candles.body,
        "forecasts": bodies.forecasts.body,
        "price": b"null" if price is None else price.model_dump_json().encode(),
    }
    known = json.dumps(
        {
            "made_at": instant_text(made_at),
            "horizon": horizon.value,
            "candle_hours": bodies.candle_hours,
        }
    )
    documents = "".join(f',"{name}":{body.decode()}' for name, body in seeds.items())
    return Front(
        horizon=horizon,
        title=title,
        headline=said,
        main=main,
        table=table(reading) + data_links(),
        data=f"{known[:-1]}{documents}}}",
    )


def horizon_links(chosen: Horizon) -> str:
    """The four horizons as links; the script puts its switch in their place."""
    links = "".join(
        link(
            f"/?horizon={one}",
            HORIZON_FACTS[one].label,
            aria_current="page" if one is chosen else None,
        )
        for one in Horizon
    )
    return element("nav", links, class_="horizons", aria_label="How far ahead")


def _title(reading: Reading) -> tuple[str, str]:
    forecast = reading.forecast
    if forecast is None:
        return PLAIN_TITLE, DESCRIPTION
    if reading.staleness == "gone":
        return f"No current forecast · {PLAIN_TITLE}", DESCRIPTION
    said = reading.sentence(forecast)
    title = f"{said.low}–{said.high} · {reading.horizon} · {PLAIN_TITLE}"
    return title, f"{said.text}. {said.complement}"
