"""The watcher's registry tells catalogue entries by their names, and nothing it was not told."""

import pytest
from prometheus_client import generate_latest

from functions.domain.metrics.metric import Kind
from functions.domain.metrics.outside import (
    MLFLOW_RUNS,
    PROBE_DURATION,
    PROBE_SUCCESS,
    PROBES,
    PROBES_FAILED,
    WATCHED,
)
from functions.domain.metrics.serving import HTTP_REQUESTS
from mlops.monitoring.watcher.registry import RegistryMeter


def told(meter: RegistryMeter) -> list[str]:
    return [
        line for line in generate_latest(meter.registry).decode().splitlines() if line[0] != "#"
    ]


def test_a_gauge_that_was_never_told_is_absent_and_not_zero() -> None:
    meter = RegistryMeter(WATCHED)
    before = told(meter)
    meter.set(MLFLOW_RUNS, 0)
    assert [line for line in told(meter) if line not in before] == ["candor_mlflow_runs 0.0"]


def test_every_counter_is_there_before_it_counts() -> None:
    counters = [one for one in WATCHED if one.kind is Kind.COUNTER]
    lines = told(RegistryMeter(WATCHED))
    assert {line.partition("{")[0] for line in lines} == {f"{one.name}_total" for one in counters}
    assert all(line.endswith(" 0.0") for line in lines)
    assert 'candor_probes_failed_total{target="page"} 0.0' in lines


def test_every_entry_has_the_series_that_the_catalogue_says() -> None:
    meter = RegistryMeter(WATCHED)
    meter.count(PROBES, 2, target="page")
    meter.set(PROBE_SUCCESS, 1, target="page")
    meter.observe(PROBE_DURATION, 0.2, target="page")
    names = {line.partition("{")[0] for line in told(meter) if 'target="page"' in line}
    assert names - {*PROBES_FAILED.series} == {
        *PROBES.series,
        *PROBE_SUCCESS.series,
        *PROBE_DURATION.series,
    }
    assert 'candor_probes_total{target="page"} 2.0' in told(meter)
    assert 'candor_probe_duration_seconds_bucket{le="0.1",target="page"} 0.0' in told(meter)
    assert 'candor_probe_duration_seconds_bucket{le="0.25",target="page"} 1.0' in told(meter)


def test_a_target_that_is_not_listed_is_another() -> None:
    meter = RegistryMeter(WATCHED)
    meter.set(PROBE_SUCCESS, 1, target="somebody")
    assert [line for line in told(meter) if "other" in line] == [
        'candor_probe_success{target="other"} 1.0'
    ]


def test_what_the_product_tells_is_refused_here() -> None:
    with pytest.raises(ValueError, match="candor_http_requests is not told here"):
        RegistryMeter(WATCHED).count(HTTP_REQUESTS, route="/api/health", status_class="2xx")
