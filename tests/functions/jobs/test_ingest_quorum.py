"""`ingest` with several venues: what happens to an hour that too few of them have."""

from decimal import Decimal
from statistics import median

import pytest

from functions.domain.errors import VendorRejected, VendorUnavailable
from functions.domain.units import HOUR
from functions.jobs.ingest import ingest
from tests.functions.jobs.rig import Rig
from tests.functions.jobs.test_ingest import BY_T0, stored, three, with_venues


async def test_an_hour_that_too_few_venues_have_stays_a_gap_and_is_listed(rig: Rig) -> None:
    venues = three()
    for venue in venues[:2]:
        del venue.candles[100]
    rig = with_venues(rig, venues, 2)
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert report.gaps == ((BY_T0[100].open_time, BY_T0[101].open_time),)
    assert (report.stored, report.below_quorum) == (335, 1)


async def test_an_hour_that_a_failed_venue_may_still_bring_is_not_passed_over(rig: Rig) -> None:
    venues = three()
    del venues[0].candles[100]
    venues[1].failing = VendorUnavailable("coinbase", "timed out")
    rig = with_venues(rig, venues, 2)
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.below_quorum, report.gaps) == (100, 1, ())
    venues[1].failing = None
    rig.at(0, 4)
    report = await ingest(rig.services)
    assert (report.stored, report.below_quorum, report.gaps) == (236, 0, ())


async def test_one_lost_venue_does_not_stop_the_record_for_ever(rig: Rig) -> None:
    venues = three()
    rig = with_venues(rig, venues, 2)
    rig.at(0, 1)
    await ingest(rig.services)
    lacking = venues[0].candles.pop(340).open_time
    venues[1].failing = VendorUnavailable("coinbase", "timed out")
    rig.at(6, 1)
    assert (await ingest(rig.services)).stored == 4
    rig.at(10, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.gaps) == (5, ((lacking, lacking + HOUR),))


@pytest.mark.parametrize("error", [VendorUnavailable, VendorRejected])
async def test_below_the_quorum_nothing_is_stored_and_a_later_call_makes_up_for_it(
    rig: Rig, error: type[VendorUnavailable | VendorRejected]
) -> None:
    venues = three()
    for venue in venues[:2]:
        venue.failing = error(venue.name, "down")
    rig = with_venues(rig, venues, 2)
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert (report.stored, report.below_quorum, report.data_as_of) == (0, 336, None)
    assert set(report.failed_venues) == {"bitstamp", "coinbase"}
    venues[0].failing = None
    rig.at(0, 4)
    assert (await ingest(rig.services)).stored == 336


async def test_a_failing_venue_is_named_and_the_others_go_on(rig: Rig) -> None:
    venues = three()
    venues[1].failing = VendorUnavailable("coinbase", "timed out")
    rig = with_venues(rig, venues, 2)
    rig.at(0, 1)
    report = await ingest(rig.services)
    assert report.failed_venues == {"coinbase": "coinbase: timed out"}
    assert (report.stored, report.below_quorum) == (336, 0)
    (first, *_) = await stored(rig)
    assert first.close == median([BY_T0[0].close, BY_T0[0].close + Decimal(2)])
