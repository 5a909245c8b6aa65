"""The bill's arithmetic, and that docs show what it gives."""

from typing import Any

import pytest

from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon
from functions.queries.everybody import STATUS, builds
from mlops.deployment.costs.bill import (
    DAYS_A_MONTH,
    HOURS_A_MONTH,
    PUBLISHED_DOCUMENTS,
    awake_minutes_an_hour,
    bill,
    blueprint_usage,
    growth_bytes,
    read_plans,
    redis_commands,
    slots_a_day,
    usage,
)
from mlops.deployment.costs.table import bill_rows, sentences
from mlops.local.settings import REPOSITORY

PLANS = read_plans()


@pytest.mark.parametrize(
    ("minutes", "awake", "expected"),
    [
        ([0], 5.0, 5.0),
        ([1, 4, 7, 12], 5.0, 3 + 3 + 5 + 5),
        ([0, 15, 30, 45], 20.0, 60.0),
        ([59], 5.0, 5.0),
    ],
)
def test_a_database_sleeps_between_ticks_that_are_far_apart(
    minutes: list[int], awake: float, expected: float
) -> None:
    assert awake_minutes_an_hour(minutes, awake) == expected


def test_every_horizon_but_the_longest_has_a_slot_an_hour() -> None:
    assert slots_a_day() == 3 * 24 + 1


def test_what_is_published_at_once_is_counted_as_it_is() -> None:
    services: Any = None
    assert len({STATUS, *builds(services)}) + len(Horizon) == PUBLISHED_DOCUMENTS


def test_a_scrape_a_minute_is_a_command_and_a_flush_each() -> None:
    scrapes = HOURS_A_MONTH * 60
    published = 2 * PUBLISHED_DOCUMENTS * HOURS_A_MONTH
    assert redis_commands(0, scrapes, 0) == published + 43_800 + 4 * 43_800


def test_an_instance_that_never_rests_flushes_by_the_clock() -> None:
    reads = 1e7
    published = 2 * PUBLISHED_DOCUMENTS * HOURS_A_MONTH
    assert redis_commands(0, 0, reads) == published + 2 * reads + 4 * HOURS_A_MONTH * 3600 / 50


def test_probing_and_reporting_call_functions_as_often_as_the_plan_says() -> None:
    frugal, eager = (
        {**PLANS, "profiles": {"free": {**PLANS["profiles"]["free"], "probe_s": probe_s}}}
        for probe_s in (300.0, 60.0)
    )
    minutes = HOURS_A_MONTH * 60
    more = usage(eager, "free")["invocations"] - usage(frugal, "free")["invocations"]
    assert more == pytest.approx(3 * minutes * (1 - 1 / 5))


def test_the_database_grows_by_what_was_measured() -> None:
    said = {"bytes_a_slot": 10, "bytes_a_venue_hour": 2, "bytes_a_settled_hour": 1, "venues": 4}
    assert growth_bytes(said) == 73 * DAYS_A_MONTH * 10 + 730 * 4 * 2 + 730


def test_services_are_counted_from_the_blueprint_itself() -> None:
    counted = blueprint_usage(REPOSITORY / "render.yaml", 3.0)
    assert counted == {"starter": 9, "standard": 1, "cron": 2, "disk_gb": 15}
    free = blueprint_usage(REPOSITORY / "mlops/deployment/render/render.free.yaml", 3.0)
    assert free == {"instance_hours": 2 * 3.0 * DAYS_A_MONTH}


def test_a_bill_is_prices_times_use_and_its_sum() -> None:
    paid = bill(PLANS, "paid")
    by_item = {(line.plan, line.item): line.dollars for line in paid.lines}
    assert by_item[("render.services", "starter")] == 9 * 7.0
    assert by_item[("render.services", "disk_gb")] == 15 * 0.25
    used = usage(PLANS, "paid")
    assert by_item[("neon.launch", "cu_hours")] == pytest.approx(used["cu_hours"] * 0.106)
    assert paid.dollars == pytest.approx(sum(by_item.values()))
    assert bill_rows(paid)[-1] == ("sum", "", "", "", f"{paid.dollars:.2f}")


def test_the_free_profile_is_free_but_for_cents_and_within_every_quota() -> None:
    free = bill(PLANS, "free", months=12)
    assert free.dollars < 0.05
    assert all(line.left > 0 for line in free.lines if line.left is not None)


def test_what_breaks_first_is_the_fullest_quota_and_readers_at_all_hours_make_it_another() -> None:
    nearest = bill(PLANS, "free").breaks_first
    assert nearest
    assert (nearest.plan, nearest.item) == ("upstash.free", "redis_commands")
    awake = {**PLANS, "usage": {**PLANS["usage"], "reader_wakes_minutes_a_day": 1440.0}}
    nearest = bill(awake, "free").breaks_first
    assert nearest
    assert nearest.left is not None
    assert nearest.left < 0
    assert nearest.plan == "neon.free"
    assert f"{nearest.plan}, " in sentences(awake, bill(awake, "free"))[1]


def test_an_always_awake_database_is_more_than_the_free_plan_has() -> None:
    awake = {**PLANS, "usage": {**PLANS["usage"], "reader_wakes_minutes_a_day": 1440.0}}
    assert usage(awake, "free")["cu_hours"] == 182.5


def test_every_plan_has_a_source_a_day_and_how_it_was_read() -> None:
    for vendor, plans in PLANS.items():
        for name, plan in plans.items() if vendor not in ("profiles", "usage") else ():
            assert plan["source"].startswith("https://"), name
            assert plan["looked_up"].year >= 2026
            assert plan["verified"] in ("vendor", "copy", "memory")


def test_an_unknown_profile_is_refused_with_those_there_are() -> None:
    with pytest.raises(InvalidInput, match="there are free, paid"):
        bill(PLANS, "gold")
