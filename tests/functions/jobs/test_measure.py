"""`measure` tells the meter what the record comes to, on both databases alike."""

from collections.abc import AsyncIterator
from dataclasses import replace

import httpx
import psycopg
import pytest

from functions.adapters.artifacts.objects import HttpObjects
from functions.adapters.postgres.pool import Pool
from functions.adapters.postgres.world import HistoryExchange
from functions.adapters.postgres.world_owner import WorldOwner
from functions.adapters.upstash.cache import UpstashCache
from functions.adapters.upstash.connection import UpstashConnection
from functions.domain.errors import NotReady, VendorUnavailable
from functions.domain.metrics.business import BUSINESS, PINBALL_RATIO_LOW
from functions.domain.metrics.work import (
    BREAKER_OPENED,
    DATABASE_CHECKOUTS_FAILED,
    DATABASE_SLOW_WORK,
    WORK,
)
from functions.domain.record import promotion_record
from functions.domain.units import HOUR
from functions.domain.world import Mode
from functions.jobs.checkpoint import checkpoint
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.jobs.measure import measure
from functions.jobs.score import score
from functions.jobs.tick import tick
from functions.ports.models import TrainedModel
from functions.ports.services import Services
from functions.queries.shelf import Shelf
from mlops.local.emulators.upstash.server import UpstashServer
from tests.conftest import Database
from tests.fakes.meter import FakeMeter
from tests.fakes.world import FakeWorld
from tests.functions.jobs.rig import ARTIFACT, MARKET, Rig
from tests.functions.jobs.rig import rig as build
from tests.mlops.ledger.ledgers import SIGNER
from tests.worlds import CLOCK, MODE, SEEN, SOURCE, T0, postgres_open_world

PATIENT_MS = 20_000
HORIZONS = ("1h", "4h", "24h", "7d")

ONLY_FAILURES = (BREAKER_OPENED, DATABASE_CHECKOUTS_FAILED, DATABASE_SLOW_WORK)


def metered(rig: Rig) -> tuple[Services, FakeMeter]:
    """The rig's services with a key and a meter."""
    meter = FakeMeter()
    return replace(rig.services, meter=meter, note_signer=SIGNER), meter


def by_label(meter: FakeMeter, name: str) -> dict[str, float]:
    """A metric's values by the first of its labels."""
    return {labels[0]: value for (told, labels), value in meter.values.items() if told == name}


async def test_the_figures_are_those_of_the_record(any_rig: Rig) -> None:
    services, meter = metered(any_rig)
    await any_rig.ready()
    for hours, minutes in ((0, 1), (1, 1), (3, 1)):  # two hours later: the slots of one missed
        any_rig.at(hours, minutes)
        for job in (ingest, issue, score, checkpoint):
            await job(services)
    report = await measure(services)
    assert report.told == len(meter.values)
    assert by_label(meter, "candor_slots_issued") == {"1h": 3, "4h": 3, "24h": 3, "7d": 1}
    assert by_label(meter, "candor_slots_missed") == {"1h": 1, "4h": 1, "24h": 1, "7d": 0}
    assert by_label(meter, "candor_slots_scored") == {"1h": 2, "4h": 0, "24h": 0, "7d": 0}
    assert by_label(meter, "candor_matured_unscored") == dict.fromkeys(HORIZONS, 0)
    now, head = T0 + 3 * HOUR, await services.ledger.head()
    assert by_label(meter, "candor_data_as_of_timestamp_seconds") == {MODE: now.timestamp()}
    assert by_label(meter, "candor_world_now_timestamp_seconds") == {MODE: now.timestamp() + 60}
    assert by_label(meter, "candor_checkpoint_signed_timestamp_seconds") == {
        MODE: now.timestamp() + 60
    }
    assert by_label(meter, "candor_model_promoted_timestamp_seconds") == {
        MODE: CLOCK.now.timestamp()
    }
    assert meter.values["candor_ledger_entries", ()] == head.size
    assert meter.values["candor_ledger_holds", ()] == 1
    assert meter.values["candor_missing_hours", ()] == 0
    assert meter.values["candor_measured_timestamp_seconds", ()] == services.clock.now().timestamp()


async def test_a_challenger_that_is_promoted_later_does_not_date_the_champion(any_rig: Rig) -> None:
    services, meter = metered(any_rig)
    await any_rig.ready()
    any_rig.at(5)
    version = await services.models.register(
        TrainedModel("sha256:" + "c" * 64, "log-HAR", T0, 5000, [])
    )
    await services.models.promote(
        version, "challenger", lambda ref, role: promotion_record(SEEN, ref, role, T0 + 5 * HOUR)
    )
    await measure(services)
    promoted = by_label(meter, "candor_model_promoted_timestamp_seconds")
    assert promoted == {MODE: CLOCK.now.timestamp()}


