"""Two days of a replay whose `ingest` reads four venues over HTTP while they fail in turn.

The whole product runs as `make up` starts it; the test is its scheduler, which lets an hour
pass and fires the jobs over HTTP. Real candles where CANDOR_HISTORY names them.
"""

import time
from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import psycopg
import pytest

from functions.domain.units import HOUR
from tests.slow.conftest import Say
from tests.slow.product import Product
from tests.slow.readers import Readers
from tests.slow.scheduler import Scheduler, scheduler_of
from tests.slow.two_days import HOURS, LOST, REST_S, STRETCHES, Lived, Record, Stretch

pytestmark = pytest.mark.slow

STATUS_S_MAX = 30


def live(scheduler: Scheduler, product: Product, stretch: Stretch) -> Lived:
    """Let the hours of a stretch pass under its faults, then end them."""
    for venue, fault in stretch.faults.items():
        scheduler.fail(venue, **fault)
    first = scheduler.now + HOUR
    ingests, statuses = [], {}
    for hour in range(stretch.hours):
        ingests.append(scheduler.hour()["ingest"])
        if stretch is STRETCHES[LOST] or hour == stretch.hours - 1:
            statuses[hour] = status_at(product, scheduler.now)
    with psycopg.connect(scheduler.stack.owner_database_url) as owner:
        owner.execute("SET TIME ZONE 'UTC'")
        aside = owner.execute(
            "SELECT venue, open_time, reason FROM venue_quarantine WHERE known_at >= %s", [first]
        ).fetchall()
    scheduler.mend()
    return Lived(first, scheduler.now, ingests, statuses, aside)


def status_at(product: Product, now: datetime) -> dict[str, Any]:
    """What the status document says of an instant; it is built anew every few seconds."""
    seen: dict[str, Any] = {}

    def is_of_now() -> bool:
        seen.update(product.read("/api/v1/status") or {})
        return datetime.fromisoformat(seen["clock"]["now"]) == now

    product.wait_for(is_of_now, STATUS_S_MAX)
    return seen


async def test_two_days_of_failing_venues_are_lived_through_and_repaired(
    venues_product: Product, say: Say
) -> None:
    product = venues_product
    readers = Readers(product.url)
    began = time.monotonic()
    lived: dict[str, Lived] = {}
    with scheduler_of(product) as scheduler:
        stack = scheduler.stack
        assert stack.source.endswith(":venues-emulated")
        starts_at = scheduler.now
        readers.start()
        for name, stretch in STRETCHES.items():
            as_told = left_alone if name == "429" else live
            lived[name] = as_told(scheduler, product, stretch)
        ends_at = scheduler.now
    readers.stop()
    assert ends_at - starts_at == HOURS * HOUR == timedelta(days=2)
    assert readers.failures == []

    failures_name_the_venue_that_failed(lived)
    only_a_lost_quorum_degrades(lived)
    those_who_lie_are_put_aside(lived)
    record = Record(stack, starts_at, ends_at)
    record.slots_were_missed_only_without_a_quorum(lived)
    record.the_late_and_the_revised_made_new_rows(lived)
    revised = await record.old_forecasts_still_cite_what_they_saw()
    doctor = product.candor("data", "doctor")
    assert doctor.returncode == 0, doctor.stderr
    for name in ("coinbase", "kraken", "bitstamp", "binance"):
        assert f"\n{name} " in doctor.stdout
    say(
        f"venues: {HOURS} hours of {stack.source} in {time.monotonic() - began:.0f} s;"
        f" {readers.answers} reads, all answered;"
        f" {revised} of the forecasts' windows have been revised since"
    )


def left_alone(scheduler: Scheduler, product: Product, stretch: Stretch) -> Lived:
    """A venue that asks for a rest gets it, over runs of the job; it is heard in the next one."""
    lived = live(scheduler, product, stretch)
    first, *others = (report["failed_venues"]["coinbase"] for report in lived.ingests)
    assert "HTTP 429" in first
    assert all("asked to be left alone for" in said for said in others)
    time.sleep(REST_S)
    return lived


def failures_name_the_venue_that_failed(lived: Mapping[str, Lived]) -> None:
    """Each run says which venues failed and how; the others are not blamed."""
    for name, stretch in STRETCHES.items():
        for report in lived[name].ingests:
            failed = report["failed_venues"]
            assert set(failed) == (set(stretch.faults) if stretch.said else set()), name
            for venue, said in failed.items():
                assert said.startswith(f"{venue}: ")
                assert stretch.said in said or "left alone" in said, (name, said)


def only_a_lost_quorum_degrades(lived: Mapping[str, Lived]) -> None:
    """And then the reasons name who is silent; an hour is judged once its jobs had their time."""
    for name, one in lived.items():
        for hour, status in one.statuses.items():
            degraded = name == LOST and hour > 0
            assert (status["health"] == "degraded") is degraded, (
                name,
                hour,
                status["degraded_because"],
            )
            if degraded:
                newest = status["degraded_because"][0]
                assert "1 of 2 venues needed (binance)" in newest
                assert newest.endswith("; not told by bitstamp, coinbase, kraken")


def those_who_lie_are_put_aside(lived: Mapping[str, Lived]) -> None:
    """Outliers from the first hour on, the stuck from the third; with the reason on record."""
    aside = {
        name: Counter(
            (venue, reason.split(":")[0])
            for venue, open_time, reason in lived[name].quarantined
            if lived[name].first - HOUR <= open_time < lived[name].last
        )
        for name in ("outlier", "stuck")
    }
    assert aside["outlier"]["kraken", "outlier"] >= STRETCHES["outlier"].hours
    assert aside["stuck"]["bitstamp", "stuck"] >= STRETCHES["stuck"].hours - 3
