"""A forecast document repeats the ledger's numbers and says which slot comes next."""

import json
from datetime import datetime, timedelta

import pytest

from functions.documents.forecast import (
    forecast,
    forecast_detail,
    latest_forecasts,
    next_slots,
)
from functions.domain.horizon import Horizon, Slot, standing_schedules
from functions.domain.ledger import leaf_hash
from functions.domain.units import HOUR
from functions.domain.world import Clock
from tests.functions.documents.settled import OUTCOME, SLOT, WORLD, T, issued


def live(now: datetime) -> Clock:
    return Clock(now, None, None, None, 3600.0)


def test_the_record_is_the_ledger_entry_field_for_field() -> None:
    settled = issued()
    document = forecast(settled)
    assert document.record.model_dump(mode="json") == json.loads(settled.body)
    assert document.id == SLOT.id
    assert document.leaf_hash == leaf_hash(settled.body).hex()
    assert document.ledger_index == 7


def test_a_forecast_has_no_outcome_before_it_is_scored() -> None:
    assert forecast(issued()).outcome is None


def test_an_outcome_brings_the_rounded_scores_of_the_model_and_its_baselines() -> None:
    outcome = forecast(issued(outcome=OUTCOME)).outcome
    assert outcome is not None
    assert (outcome.price, outcome.log_return, outcome.pit) == ("119000.50", "0.001970", "0.765432")
    assert outcome.pinball == {"model": "0.001234568", "ewma": "0.002000000"}
    assert outcome.crps == {"model": "0.002100000", "ewma": "0.003000000"}
    assert outcome.covered == {"50": False, "80": True, "90": True, "95": True}


def test_only_the_directional_edge_that_is_proved_is_claimed() -> None:
    newest = [issued(), issued(Slot(T, Horizon.D7))]
    assert latest_forecasts(WORLD, newest, [], []).directional_edge == []
    document = latest_forecasts(WORLD, newest, [], [Horizon.H24])
    assert document.directional_edge == [Horizon.H24]
    assert [one.record.slot.horizon for one in document.forecasts] == [Horizon.H24, Horizon.D7]


def test_a_single_forecast_comes_in_the_same_envelope() -> None:
    document = forecast_detail(WORLD, issued())
    assert (document.mode, document.source, document.data_as_of) == ("replay", "file.csv", T)
    assert document.forecast == forecast(issued())


def test_before_anything_is_settled_the_next_slot_is_the_first_announced() -> None:
    start = T + 5 * HOUR
    slots = {one.horizon: one for one in next_slots(standing_schedules(start), {}, live(T))}
    assert [slots[h].cutoff for h in (Horizon.H1, Horizon.H4, Horizon.H24)] == [start] * 3
    assert slots[Horizon.D7].cutoff == T + 24 * HOUR
    assert all(one.deadline - one.cutoff == timedelta(minutes=10) for one in slots.values())


@pytest.mark.parametrize("now", [T, T + timedelta(minutes=59), T + 3 * HOUR, T + 400 * HOUR])
def test_the_next_slot_is_the_first_that_nothing_has_settled_however_late_it_is(
    now: datetime,
) -> None:
    settled = dict.fromkeys(Horizon, T)
    slots = {
        one.horizon: one
        for one in next_slots(standing_schedules(T - 48 * HOUR), settled, live(now))
    }
    assert {horizon: one.cutoff for horizon, one in slots.items()} == {
        Horizon.H1: T + HOUR,
        Horizon.H4: T + HOUR,
        Horizon.H24: T + HOUR,
        Horizon.D7: T + 24 * HOUR,
    }


def test_where_nothing_is_announced_nothing_comes_next() -> None:
    assert next_slots([], {}, live(T)) == []


def test_a_history_that_has_ended_has_no_next_slot() -> None:
    ended = Clock(T, T - 48 * HOUR, T - 24 * HOUR, T, 5.0)
    assert next_slots(standing_schedules(T - 48 * HOUR), dict.fromkeys(Horizon, T), ended) == []