async def test_what_waits_for_its_score_is_told(any_rig: Rig) -> None:
    services, meter = metered(any_rig)
    await any_rig.ready()
    any_rig.at(0, 1)
    await ingest(services)
    await issue(services)
    any_rig.at(4, 1)
    await measure(services)
    waiting = by_label(meter, "candor_matured_unscored")
    assert waiting == {"1h": 1, "4h": 1, "24h": 0, "7d": 0}


async def test_hours_that_never_came_are_late_a_day_after(any_rig: Rig) -> None:
    services, meter = metered(any_rig)
    await any_rig.ready()
    any_rig.at(hours=30)
    await measure(services)
    assert meter.values["candor_ingest_hours_due", ()] == 4
    assert meter.values["candor_ingest_hours_late", ()] == 4


async def test_of_an_empty_record_there_is_little_to_tell(any_rig: Rig) -> None:
    services, meter = metered(any_rig)
    await measure(services)
    assert meter.values["candor_ledger_entries", ()] == 0
    assert not any(name.startswith("candor_slots") for name, _ in meter.values)


async def test_a_world_that_is_still_prepared_tells_nothing(rig: Rig) -> None:
    services, meter = metered(rig)
    with pytest.raises(NotReady):
        await measure(replace(services, world=FakeWorld(None, MODE)))
    assert (meter.values, meter.counted) == ({}, {})


async def test_a_lost_database_fails_the_job(rig: Rig) -> None:
    services, meter = metered(rig)
    gone = VendorUnavailable("postgres", "gone")
    rig.opened.candles._database.failure = gone  # type: ignore[attr-defined]
    with pytest.raises(VendorUnavailable):
        await measure(services)
    assert meter.values == {}


async def test_a_live_world_is_punctual_from_its_first_whole_hour_on(
    owner: WorldOwner, pool: Pool, database: Database
) -> None:
    owner.open(Mode.LIVE, "venues")
    live = postgres_open_world(database.owner_url, pool)
    with psycopg.connect(database.owner_url) as connection:
        row = connection.execute("SELECT created_at FROM world").fetchone()
    assert row
    first = row[0].replace(minute=0, second=0, microsecond=0) + HOUR
    due_at = first + 25 * HOUR
    for now, due in ((row[0], 0), (due_at, 0), (due_at + HOUR, 1), (due_at + 10 * HOUR, 10)):
        assert (await live.candles.punctuality(now)).due == due


@pytest.fixture
async def hour(
    owner: WorldOwner, database: Database, upstash: UpstashServer
) -> AsyncIterator[tuple[Rig, FakeMeter]]:
    """A replayed world whose every adapter is the real one and tells one meter."""
    owner.open(MODE, SOURCE, CLOCK, MARKET)
    meter = FakeMeter()
    pool = Pool(database.app_url, 4, meter=meter)
    connection = UpstashConnection(upstash.url, upstash.token, timeout_ms=PATIENT_MS)
    served = httpx.MockTransport(lambda _: httpx.Response(200, content=ARTIFACT))
    objects = HttpObjects(["https://one.test"], transport=served, meter=meter)
    rig = build(postgres_open_world(database.owner_url, pool))
    services = replace(
        rig.services,
        meter=meter,
        cache=UpstashCache(connection, "test-hour", meter),
        objects=objects,
        exchanges=(HistoryExchange(pool, meter),),
        note_signer=SIGNER,
    )
    yield replace(rig, services=services), meter
    await objects.close()
    await connection.close()
    await pool.close()


async def test_two_hours_of_ticks_tell_every_metric_of_the_work_and_of_the_record(
    hour: tuple[Rig, FakeMeter],
) -> None:
    rig, meter = hour
    await rig.ready()
    for hours in (0, 1):
        rig.at(hours, 1)
        turns = await tick(rig.services, Shelf(rig.services.cache, rig.services.clock))
        assert [turn.failure for turn in turns] == [None] * len(turns)
    told = {name for name, _ in (*meter.counted, *meter.observed, *meter.values)}
    # Its interval needs days; the others count what these two hours did not bring.
    untold = {PINBALL_RATIO_LOW.name, *(one.name for one in ONLY_FAILURES)}
    assert {one.name for one in (*WORK, *BUSINESS)} - told <= untold
    assert PINBALL_RATIO_LOW.name not in told
    for metric in ("candor_vendor_calls", "candor_venue_requests"):
        ends = {labels for (name, labels), n in meter.counted.items() if name == metric and n}
        assert {end for *_, end in ends} == {"ok"}
    assert {labels for name, labels in meter.observed if name.startswith("candor_vendor")} == {
        ("postgres",),
        ("upstash",),
        ("artifacts",),
    }
