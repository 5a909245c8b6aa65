"""The first view says what the page will say, and nothing that time makes wrong."""

import json
import re

import pytest

from functions.documents.candles import Candles
from functions.documents.front.front import DESCRIPTION, front
from functions.documents.front.markup import text
from functions.documents.front.price import price_on_record
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from functions.domain.world import Mode
from tests.functions.documents.front.views import RUNNING, bodies, reading, view
from tests.functions.documents.settled import T

SAID = "8 in 10 chance that Bitcoin is between"


def words(html: str) -> str:
    """What is read, without the pictures."""
    return " ".join(re.sub(r"<svg.*?</svg>|<[^>]+>", " ", html).split())


def test_sentence_price_picture_and_record_stand_in_the_first_view() -> None:
    said = words(view().main)
    assert SAID in said
    assert "Bitcoin $118,167.00 close of the newest hourly candle, 17 Jul 2025, 00:00 UTC" in said
    assert "Issued 17 Jul 2025, 00:01 UTC" in said
    assert "Price then $118,765.43" in said
    assert "ledger entry 7" in said
    assert "Next forecast 01:00 UTC" in said
    assert "80% of the forecast of 24 hours earlier: it held" in said
    assert view().main.count("<svg") == 3


def test_nothing_in_it_is_said_by_how_long_ago_it_was() -> None:
    live = RUNNING.__class__(T, None, None, None, 3600.0)
    said = words(view(clock=live, mode=Mode.LIVE, after=HOUR / 2).main)
    assert "Live data as of 17 Jul 2025, 00:00 UTC source" in said
    for word in (" ago", " old", "In 3"):
        assert word not in said


def test_the_table_has_every_horizon_and_three_intervals_of_each() -> None:
    table = view().table
    rows = re.findall(r"<tr><th.*?</tr>", table.partition("<tbody>")[2])
    assert [re.findall(r"horizon=(\w+)", row) for row in rows] == [[one.value] for one in Horizon]
    assert all(row.count(" to $") == 3 for row in rows)
    assert all("version 3" in row and "17 Jul 2025, 00:01 UTC" in row for row in rows)
    assert "out of date" not in table


def test_what_is_out_of_date_is_called_so_in_the_table() -> None:
    table = view(after=4 * HOUR + HOUR / 2).table
    assert table.count("(out of date)") == 4  # the candles are as old as the forecasts


@pytest.mark.parametrize(("hours", "class_"), [(0, "current"), (2.75, "late"), (4.5, "old")])
def test_a_forecast_that_is_behind_is_marked_as_the_page_marks_it(
    hours: float, class_: str
) -> None:
    main = view(after=hours * HOUR).main
    assert f'class="headline headline--{class_}"' in main
    assert f'class="forecast-fan forecast-fan--{class_}"' in main
    assert ("the slots since then have none" in main) is (hours > 2.5)


def test_a_day_later_there_is_no_current_forecast() -> None:
    later = view(after=26 * HOUR)
    assert "<h1>There is no current 24-hour forecast</h1>" in later.main
    assert later.title == "No current forecast · Candor"
    assert later.headline == DESCRIPTION
    assert "Next forecast" not in later.main


def test_before_the_first_forecast_the_page_says_when_it_comes() -> None:
    said = words(view(newest=[]).main)
    assert "The first 24-hour forecast will be issued at Thu 17 Jul, 01:00 UTC" in said
    assert "Its outcome comes on Fri 18 Jul, 01:00 UTC." in said
    assert view(newest=[]).title == "Candor"
    assert "<table" not in view(newest=[]).table
    assert "/api/v1/forecast" in view(newest=[]).table


def test_without_a_slot_it_is_prepared_or_over() -> None:
    live = RUNNING.__class__(T, None, None, None, 3600.0)
    said = words(view(newest=[], next_slots=[], clock=live, hours=0).main)
    assert "The first forecasts are being prepared" in said
    over = words(view(newest=[], next_slots=[]).main)
    assert "No 24-hour forecast is issued before the history ends" in over


def test_without_candles_and_forecast_there_is_no_picture_and_no_price() -> None:
    main = view(newest=[], hours=0).main
    assert "<svg" not in main
    assert "fan" not in main
    assert "price-now" not in main


def test_a_tab_shows_what_the_page_will_show_in_it() -> None:
    assert re.fullmatch(r"\$[\d,]+–\$[\d,]+ · 24h · Candor", view().title)
    assert view().headline.startswith("By Fri 18 Jul, 00:00 UTC there is")
    assert view().headline.endswith("1 in 10 that it ends above, 1 in 10 below.")


def test_an_edge_is_claimed_where_it_is_proved_only() -> None:
    assert "No directional edge" in view(edge=[Horizon.H1]).main
    assert "a small edge, below the costs of trading" in view(edge=[Horizon.H24]).main


def test_the_data_are_the_documents_byte_by_byte() -> None:
    given = bodies()
    data = json.loads(front(Horizon.H24, given, T).data)
    assert data["made_at"] == "2025-07-17T00:00:00Z"
    assert (data["horizon"], data["candle_hours"]) == ("24h", 168)
    for name, body in {
        "status": given.status, "forecast": given.latest, "candles": given.candles,
        "forecasts": given.forecasts,
    }.items():  # fmt: skip
        assert data[name] == json.loads(body.body)
    assert data["price"]["price"] == "118167.00"


def test_a_price_stands_where_there_is_a_candle_only() -> None:
    assert price_on_record(reading(hours=0).candles) is None
    price = price_on_record(Candles.model_validate(reading().candles))
    assert price is not None
    assert price.time == T


def test_what_a_document_says_is_no_markup() -> None:
    main = view(source="<script>alert(1)</script>").main
    assert "<script" not in main
    assert "source: &lt;script&gt;" in main
    assert text('"<&') == "&quot;&lt;&amp;"


def test_what_is_not_well_is_said_with_where_to_read_more() -> None:
    said = words(view(degraded=["no candle since noon"]).main)
    assert "Not all is well: no candle since noon. How each part is" in said
    assert "How each part is" not in words(view().main)
