"""Two days of a replay whose `ingest` reads four venues over HTTP while they fail in turn.

The whole product runs as `make up` starts it; the test is its scheduler, which lets an hour
pass and fires the jobs over HTTP. Real candles where CANDOR_HISTORY names them.
"""

import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest

from functions.adapters.postgres.world_owner import ClockBusy, ClockHand, WorldOwner
from functions.domain.features import WINDOW_HOURS
from functions.domain.record import input_digest
from functions.domain.units import HOUR
from functions.jobs.cadence import CADENCE
from functions.ports.forecasts import SlotFilter
from mlops.local.free_port import free_port
from mlops.local.running_stack import RunningStack, running_stack
from mlops.local.session import services_of
from mlops.local.state_folder import StateFolder
from tests.slow.conftest import REPOSITORY, Say
from tests.slow.product import Product, candor_up

pytestmark = pytest.mark.slow

PAGE_S_MAX = 120
PREPARED_S_MAX = 900
JOB_S_MAX = 60
TICKER_S_MAX = 60
REST_S = 5
BY_HAND = "3600"
"""Seconds an hour lasts for the product's own ticker: none passes but those of the test."""
READS = ("status", "forecast", "forecasts", "candles", "scores", "ledger", "models", "price")

Fault = Mapping[str, str | int]


@dataclass(frozen=True)
class Stretch:
    """Hours under the same faults, by venue: the mode and what else the switch takes."""

    hours: int
    faults: Mapping[str, Fault] = field(default_factory=dict)
    said: str = ""
    """What `ingest` says of each venue that fails; empty where none does."""


CALM = "calm"
LOST = "quorum lost"
STRETCHES = {
    CALM: Stretch(4),
    "429": Stretch(3, {"coinbase": {"mode": "429", "retry_after_s": REST_S}}, "HTTP 429"),
    "500": Stretch(3, {"kraken": {"mode": "500"}}, "HTTP 500"),
    "html": Stretch(3, {"bitstamp": {"mode": "html"}}, "answered no JSON"),
    "cut": Stretch(3, {"binance": {"mode": "cut"}}, "RemoteProtocolError"),
    "slow": Stretch(2, {"coinbase": {"mode": "slow", "delay_ms": 10_000}}, "no answer within"),
    "outlier": Stretch(4, {"kraken": {"mode": "outlier"}}),
    "stuck": Stretch(6, {"bitstamp": {"mode": "stuck"}}),
    "late": Stretch(4, {"coinbase": {"mode": "late"}}),
    "revised": Stretch(4, {"bitstamp": {"mode": "revised"}}),
    LOST: Stretch(
        4,
        {"coinbase": {"mode": "500"}, "kraken": {"mode": "500"}, "bitstamp": {"mode": "500"}},
        "HTTP 500",
    ),
    "calm again": Stretch(8),
}
HOURS = sum(stretch.hours for stretch in STRETCHES.values())


