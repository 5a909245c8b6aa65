"""What is on record is enough to compute every forecast anew, whatever was revised since."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

import pytest

from functions.domain.candle import Candle
from functions.domain.canonical import sha256_digest
from functions.domain.errors import NotFound, VendorRejected, VendorUnavailable
from functions.domain.horizon import Horizon, Slot
from functions.domain.record import read_forecast_record
from functions.domain.units import HOUR
from functions.jobs import artifacts
from functions.jobs.ingest import ingest
from functions.jobs.issue import issue
from functions.queries.reproduce import read_artifact, read_input, read_reproduction
from tests.functions.jobs.rig import ARTIFACT, MARKET, Rig
from tests.functions.jobs.rig import rig as build
from tests.worlds import T0, OpenWorld

SLOT = Slot(T0, Horizon.H24)


@pytest.fixture
async def rig(open_world: OpenWorld, monkeypatch: pytest.MonkeyPatch) -> Rig:
    """A world with a forecast of every horizon at T0, in memory and in PostgreSQL."""
    monkeypatch.setattr(artifacts, "_KEPT", {})
    built = build(open_world)
    await built.ready()
    built.at(0, 1)
    await ingest(built.services)
    report = await issue(built.services)
    assert len(report.issued) == 4
    return built


def higher(candle: Candle) -> Candle:
    return replace(candle, high=candle.high + 1, volume=candle.volume + Decimal("0.5"))


def revise(rig: Rig, places: Iterable[int]) -> None:
    """Let the venue say something else of these hours."""
    for place in places:
        rig.venue.candles[place] = higher(MARKET[place])


async def first_difference(rig: Rig, slot: Slot = SLOT) -> str | None:
    document, _ = await read_reproduction(rig.services, slot)
    assert document.equal is (document.first_difference is None)
    assert document.equal is all(step.equal for step in document.steps)
    return document.first_difference


async def digests(rig: Rig) -> tuple[str, str]:
    """Those the record names: of its input and of its model."""
    settled = await rig.services.forecasts.find(SLOT)
    assert settled is not None
    record = read_forecast_record(settled.body).record
    return record["input_digest"], record["model"]["digest"]


@pytest.mark.parametrize("horizon", Horizon)
async def test_a_forecast_is_reproduced_from_what_is_on_record(rig: Rig, horizon: Horizon) -> None:
    assert await first_difference(rig, Slot(T0, horizon)) is None


async def test_input_and_artifact_are_the_bytes_of_the_published_digests(rig: Rig) -> None:
    window, _ = await read_input(rig.services, SLOT)
    artifact, _ = await read_artifact(rig.services, SLOT)
    assert (sha256_digest(window.body), sha256_digest(artifact.body)) == await digests(rig)


async def test_a_later_revision_and_a_later_champion_change_nothing(rig: Rig) -> None:
    revise(rig, (334, 335))
    rig.at(0, 4)
    assert (await ingest(rig.services)).revised == 2
    await rig.make_champion(ARTIFACT.replace(b'"-2.1"', b'"-2.2"'))
    assert await first_difference(rig) is None


@pytest.mark.parametrize("before", [(), (333,), (333, 334)])
@pytest.mark.parametrize("after", [(335,), (332, 335), (334, 335)])
async def test_revisions_at_the_very_instant_of_a_forecast_are_told_from_what_it_read(
    rig: Rig, before: tuple[int, ...], after: tuple[int, ...]
) -> None:
    rig.at(1, 1)  # and there the clock stands, as a replay's does
    later = Slot(T0 + HOUR, Horizon.H1)
    revise(rig, before)
    await ingest(rig.services)
    await issue(rig.services)
    revise(rig, set(after) - set(before))
    await ingest(rig.services)
    assert await first_difference(rig, later) is None
    window, _ = await read_input(rig.services, later)
    document, _ = await read_reproduction(rig.services, later)
    [cited] = [step for step in document.steps if step.name == "input_digest"]
    assert sha256_digest(window.body) == cited.published


async def test_an_input_that_nothing_on_record_gives_is_said_to_differ(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = [*MARKET[:335], higher(MARKET[335])]

    async def other(*_: object) -> list[Candle]:
        return known

    monkeypatch.setattr(rig.services.candles, "window", other)
    assert await first_difference(rig) == "input_digest"
    with pytest.raises(NotFound, match=r"cannot be had any more"):
        await read_input(rig.services, SLOT)


async def test_a_lost_artifact_is_the_stores_failure_and_not_the_forecasts(rig: Rig) -> None:
    rig.objects.stored.clear()
    for read in (read_reproduction, read_artifact):
        with pytest.raises(VendorRejected, match="artifacts: there is no object"):
            await read(rig.services, SLOT)
    rig.objects.failure = VendorUnavailable("artifacts", "HTTP 500")
    for read in (read_reproduction, read_artifact):
        with pytest.raises(VendorUnavailable, match="artifacts: HTTP 500"):
            await read(rig.services, SLOT)


async def test_another_artifact_under_the_digest_is_named(rig: Rig) -> None:
    _, digest = await digests(rig)
    rig.objects.stored[digest] = ARTIFACT.replace(b'"-2.1"', b'"-2.2"')
    assert await first_difference(rig) == "artifact_digest"


async def test_a_slot_without_a_forecast_has_nothing_to_reproduce(rig: Rig) -> None:
    rig.at(2, 1)
    await ingest(rig.services)
    await issue(rig.services)
    for slot, said in ((Slot(T0 + HOUR, Horizon.H1), "was missed"),
                       (Slot(T0 + 9 * HOUR, Horizon.H1), "there is no forecast")):  # fmt: skip
        for read in (read_reproduction, read_input, read_artifact):
            with pytest.raises(NotFound, match=said):
                await read(rig.services, slot)
