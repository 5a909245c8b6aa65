"""All horizons in one table, and where else to look: for readers without scripts."""

from functions.documents.fan.shape import central_interval
from functions.documents.forecast import Forecast
from functions.documents.front.markup import column, element, link, text, time
from functions.documents.front.reading import Reading
from functions.documents.horizons import HORIZON_FACTS
from functions.documents.sentence import rounded_interval
from functions.documents.wording import full_time, weekday_time
from functions.domain.horizon import Horizon

PERCENTS = (50, 80, 95)
AT, ISSUED, MODEL = "Price at", "Issued", "Model"
TITLE = "The newest forecast of every horizon"
DATA = (
    ("/api/v1/forecast", "these forecasts as JSON"),
    ("/api/v1/forecasts?format=csv", "every forecast as CSV"),
    ("/api/v1/scores", "the scores"),
    ("/api/v1/ledger", "the ledger"),
    ("/api/v1/models", "the models"),
    ("/api/v1/status", "the status"),
    ("/verify.py", "a program that verifies the record"),
)


def table(reading: Reading) -> str:
    """The newest forecast of every horizon with its intervals; empty before the first."""
    rows = "".join(
        _row(reading, one) for horizon in Horizon if (one := reading.newest(horizon)) is not None
    )
    if not rows:
        return ""
    head = "".join(
        [
            column("Horizon"),
            column(AT),
            *(column(_between(percent), is_number=True) for percent in PERCENTS),
            column(ISSUED),
            column(MODEL),
        ]
    )
    drawn = element(
        "table",
        f"<caption>{TITLE}, in US dollars</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody>",
        class_="data every-horizon",
    )
    return element("div", drawn, class_="scroll")


def data_links() -> str:
    """Where the same can be read as data."""
    said = ", ".join(link(address, name) for address, name in DATA)
    return element("p", f"As data: {said}.", class_="quiet")


def _row(reading: Reading, forecast: Forecast) -> str:
    record = forecast.record
    slot, facts = record.slot, HORIZON_FACTS[record.slot.horizon]
    name = link(f"/?horizon={slot.horizon}", facts.label)
    if reading.staleness_of(record) in ("old", "gone"):
        name += " (out of date)"
    intervals = ""
    for percent in PERCENTS:
        ends = (float(end.price) for end in central_interval(record, percent))
        low, high = rounded_interval(*ends)
        intervals += _cell(_between(percent), text(f"{low} to {high}"), class_="number")
    return (
        f"<tr>{element('th', name, scope='row')}"
        f"{_cell(AT, time(slot.target, weekday_time(slot.target)))}{intervals}"
        f"{_cell(ISSUED, time(record.issued_at, full_time(record.issued_at)))}"
        f"{_cell(MODEL, f'version {record.model.version}')}</tr>"
    )


def _between(percent: int) -> str:
    return f"{percent}% between"


def _cell(column_name: str, content: str, class_: str | None = None) -> str:
    """A cell that says itself of which column it is, where there is no room for a head."""
    return element("td", content, class_=class_, data_label=column_name)
