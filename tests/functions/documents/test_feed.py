"""The feed is valid Atom, by the rules that RFC 4287 gives, and tells of misses too."""

import re
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta

import pytest

from functions.documents.feed import ATOM, feed
from functions.documents.track_record import ForecastPage, ForecastRow
from functions.documents.wording import MODE_LABELS
from functions.domain.horizon import Horizon
from tests.functions.documents.fan.golden import NAMED

NS = {"a": ATOM}
ORIGIN = "https://candor.example"
INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ISSUED = ForecastRow.model_validate(NAMED["24h"]["rows"][0])
MISSED = ISSUED.model_copy(
    update={
        "id": "24h-20250611T12Z",
        "cutoff": ISSUED.cutoff + timedelta(hours=1),
        "status": "missed",
        "issued_at": None,
        "missed_reason": "no candle <closed> & nobody\x0b came",
    }
)


def page(*rows: ForecastRow, mode: str = "live") -> ForecastPage:
    return ForecastPage.model_validate(
        {"mode": mode, "source": "venues", "data_as_of": datetime(2025, 6, 12, tzinfo=UTC),
         "forecasts": [row.model_dump() for row in rows], "next_cursor": None}
    )  # fmt: skip


def read(*rows: ForecastRow, mode: str = "live", horizon: Horizon | None = None) -> ET.Element:
    return ET.fromstring(feed(page(*rows, mode=mode), horizon, ORIGIN))


def said(parent: ET.Element, name: str) -> str:
    (found,) = parent.findall(f"a:{name}", NS)
    return found.text or ""


def linked(parent: ET.Element) -> dict[str, str]:
    links = parent.findall("a:link", NS)
    found = {one.attrib["rel"]: one.attrib["href"] for one in links}
    assert len(found) == len(links)  # 4.1.1: no two alternates of one type
    return found


@pytest.mark.parametrize("rows", [(), (ISSUED,), (ISSUED, MISSED)])
def test_feed_and_entries_have_what_the_standard_requires_of_them(
    rows: tuple[ForecastRow, ...],
) -> None:
    root = read(*rows)
    assert root.tag == f"{{{ATOM}}}feed"
    entries = root.findall("a:entry", NS)
    assert len(entries) == len(rows)
    for one in (root, *entries):  # 4.1.1 and 4.1.2: exactly one of each
        assert re.fullmatch(r"tag:candor\.example,2025:live/[\w/-]+", said(one, "id"))
        assert said(one, "title")
        assert INSTANT.fullmatch(said(one, "updated"))
        assert linked(one)["alternate"].startswith(ORIGIN)
    assert root.find("a:author/a:name", NS) is not None  # entries without an author need it
    ids = [said(one, "id") for one in (root, *entries)]
    assert len(set(ids)) == len(ids)
    assert linked(root)["self"] == f"{ORIGIN}/feed.atom"
    assert said(root, "updated") >= max((said(one, "updated") for one in entries), default="")


def test_an_entry_says_the_sentence_and_its_numbers_and_leads_to_the_slot() -> None:
    (entry,) = read(ISSUED).findall("a:entry", NS)
    assert said(entry, "title") == (
        "By Thu 12 Jun, 11:00 UTC there is an 8 in 10 chance that Bitcoin is between $106,900"
        " and $111,900"
    )
    assert "80% between $106,937.60 and $111,864.11" in said(entry, "content")
    assert "ledger entry 1719" in said(entry, "content")
    assert said(entry, "updated") == "2025-06-11T11:00:00Z"
    assert linked(entry) == {
        "alternate": f"{ORIGIN}/history?slot=24h-20250611T11Z",
        "related": f"{ORIGIN}/api/v1/forecasts/24h-20250611T11Z",
    }


def test_a_missed_slot_is_told_at_its_deadline_with_the_reason() -> None:
    (entry,) = read(MISSED).findall("a:entry", NS)
    assert said(entry, "title").startswith("Missed: no 24-hour forecast was issued for Wed 11 Jun")
    assert "no candle <closed> & nobody came" in said(entry, "content")
    assert said(entry, "updated") == "2025-06-11T12:10:00Z"
    assert "related" not in linked(entry)


def test_a_feed_says_what_it_is_of() -> None:
    assert said(read(), "title") == "Candor: Bitcoin forecasts"
    one = read(horizon=Horizon.D7, mode="replay")
    assert said(one, "title") == "Candor: Bitcoin forecasts 7 days ahead, replayed"
    assert linked(one)["self"] == f"{ORIGIN}/feed.atom?horizon=7d"
    (entry,) = read(ISSUED, mode="simulated").findall("a:entry", NS)
    assert "the simulated price" in said(entry, "title")


@pytest.mark.parametrize("row", [ISSUED, MISSED])
def test_every_entry_of_what_is_not_live_says_so(row: ForecastRow) -> None:
    (live,) = read(row).findall("a:entry", NS)
    for mode in ("replay", "simulated"):
        (entry,) = read(row, mode=mode).findall("a:entry", NS)
        title = said(live, "title")
        if mode == "simulated":
            title = title.replace("Bitcoin", "the simulated price")
        assert said(entry, "title") == f"{MODE_LABELS[mode]}: {title}"
