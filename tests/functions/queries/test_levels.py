"""A level is judged by the current forecast as published, and by none when none is current."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.documents.envelope import Rendered, render
from functions.documents.forecast import latest_forecasts
from functions.domain.errors import InvalidInput, NotFound
from functions.domain.horizon import Horizon, Slot
from functions.domain.levels import level_probabilities
from functions.domain.record import read_forecast_record
from functions.domain.units import ratio_text
from functions.domain.world import Mode
from functions.queries.levels import levels_of
from tests.functions.documents.settled import WORLD, T, issued

FORECASTS = [issued(Slot(T, horizon)) for horizon in Horizon]
DOCUMENT = render(latest_forecasts(WORLD, FORECASTS, [], []))
REFERENCE = Decimal("118765.43")
LIVE = replace(WORLD, mode=Mode.LIVE)


def asked(
    horizon: Horizon, price: Decimal, wall: datetime = T, document: Rendered = DOCUMENT
) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(levels_of(document, horizon, price, wall).body)
    return found


@given(st.sampled_from(Horizon), st.decimals("1", 10**7, places=2))
def test_the_probabilities_are_those_of_the_record(horizon: Horizon, price: Decimal) -> None:
    body = next(one.body for one in FORECASTS if one.slot.horizon is horizon)
    said = read_forecast_record(body)
    expected = level_probabilities(said.forecast, said.extreme, said.reference_price, price)
    found = asked(horizon, price)
    assert found["p_close_above"] == ratio_text(expected.p_close_above)
    assert found["p_touch"] == (None if expected.p_touch is None else ratio_text(expected.p_touch))


def test_the_document_says_what_it_was_computed_from() -> None:
    found = asked(Horizon.H24, Decimal("120000.50"))
    assert found["forecast_id"] == "24h-20250717T00Z"
    assert found["slot"] == {
        "horizon": "24h",
        "cutoff": "2025-07-17T00:00:00Z",
        "target": "2025-07-18T00:00:00Z",
    }
    assert found["issued_at"] == "2025-07-17T00:01:00Z"
    assert found["reference_price"] == str(REFERENCE)
    assert found["price"] == "120000.5"
    assert found["log_return"] == "0.010346"


def test_at_7_days_a_close_is_judged_and_no_touch_is_claimed() -> None:
    found = asked(Horizon.D7, REFERENCE)
    assert (found["p_close_above"], found["p_touch"]) == ("0.500000", None)


def test_the_reference_price_is_touched_for_sure() -> None:
    assert asked(Horizon.H4, REFERENCE)["p_touch"] == "1.000000"


def test_without_a_forecast_of_the_horizon_nothing_is_said() -> None:
    document = render(latest_forecasts(WORLD, FORECASTS[:1], [], []))
    with pytest.raises(NotFound, match="there is no 24h forecast yet"):
        asked(Horizon.H24, REFERENCE, document=document)


def test_a_forecast_whose_target_has_closed_is_not_current() -> None:
    later = replace(WORLD, data_as_of=T + timedelta(hours=1))
    document = render(latest_forecasts(later, FORECASTS, [], []))
    with pytest.raises(NotFound, match="1h-20250717T00Z ended at 2025-07-17T01:00:00Z"):
        asked(Horizon.H1, REFERENCE, document=document)
    assert asked(Horizon.H4, REFERENCE, document=document)["forecast_id"] == "4h-20250717T00Z"


def test_in_a_live_world_without_new_candles_the_wall_clock_ends_a_forecast() -> None:
    document = render(latest_forecasts(LIVE, FORECASTS, [], []))
    target = T + timedelta(hours=1)
    assert asked(Horizon.H1, REFERENCE, target - timedelta(seconds=1), document)
    with pytest.raises(NotFound, match="ended at"):
        asked(Horizon.H1, REFERENCE, target, document)


def test_a_replayed_world_asks_no_wall_clock() -> None:
    assert asked(Horizon.H1, REFERENCE, T + timedelta(days=400))


def test_a_level_that_is_no_price_is_refused() -> None:
    with pytest.raises(InvalidInput, match="price: a level is a price in USD above 0"):
        asked(Horizon.H1, Decimal(0))
