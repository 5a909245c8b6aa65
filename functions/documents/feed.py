"""Issued forecasts and missed slots as an Atom feed (RFC 4287)."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime
from urllib.parse import urlsplit

from functions.documents.horizons import HORIZON_FACTS
from functions.documents.sentence import chance_of, rounded_interval
from functions.documents.track_record import ForecastPage, ForecastRow
from functions.documents.wording import MODE_LABELS, exact_dollars, full_time, weekday_time
from functions.domain.horizon import Horizon, Slot
from functions.domain.units import instant_text

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
TAGGED_SINCE = "2025"
"""The year in which whoever has the host named things by it (RFC 4151); it never changes."""
NOT_YET = datetime(1970, 1, 1, tzinfo=UTC)
_MODES = {"live": "", "replay": ", replayed", "simulated": ", of a simulated market"}
_UNPRINTABLE = re.compile(r"[^\t\n\r -\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")
"""What XML 1.0 has no way to write."""


def feed(page: ForecastPage, horizon: Horizon | None, origin: str) -> bytes:
    """The newest slots of one horizon, or of all; `origin` is where the page is served."""
    of = "" if horizon is None else f" {HORIZON_FACTS[horizon].label} ahead"
    query = "" if horizon is None else f"?horizon={horizon}"
    root = ET.Element("feed", {"xmlns": ATOM, "xml:lang": "en"})
    _text(root, "id", _tag(origin, page.mode, f"feed/{horizon or 'all'}"))
    _text(root, "title", f"Candor: Bitcoin forecasts{of}{_MODES[page.mode]}")
    _text(
        root,
        "subtitle",
        "Issued before their outcome, kept on a record that cannot be rewritten unnoticed, and"
        " scored. Not financial advice.",
    )
    newest = max((_updated(row) for row in page.forecasts), default=page.data_as_of or NOT_YET)
    _text(root, "updated", instant_text(newest))
    _text(ET.SubElement(root, "author"), "name", "Candor")
    _text(root, "icon", f"{origin}/favicon.svg")
    _link(root, "self", MEDIA_TYPE, f"{origin}/feed.atom{query}")
    _link(root, "alternate", "text/html", f"{origin}/history{query}")
    for row in page.forecasts:
        root.append(_entry(row, page.mode, origin))
    said: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return said


def _entry(row: ForecastRow, mode: str, origin: str) -> ET.Element:
    entry = ET.Element("entry")
    title, content = _missed(row) if row.status == "missed" else _issued(row, mode)
    _text(entry, "id", _tag(origin, mode, row.id))
    # Readers show titles of many feeds in one list, without the names of those.
    mark = "" if mode == "live" else f"{MODE_LABELS[mode]}: "
    _text(entry, "title", f"{mark}{title}")
    _text(entry, "updated", instant_text(_updated(row)))
    _text(entry, "published", instant_text(_updated(row)))
    _link(entry, "alternate", "text/html", f"{origin}/history?slot={row.id}")
    if row.status != "missed":
        _link(entry, "related", "application/json", f"{origin}/api/v1/forecasts/{row.id}")
    ET.SubElement(entry, "category", {"term": row.horizon})
    _text(entry, "content", content, {"type": "text"})
    return entry


def _issued(row: ForecastRow, mode: str) -> tuple[str, str]:
    low, median, high, reference = (
        float(price or "nan")
        for price in (row.q10_price, row.q50_price, row.q90_price, row.reference_price)
    )
    bottom, top = rounded_interval(low, high)
    subject = "the simulated price" if mode == "simulated" else "Bitcoin"
    title = f"By {weekday_time(row.target)} {chance_of(subject)} {bottom} and {top}"
    content = (
        f"Price at {full_time(row.target)}: 80% between {exact_dollars(low)} and"
        f" {exact_dollars(high)}, 1 in 10 above, 1 in 10 below; median {exact_dollars(median)}."
        f" Issued {full_time(row.cutoff)} at a price of {exact_dollars(reference)};"
        f" ledger entry {row.ledger_index}."
    )
    return title, content


def _missed(row: ForecastRow) -> tuple[str, str]:
    adjective = HORIZON_FACTS[row.horizon].adjective
    content = (
        f"The slot was announced and not filled in time: {row.missed_reason}. It stays on the"
        f" record as missed; ledger entry {row.ledger_index}."
    )
    title = f"Missed: no {adjective} forecast was issued for {weekday_time(row.cutoff)}"
    return title, content


def _updated(row: ForecastRow) -> datetime:
    """When it was issued; a missed slot was missed at its deadline."""
    return row.issued_at or Slot(row.cutoff, row.horizon).deadline


def _tag(origin: str, mode: str, name: str) -> str:
    """What names a thing for ever, wherever it is read (RFC 4151)."""
    return f"tag:{urlsplit(origin).hostname},{TAGGED_SINCE}:{mode}/{name}"


def _text(
    parent: ET.Element, name: str, text: str, attributes: dict[str, str] | None = None
) -> None:
    ET.SubElement(parent, name, attributes or {}).text = _UNPRINTABLE.sub("", text)


def _link(parent: ET.Element, rel: str, media_type: str, href: str) -> None:
    ET.SubElement(parent, "link", {"rel": rel, "type": media_type, "href": href})
