"""Slots are full UTC hours, announced by schedules, named by ids that are read back exactly."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.errors import InvalidInput
from functions.domain.horizon import (
    EVERY_HOUR,
    Horizon,
    Schedule,
    Slot,
    parse_slot_id,
    standing_schedules,
)
from functions.domain.units import HOUR

T = datetime(2025, 7, 17, tzinfo=UTC)
horizons = st.sampled_from(Horizon)
cutoffs = st.integers(0, 24 * 365 * 40).map(lambda h: datetime(2010, 1, 1, tzinfo=UTC) + h * HOUR)
slots = st.builds(Slot, cutoffs, horizons)


def test_the_horizons_are_1h_4h_24h_and_7d() -> None:
    assert {str(horizon): horizon.hours for horizon in Horizon} == {
        "1h": 1,
        "4h": 4,
        "24h": 24,
        "7d": 168,
    }


@given(slots)
def test_a_slot_is_due_within_ten_minutes_and_before_its_target(slot: Slot) -> None:
    assert slot.deadline - slot.cutoff == timedelta(minutes=10)
    assert slot.target - slot.cutoff == slot.horizon.length
    assert slot.cutoff < slot.deadline < slot.target


@pytest.mark.parametrize(
    "cutoff",
    [
        T.replace(tzinfo=None),
        T + timedelta(minutes=30),
        T + timedelta(microseconds=1),
        T.astimezone(timezone(timedelta(hours=2))),
        T.replace(tzinfo=timezone(timedelta(hours=5, minutes=30))),
    ],
)
def test_a_cutoff_that_is_not_a_full_utc_hour_is_refused(cutoff: datetime) -> None:
    with pytest.raises(InvalidInput, match="full hour in UTC"):
        Slot(cutoff, Horizon.H1)


@given(slots)
def test_a_slot_id_names_its_slot(slot: Slot) -> None:
    assert parse_slot_id(slot.id) == slot
    assert parse_slot_id(slot.id).cutoff.tzinfo is UTC


def test_a_slot_id_reads_as_horizon_and_cutoff() -> None:
    assert Slot(T, Horizon.H24).id == "24h-20250717T00Z"


BAD_IDS = [
    "",
    "24h",
    "24h-",
    "-20250717T00Z",
    "2h-20250717T00Z",
    "24H-20250717T00Z",
    "24h-20250717T24Z",
    "24h-20250230T00Z",
    "24h-20250717T00",
    "24h-20250717T0030Z",
    "24h-2025-07-17T00Z",
    "24h-20250717T00Z ",
    " 24h-20250717T00Z",
    "24h-20250717T00Z\n",
    "24h-20250717T00Z-1",
    "24h-20250717T0Z",
    "24h-2025717T00Z",
    "24h-\u0662\u0660\u0662\u0665\u0660\u0667\u0661\u0667T\u0660\u0660Z",
    "1h-00010101T00Z",
    "24h-20250717t00z",
    "24h-\x00",
    "x" * 10_000,
]


@pytest.mark.parametrize("text", BAD_IDS)
def test_a_bad_id_is_refused_with_a_word_on_what_ids_look_like(text: str) -> None:
    with pytest.raises(InvalidInput, match="ids look like 24h-20250717T00Z"):
        parse_slot_id(text)


@given(
    st.from_regex(r"(1h|4h|24h|7d)-[0-9]{4,8}T[0-9]{1,2}Z", fullmatch=True) | st.text(max_size=20)
)
def test_one_slot_has_one_id(text: str) -> None:
    try:
        slot = parse_slot_id(text)
    except InvalidInput:
        return
    assert slot.id == text


@given(
    hours=st.sets(st.integers(0, 23), min_size=1),
    valid_from=cutoffs,
    after=st.integers(-100 * 60, 100 * 60),
    length=st.integers(-10 * 60, 100 * 60),
)
def test_a_schedule_has_exactly_the_slots_after_one_instant_and_until_another(
    hours: set[int], valid_from: datetime, after: int, length: int
) -> None:
    schedule = Schedule(Horizon.H4, tuple(sorted(hours)), valid_from)
    start = valid_from + timedelta(minutes=after)
    end = start + timedelta(minutes=length)
    around = (valid_from + step * HOUR for step in range(-300, 300))
    expected = [
        Slot(cutoff, Horizon.H4)
        for cutoff in around
        if start < cutoff <= end and cutoff >= valid_from and cutoff.hour in hours
    ]
    assert list(schedule.slots(start, end)) == expected


def test_after_is_excluded_and_until_is_included() -> None:
    schedule = Schedule(Horizon.H1, EVERY_HOUR, T)
    found = [slot.cutoff for slot in schedule.slots(T + HOUR, T + 3 * HOUR)]
    assert found == [T + 2 * HOUR, T + 3 * HOUR]
    assert list(schedule.slots(T + HOUR, T + HOUR)) == []


def test_the_first_slot_is_the_one_at_the_start_of_the_schedule() -> None:
    schedule = Schedule(Horizon.H1, EVERY_HOUR, T)
    first = next(schedule.slots(T - 48 * HOUR, T + HOUR))
    assert first.cutoff == T
    assert list(schedule.slots(T - 48 * HOUR, T - timedelta(seconds=1))) == []


@given(st.integers(0, 23))
def test_a_week_announced_at_any_hour_of_the_day_begins_at_the_next_midnight(hour: int) -> None:
    week = next(one for one in standing_schedules(T + hour * HOUR) if one.horizon is Horizon.D7)
    found = [slot.cutoff for slot in week.slots(T - HOUR, T + 49 * HOUR)]
    expected = [T + 24 * HOUR, T + 48 * HOUR]
    assert found == ([T, *expected] if hour == 0 else expected)


@given(cutoffs)
def test_the_standing_schedules_give_three_slots_an_hour_and_a_fourth_at_midnight(
    start: datetime,
) -> None:
    slots = [
        slot
        for schedule in standing_schedules(start)
        for slot in schedule.slots(start - HOUR, start + 23 * HOUR)
    ]
    assert len(slots) == 3 * 24 + 1
    assert [slot.cutoff.hour for slot in slots if slot.horizon is Horizon.D7] == [0]


def test_slots_are_ordered_by_cutoff_first() -> None:
    assert min(Slot(T + HOUR, Horizon.H1), Slot(T, Horizon.D7)).cutoff == T
