"""What is published of touches follows from the record and the candles, over the whole service."""

from decimal import Decimal

import httpx

from functions.domain.chances import CHANCES, farthest_touch
from functions.domain.record import published_forecast
from functions.domain.units import ratio_text
from tests.http.test_documents import FORECAST_ID, all_rows


async def test_a_forecasts_touches_follow_from_its_record_and_the_candles(
    api: httpx.AsyncClient,
) -> None:
    found = (await api.get(f"/api/v1/forecasts/{FORECAST_ID}")).json()["forecast"]
    slot, touched = found["record"]["slot"], found["outcome"]["touched"]
    url = f"/api/v1/candles?hours=24&until={slot['target']}"
    candles = (await api.get(url)).json()["candles"]
    assert (len(candles), candles[0]["open_time"]) == (24, slot["cutoff"])
    assert Decimal(touched["highest"]) == max(Decimal(one["high"]) for one in candles)
    assert Decimal(touched["lowest"]) == min(Decimal(one["low"]) for one in candles)
    said = published_forecast(found["record"])
    assert said.extreme is not None
    anew = farthest_touch(
        said.forecast,
        said.extreme,
        said.reference_price,
        Decimal(touched["highest"]),
        Decimal(touched["lowest"]),
    )
    assert touched["p_highest"] == ratio_text(anew.p_highest)
    assert touched["p_lowest"] == ratio_text(anew.p_lowest)


async def test_every_scored_forecast_was_asked_for_the_same_chances(
    api: httpx.AsyncClient,
) -> None:
    rows = [row for row in await all_rows(api) if row["status"] == "scored"]
    for horizon in (await api.get("/api/v1/scores")).json()["horizons"]:
        closed, touched = horizon["closed_above"], horizon["touched"]
        pits = [float(row["pit"]) for row in rows if row["horizon"] == horizon["horizon"]]
        assert closed["asked"] == [horizon["scored"]] * 10
        assert len(pits) == horizon["scored"]
        assert closed["came"] == [sum(pit > 1 - chance for pit in pits) for chance in CHANCES], (
            horizon["horizon"]
        )
        assert closed["chance"] == [ratio_text(chance) for chance in CHANCES]
        if horizon["horizon"] == "7d":
            assert touched is None
        else:
            assert touched["asked"][:7] == [2 * len(pits)] * 7
            assert touched["asked"] == sorted(touched["asked"], reverse=True)
            assert touched["came"][:7] == sorted(touched["came"][:7])
            assert 0 < touched["came"][6] < touched["asked"][6]
