"""What a process counts is bounded, and what it gives up is counted too."""

import math

import pytest

from functions.adapters import process_meter
from functions.domain.metrics.business import LEDGER_ENTRIES, MISSING_HOURS
from functions.domain.metrics.fields import Histogram
from functions.domain.metrics.serving import (
    DELTAS_DROPPED,
    FUNCTION_STARTS,
    HTTP_REQUEST_DURATION,
)
from functions.queries.scrape import PRODUCT
from tests.functions.adapters.meter_rig import ROUTE, Rig


@pytest.fixture
def rig() -> Rig:
    return Rig()


async def test_what_is_over_the_limit_is_dropped_and_counted(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process_meter, "FIELDS_MAX", 1)
    rig.request()
    rig.request()
    rig.meter.count(FUNCTION_STARTS)
    rig.meter.set(MISSING_HOURS, 3)
    rig.meter.set(LEDGER_ENTRIES, 1)
    await rig.meter.flush()
    assert await rig.requests() == 2
    assert await rig.told(FUNCTION_STARTS) == {}
    assert await rig.told(LEDGER_ENTRIES) == {}
    assert await rig.told(DELTAS_DROPPED) == {(): 2.0}


def test_the_limit_holds_all_that_one_process_can_count() -> None:
    fields = 0
    for metric in PRODUCT:
        series = math.prod(len(label.values) + 1 for label in metric.labels)
        fields += series * (len(metric.buckets) + 2 if metric.buckets else 1)
    assert fields < process_meter.FIELDS_MAX


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
async def test_an_observation_that_is_no_number_is_dropped_and_counted(
    rig: Rig, value: float
) -> None:
    rig.meter.observe(HTTP_REQUEST_DURATION, value, route=ROUTE)
    await rig.meter.flush()
    assert await rig.told(HTTP_REQUEST_DURATION) == {}
    assert await rig.told(DELTAS_DROPPED) == {(): 1.0}


async def test_a_clock_that_was_set_back_takes_nothing_from_a_sum(rig: Rig) -> None:
    rig.meter.observe(HTTP_REQUEST_DURATION, -3.0, route=ROUTE)
    await rig.meter.flush()
    histogram = (await rig.told(HTTP_REQUEST_DURATION))[(ROUTE,)]
    assert isinstance(histogram, Histogram)
    assert (sum(histogram.counts), histogram.sum) == (1, 0.0)
