"""Settled slots in pages, through filters, and as a file."""

import csv
import io
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.documents.forecast import Touched
from functions.documents.track_record import ForecastRow
from functions.domain.horizon import Horizon, parse_slot_id
from tests.http.small_world import SOURCE

FORECASTS = "/api/v1/forecasts"
SLOTS = (
    588  # 193 cutoffs of three horizons and 9 of the fourth, 00:00 of the first to the ninth day
)
FIRST_MISSED = "2024-05-04T01:00:00Z"
SECOND_MISSED = "2024-05-04T02:00:00Z"


async def walk(
    api: httpx.AsyncClient, limit: int, **filters: str
) -> tuple[list[dict[str, Any]], int]:
    """All rows by following cursors, and the number of pages."""
    rows: list[dict[str, Any]] = []
    pages, cursor = 0, ""
    while True:
        params = {"limit": str(limit), **filters, **({"cursor": cursor} if cursor else {})}
        answer = await api.get(FORECASTS, params=params)
        assert answer.status_code == 200, answer.text
        rows += answer.json()["forecasts"]
        pages += 1
        cursor = answer.json()["next_cursor"]
        if cursor is None:
            return rows, pages


async def test_pages_of_any_size_join_to_the_whole_list(api: httpx.AsyncClient) -> None:
    whole, _ = await walk(api, 200)
    assert len(whole) == SLOTS
    assert len({row["id"] for row in whole}) == SLOTS
    for limit in (50, 97):
        assert (await walk(api, limit))[0] == whole
    newest_first = sorted(
        whole, key=lambda row: (row["cutoff"], parse_slot_id(row["id"]).target), reverse=True
    )
    assert whole == newest_first


@settings(
    max_examples=10,
    suppress_health_check=[HealthCheck.differing_executors],
)
@given(
    limit=st.integers(11, 90),
    horizon=st.sampled_from([None, *Horizon]),
    status=st.sampled_from([None, "pending", "scored", "missed"]),
)
async def test_a_walk_through_filtered_pages_has_no_hole_and_no_duplicate(
    api: httpx.AsyncClient, limit: int, horizon: Horizon | None, status: str | None
) -> None:
    filters = {"horizon": horizon and horizon.value, "status": status, "cutoff_from": FIRST_MISSED}
    chosen = {name: value for name, value in filters.items() if value}
    whole, _ = await walk(api, 200)
    walked, pages = await walk(api, limit, **chosen)
    expected = [
        row
        for row in whole
        if (horizon is None or row["horizon"] == horizon.value)
        and (status is None or row["status"] == status)
        and row["cutoff"] >= FIRST_MISSED
    ]
    assert walked == expected
    assert pages in (len(expected) // limit, len(expected) // limit + 1)


async def test_slots_nobody_issued_stay_visible_as_missed(api: httpx.AsyncClient) -> None:
    rows, _ = await walk(api, 50, status="missed")
    assert {(row["horizon"], row["cutoff"]) for row in rows} == {
        (horizon, cutoff)
        for horizon in ("1h", "4h", "24h")
        for cutoff in (FIRST_MISSED, SECOND_MISSED)
    }
    for row in rows:
        assert row["missed_reason"] == "not issued by the deadline"
        assert row["issued_at"] is row["q50_price"] is row["pit"] is None


async def test_cutoffs_are_chosen_by_first_and_last_in_any_zone(api: httpx.AsyncClient) -> None:
    from_utc, _ = await walk(
        api, 50, cutoff_from="2024-05-02T03:00:00Z", cutoff_until="2024-05-02T05:00:00Z"
    )
    from_paris, _ = await walk(
        api, 50, cutoff_from="2024-05-02T05:00:00+02:00", cutoff_until="2024-05-02T07:00:00+02:00"
    )
    assert from_utc == from_paris
    assert len(from_utc) == 9
    assert {row["cutoff"] for row in from_utc} == {
        f"2024-05-02T0{hour}:00:00Z" for hour in (3, 4, 5)
    }


async def test_a_row_repeats_what_the_forecast_itself_says(api: httpx.AsyncClient) -> None:
    rows, _ = await walk(api, 50, horizon="24h", status="scored")
    for row in rows[::40]:
        forecast = (await api.get(f"{FORECASTS}/{row['id']}")).json()["forecast"]
        prices = {q["level"]: q["price"] for q in forecast["record"]["quantiles"]}
        assert row["reference_price"] == forecast["record"]["reference_price"]
        assert (row["q10_price"], row["q50_price"], row["q90_price"]) == (
            prices["0.1"],
            prices["0.5"],
            prices["0.9"],
        )
        outcome = forecast["outcome"]
        assert row["outcome_price"] == outcome["price"]
        assert (row["pit"], row["pinball"], row["crps"], row["covered_80"]) == (
            outcome["pit"],
            outcome["pinball"]["model"],
            outcome["crps"]["model"],
            outcome["covered"]["80"],
        )


@pytest.mark.parametrize("filters", [{}, {"status": "missed"}, {"horizon": "7d"}])
async def test_the_csv_file_holds_the_rows_of_the_json_pages(
    api: httpx.AsyncClient, filters: dict[str, str]
) -> None:
    answer = await api.get(FORECASTS, params={"format": "csv", **filters})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert (
        answer.headers["content-disposition"]
        == 'attachment; filename="candor-simulated-forecasts.csv"'
    )
    assert answer.content.count(b"\r\n") == answer.content.count(b"\n")
    lines = list(csv.DictReader(io.StringIO(answer.text)))
    rows, _ = await walk(api, 200, **filters)
    world = {"mode": "simulated", "source": SOURCE, "data_as_of": "2024-05-08T00:00:00Z"}
    assert [
        {name: line[name] for name in (*world, *ForecastRow.model_fields)} for line in lines
    ] == [world | {name: _cell(row[name]) for name in ForecastRow.model_fields} for row in rows]


async def test_the_csv_file_says_how_far_the_price_got(api: httpx.AsyncClient) -> None:
    answer = await api.get(FORECASTS, params={"format": "csv", "status": "scored", "limit": 50})
    names = list(Touched.model_fields)
    for line in csv.DictReader(io.StringIO(answer.text)):
        found = (await api.get(f"{FORECASTS}/{line['id']}")).json()["forecast"]["outcome"][
            "touched"
        ]
        said = {name: line[name] for name in names}
        assert said == (found or dict.fromkeys(names, ""))
        assert (found is None) is (line["horizon"] == "7d")


async def test_csv_files_linked_to_each_other_join_to_the_whole(api: httpx.AsyncClient) -> None:
    url: str | None = f"{FORECASTS}?format=csv&limit=250"
    ids: list[str] = []
    sizes = []
    while url:
        answer = await api.get(url)
        page = [line["id"] for line in csv.DictReader(io.StringIO(answer.text))]
        ids += page
        sizes.append(len(page))
        url = answer.links.get("next", {}).get("url")
    assert sizes == [250, 250, SLOTS - 500]
    assert ids == [row["id"] for row in (await walk(api, 200))[0]]


async def test_a_csv_file_is_cached_as_a_document_is(api: httpx.AsyncClient) -> None:
    answer = await api.get(FORECASTS, params={"format": "csv"})
    page = await api.get(FORECASTS, params={"limit": "49"})
    assert answer.headers["cache-control"] == page.headers["cache-control"]
    sent = {"If-None-Match": answer.headers["etag"]}
    again = await api.get(FORECASTS, params={"format": "csv"}, headers=sent)
    assert (again.status_code, again.content) == (304, b"")


def _cell(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
