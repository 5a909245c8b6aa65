"""One horizon's record as published: what has an outcome, what was missed, what it lost by day."""

from functions.documents.calibration import calibration
from functions.domain.horizon import Horizon
from functions.domain.units import HOUR
from functions.ports.forecasts import SlotMark
from tests.functions.documents.scored_days import day
from tests.functions.documents.settled import WORLD, T

HELD = {50: True, 80: True, 90: True, 95: True}


def test_missed_and_pending_slots_are_told_apart_from_scored_ones() -> None:
    marks = [
        SlotMark(T, False, 0.25, HELD),
        SlotMark(T + HOUR, True, None, {}),
        SlotMark(T + 2 * HOUR, False, None, {}),
    ]
    said = calibration(WORLD, Horizon.H24, marks, [], [], complete=True)
    assert (said.scored.cutoffs, said.scored.pit) == ([T], ["0.250000"])
    assert said.missed == [T + HOUR]
    assert [one.count for one in said.pit_bins] == [0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    assert (said.pit_bins[2].low, said.pit_bins[2].high) == ("0.200000", "0.300000")
    assert said.levels[0].level == "0.010000"
    assert [one.count for one in said.levels[3:7]] == [0, 0, 1, 1]


def test_without_an_outcome_nothing_is_claimed() -> None:
    marks = [SlotMark(T, True, None, {})]
    said = calibration(WORLD, Horizon.H24, marks, [], [], complete=True)
    assert (said.pit_bins, said.levels, said.regimes, said.days) == ([], [], [], [])
    assert said.missed == [T]


def test_a_day_has_the_sums_of_all_scorers_that_have_all_its_forecasts() -> None:
    days = [day(0, "model", 24, 0.5), day(0, "ewma", 24, 0.75), day(0, "late", 3, 0.01)]
    (row,) = calibration(WORLD, Horizon.H24, [], days, [], complete=True).days
    assert (row.day, row.forecasts) == (T.date(), 24)
    assert row.pinball == {"model": "0.500000000", "ewma": "0.750000000"}
