"""Expressions can only be made of what the catalogue has."""

from collections.abc import Callable

import pytest

from functions.domain.metrics.labels import JOB, ROUTE, STATUS_CLASS, VENUE
from functions.domain.metrics.outside import PROBES, PROBES_FAILED, UP
from functions.domain.metrics.serving import HTTP_REQUEST_DURATION, HTTP_REQUESTS
from functions.domain.metrics.work import JOB_LAST_SUCCESS, JOB_RUNS
from mlops.monitoring.dashboards.promql import (
    age,
    gauge,
    increase,
    observations,
    quantile,
    rate,
    share,
)


def test_a_counter_that_never_counted_is_zero_while_its_teller_is_heard() -> None:
    assert rate(HTTP_REQUESTS) == (
        "sum (rate(candor_http_requests_total[5m])) or on() sum(0 * (candor_cache_answers == 1))"
    )
    assert increase(JOB_RUNS, JOB, outcome="failed") == (
        'sum by (job_name) (increase(candor_job_runs_total{outcome="failed"}[1h]))'
        ' or on() label_replace(sum(0 * (candor_cache_answers == 1)), "job_name", "none", "", "")'
    )
    assert increase(PROBES).endswith('sum(0 * (up{job="watcher"} == 1))')


def test_a_share_of_nothing_is_nothing_and_a_share_without_failures_is_zero() -> None:
    failed = "sum by (target) (rate(candor_probes_failed_total[1h]))"
    made = "sum by (target) (rate(candor_probes_total[1h]))"
    assert share(PROBES_FAILED, PROBES, *PROBES.labels, window="1h") == (
        f"({failed} or 0 * {made}) / ({made} > 0)"
    )


def test_quantiles_gauges_and_ages() -> None:
    assert quantile(0.95, HTTP_REQUEST_DURATION, ROUTE) == (
        "histogram_quantile(0.95, sum by (le, route)"
        " (rate(candor_http_request_duration_seconds_bucket[5m])))"
    )
    assert observations(HTTP_REQUEST_DURATION, window="30d", route="/api/v1/price") == (
        'sum (increase(candor_http_request_duration_seconds_count{route="/api/v1/price"}[30d]))'
    )
    assert gauge(UP, how="min", job="candor") == 'min (up{job="candor"})'
    assert age(JOB_LAST_SUCCESS, JOB) == (
        "time() - max by (job_name) (candor_job_last_success_timestamp_seconds)"
    )


def test_several_values_are_matched_as_they_are_written() -> None:
    asked = rate(HTTP_REQUESTS, route=("/api/v1/forecasts/{id}", "/checkpoint"))
    assert '{route=~"/api/v1/forecasts/\\\\{id\\\\}|/checkpoint"}' in asked


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (lambda: rate(HTTP_REQUESTS, VENUE), "has no label venue"),
        (lambda: rate(HTTP_REQUESTS, venue="kraken"), "has no label venue"),
        (lambda: rate(HTTP_REQUESTS, status_class="6xx"), "status_class is never 6xx"),
        (lambda: gauge(HTTP_REQUESTS), "is a counter, not a gauge"),
        (lambda: rate(UP), "is a gauge, not a counter"),
        (lambda: quantile(0.5, HTTP_REQUESTS, STATUS_CLASS), "is a counter, not a histogram"),
    ],
)
def test_what_the_catalogue_does_not_have_cannot_be_asked(
    make: Callable[[], str], sentence: str
) -> None:
    with pytest.raises(ValueError, match=sentence):
        make()