@dataclass
class Lived:
    """What was seen of one stretch."""

    first: datetime
    last: datetime
    ingests: list[dict[str, Any]]
    statuses: list[dict[str, Any]]
    quarantined: list[tuple[str, datetime, str]]

    @property
    def cutoffs(self) -> list[datetime]:
        """The hours at which slots were due."""
        return [self.first + n * HOUR for n in range((self.last - self.first) // HOUR + 1)]


class Readers(threading.Thread):
    """Reads every document in turn, all the time, as people do through the page."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self._url = url
        self._over = threading.Event()
        self.answers = 0
        self.failures: list[str] = []

    def run(self) -> None:
        with httpx.Client(base_url=f"{self._url}/api/v1", timeout=10) as client:
            while not self._over.is_set():
                for name in READS:
                    try:
                        answer = client.get(f"/{name}")
                    except httpx.HTTPError as error:
                        self.failures.append(f"{name}: {error!r}")
                        continue
                    self.answers += 1
                    if answer.status_code != 200 or answer.headers["x-candor-stale"] != "0":
                        self.failures.append(f"{name}: {answer.status_code} {answer.text[:200]}")
                self._over.wait(0.2)

    def stop(self) -> None:
        self._over.set()
        self.join()


class Scheduler:
    """Lets hours pass in the running product, and fires its jobs."""

    def __init__(self, product: Product, stack: RunningStack, hand: ClockHand) -> None:
        self._product = product
        self._stack = stack
        self._hand = hand
        bearer = {"Authorization": f"Bearer {stack.cron_secret}"}
        self._api = httpx.Client(base_url=stack.page_url, headers=bearer, timeout=JOB_S_MAX)

    def live(self, stretch: Stretch) -> Lived:
        """Let the hours of a stretch pass under its faults, then end them."""
        for venue, fault in stretch.faults.items():
            self._switch("POST", {"venue": venue, **fault})
        first = self._hand.read().now + HOUR
        ingests, statuses = [], []
        for _ in range(stretch.hours):
            now = self._hand.advance().now
            reports = {cadence.job: self.fire(cadence.job) for cadence in CADENCE}
            ingests.append(reports["ingest"])
            statuses.append(self.status())
        with psycopg.connect(self._stack.owner_database_url) as owner:
            owner.execute("SET TIME ZONE 'UTC'")
            aside = owner.execute(
                "SELECT venue, open_time, reason FROM venue_quarantine WHERE known_at >= %s",
                [first],
            ).fetchall()
        self._switch("DELETE", None)
        return Lived(first, now, ingests, statuses, aside)

    def fire(self, job: str) -> dict[str, Any]:
        """What a job reports."""
        answer = self._api.post(f"/api/cron/{job}")
        assert answer.status_code == 200, answer.text
        report: dict[str, Any] = answer.json()["report"]
        return report

    def status(self) -> dict[str, Any]:
        """What the status document says, once it is newer than the last one read."""
        time.sleep(1.1)
        status = self._product.read("/api/v1/status")
        assert status
        return status

    def _switch(self, method: str, body: Any) -> None:
        httpx.request(method, f"{self._stack.venues_url}/_faults", json=body).raise_for_status()


@pytest.fixture(scope="module")
def product(server_folder: Path, history: dict[str, str]) -> Iterator[Product]:
    """The product on four emulated venues, 60 days of them behind it."""
    product = candor_up(
        REPOSITORY,
        free_port(),
        CANDOR_VENUES="emulated",
        CANDOR_SECONDS_PER_HOUR=BY_HAND,
        CANDOR_STATE=str(server_folder / "venues-replay"),
        **history,
    )
    try:
        product.wait_for_page(PAGE_S_MAX)
        product.wait_for_state("running", PREPARED_S_MAX)
        yield product
        product.interrupt()
    finally:
        product.end()


@contextmanager
def clock_of(stack: RunningStack) -> Iterator[ClockHand]:
    """The hand of the clock, once the product's own ticker has had its first hour."""
    with ExitStack() as held:
        for _ in range(TICKER_S_MAX):
            try:
                hand = held.enter_context(WorldOwner(stack.owner_database_url).clock())
                break
            except ClockBusy:
                time.sleep(1)
        yield hand


async def test_two_days_of_failing_venues_are_lived_through_and_repaired(
    product: Product, say: Say
) -> None:
    prepared_s = product.seconds()
    stack = running_stack(StateFolder(Path(product.environment["CANDOR_STATE"])))
    assert stack.source.endswith(":venues-emulated")
    readers = Readers(product.url)
    began = time.monotonic()
    lived: dict[str, Lived] = {}
    with clock_of(stack) as hand:
        scheduler = Scheduler(product, stack, hand)
        starts_at = hand.read().now
        readers.start()
        for name, stretch in STRETCHES.items():
            if name == "429":
                lived[name] = left_alone(scheduler, stretch)
            else:
                lived[name] = scheduler.live(stretch)
        ends_at = hand.read().now
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
        f"venues: {stack.source} prepared in {prepared_s:.0f} s; {HOURS} hours in"
        f" {time.monotonic() - began:.0f} s; {readers.answers} reads, all answered;"
        f" {revised} of the forecasts' windows have been revised since"
    )


def left_alone(scheduler: Scheduler, stretch: Stretch) -> Lived:
    """A venue that asks for a rest gets it, over runs of the job, and is asked again after it."""
    lived = scheduler.live(stretch)
    rest = "asked to be left alone for"
    (said,) = (scheduler.fire("ingest")["failed_venues"][venue] for venue in stretch.faults)
    assert rest in said or "HTTP 429" in said
    assert any(rest in one["failed_venues"]["coinbase"] for one in lived.ingests)
    time.sleep(REST_S)
    assert scheduler.fire("ingest")["failed_venues"] == {}
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
        for hour, status in enumerate(one.statuses):
            degraded = name == LOST and hour > 0
            assert (status["health"] == "degraded") is degraded, (name, hour, status)
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


class Record:
    """What is on record of the two days."""

    def __init__(self, stack: RunningStack, starts_at: datetime, ends_at: datetime) -> None:
        self._stack = stack
        self._starts_at = starts_at
        self._ends_at = ends_at

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with psycopg.connect(self._stack.owner_database_url) as owner:
            owner.execute("SET TIME ZONE 'UTC'")
            return owner.execute(query.encode(), values).fetchall()

    def slots_were_missed_only_without_a_quorum(self, lived: Mapping[str, Lived]) -> None:
        """All slots of those hours, and no other; every hour of the two days is there now."""
        due = {(horizon, cutoff) for one in lived.values() for cutoff in one.cutoffs
               for horizon in ("1h", "4h", "24h", "7d")
               if horizon != "7d" or cutoff.hour == 0}  # fmt: skip
        settled = self.rows(
            "SELECT horizon, cutoff, issued_at FROM slot_entry WHERE cutoff > %s", self._starts_at
        )
        assert {(horizon, cutoff) for horizon, cutoff, _ in settled} == due
        missed = {(horizon, cutoff) for horizon, cutoff, issued_at in settled if issued_at is None}
        assert missed == {slot for slot in due if slot[1] in lived[LOST].cutoffs}
        hours = self.rows(
            "SELECT DISTINCT open_time FROM consensus_candle WHERE open_time >= %s",
            self._starts_at,
        )
        assert len(hours) == HOURS
        repaired = self.rows(
            """
            SELECT open_time, min(known_at), (array_agg(venues ORDER BY known_at DESC))[1]
            FROM consensus_candle WHERE open_time >= %s AND open_time < %s GROUP BY open_time
            """,
            lived[LOST].first - HOUR, lived[LOST].last,
        )  # fmt: skip
        assert len(repaired) == STRETCHES[LOST].hours
        for _, known_at, venues in repaired:
            assert known_at > lived[LOST].last
            assert len(venues) >= 3

    def the_late_and_the_revised_made_new_rows(self, lived: Mapping[str, Lived]) -> None:
        """Each beside what was there before, with its own time of being known."""
        late = self.rows(
            """
            SELECT count(*) FROM (
                SELECT open_time, min(known_at) AS first FROM candle_observation
                WHERE venue = 'coinbase' AND open_time >= %s AND open_time < %s GROUP BY open_time
            ) told WHERE first > open_time + interval '1 hour'
            """,
            lived["late"].first - HOUR, lived["late"].last,
        )  # fmt: skip
        assert late == [(STRETCHES["late"].hours,)]
        ((corrected, hours),) = self.rows(
            """
            SELECT count(*), count(DISTINCT open_time) FROM candle_observation
            WHERE venue = 'bitstamp' AND open_time >= %s AND open_time < %s
            """,
            lived["revised"].first - HOUR, lived["revised"].last,
        )  # fmt: skip
        assert hours == STRETCHES["revised"].hours
        assert corrected > hours
        assert sum(report["revised"] for report in lived["revised"].ingests) > 0

    async def old_forecasts_still_cite_what_they_saw(self) -> int:
        """Every input digest, from the candles known at `issued_at`; how many differ by now."""
        revised = 0
        async with services_of(self._stack) as given:
            candles = given.services.candles
            wanted = SlotFilter(cutoff_from=self._starts_at, status="issued", limit=1000)
            forecasts = await given.services.forecasts.page(wanted)
            for one in forecasts:
                cited = one.body.split(b'"input_digest":"')[1][: len("sha256:") + 64].decode()
                assert one.issued_at
                seen = await candles.window(one.slot.cutoff, WINDOW_HOURS, one.issued_at)
                assert input_digest(seen) == cited, one.slot.id
                now = await candles.window(one.slot.cutoff, WINDOW_HOURS, self._ends_at)
                revised += input_digest(now) != cited
        assert len(forecasts) > 3 * (HOURS - STRETCHES[LOST].hours)
        assert revised > 0
        return revised
