"""Promises can be measured, broken and noticed with what is counted."""

import pytest

from functions.domain.metrics.browser import BROWSER
from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.metric import Kind
from mlops.monitoring.promql import selectors
from mlops.monitoring.slo.promise import Promise
from mlops.monitoring.slo.promises import PROMISES
from mlops.monitoring.slo.rules import COUNTED, EVALUATED_S, LONG, SHORT, alerting, recording
from tests.mlops.monitoring.rule_files import minutes

each = pytest.mark.parametrize("promise", PROMISES, ids=lambda one: one.id)
BUCKETS = {
    f"{one.name}_bucket": one.buckets for one in CATALOGUE if one.kind is Kind.HISTOGRAM
}  # fmt: skip


def test_the_promises_are_the_agreed_ones() -> None:
    agreed = {
        "reads": 0.999, "latency": 0.95, "page": 0.95, "forecasts": 0.99, "ingest": 0.999,
        "releases": 0.99,
    }  # fmt: skip
    assert {one.id: one.objective for one in PROMISES} == agreed


@each
def test_the_sentence_says_the_number_that_is_measured(promise: Promise) -> None:
    assert f"{promise.objective * 100:g} %" in promise.sentence


@each
def test_a_burn_can_be_reached_and_is_seen_in_recorded_windows(promise: Promise) -> None:
    recorded = (*SHORT, *LONG)
    for alarm in (promise.fast, promise.slow):
        for burn in alarm.burns:
            assert burn.times * promise.budget < 1, "more than everything cannot fail"
            assert burn.short in recorded
            assert burn.long in COUNTED
            short, long = minutes([burn.short, burn.long])
            assert short < long


@each
def test_fast_burns_page_and_slow_ones_warn(promise: Promise) -> None:
    [group] = list(alerting([promise]))
    fast, slow = group["rules"]
    loud = "warning" if promise.anybody_counts else "critical"
    assert (fast["labels"]["severity"], slow["labels"]["severity"]) == (loud, "warning")
    assert min(one.times for one in promise.fast.burns) > max(
        one.times for one in promise.slow.burns
    )


@each
def test_what_anybody_can_send_pages_nobody_and_is_no_part_of_the_product(promise: Promise) -> None:
    told = {name for one in BROWSER for name in one.series}
    asked = {
        selector.series for view in promise.views
        for selector in (*selectors(view.errors), *selectors(view.events))
    }  # fmt: skip
    assert promise.anybody_counts == bool(asked & told)
    assert promise.anybody_counts == (promise.component == "readers")


@each
def test_limits_in_seconds_are_bounds_of_buckets(promise: Promise) -> None:
    for view in promise.views:
        for selector in selectors(view.errors):
            for matcher in selector.matchers:
                if matcher.label == "le":
                    assert matcher.value == str(float(matcher.value)), "as it is exposed"
                    assert float(matcher.value) in BUCKETS[selector.series]


def test_the_least_count_of_bad_events_is_more_than_one_where_events_are_many() -> None:
    for promise in PROMISES:
        if promise.id not in {"forecasts", "ingest", "releases"}:
            assert promise.fast.errors_min >= 10, "a failed request at night must not page"


def test_each_recorded_part_stands_for_the_interval_it_is_recorded_at() -> None:
    """Sums over windows count events only if this is so."""
    [views] = [one for one in recording(PROMISES) if one["name"] == "slo_views"]
    assert views["interval"] == f"{EVALUATED_S}s"
