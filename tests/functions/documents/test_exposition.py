"""What a scrape is told can be parsed, and says what the catalogue says."""

from collections.abc import Iterable

import pytest
from prometheus_client.metrics_core import Metric as Family
from prometheus_client.openmetrics.parser import (
    text_string_to_metric_families as parse_openmetrics,
)
from prometheus_client.parser import text_string_to_metric_families as parse_text

from functions.documents.exposition import expose
from functions.domain.metrics.fields import Histogram, Readings
from functions.domain.metrics.metric import Kind, Metric
from functions.domain.metrics.serving import (
    CACHE_ANSWERS,
    HTTP_REQUEST_DURATION,
    HTTP_REQUESTS,
)
from functions.queries.scrape import PRODUCT

PROMETHEUS_2_42 = (
    "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,"
    "text/plain;version=0.0.4;q=0.5,*/*;q=0.1"
)
ROUTE = "/api/v1/forecast"
COUNTS = (1, 0, 2, 0, 0, 4, 0, 0, 0, 0, 0, 8)


def told(metric: Metric) -> float | Histogram:
    """Some number of it."""
    if metric.kind is Kind.HISTOGRAM:
        return Histogram((*(1 for _ in metric.buckets), 1), 0.5)
    return 7.0


EVERYTHING: Readings = {
    metric.name: {tuple(label.values[0] for label in metric.labels): told(metric)}
    for metric in PRODUCT
}


def values(families: Iterable[Family]) -> dict[str, float]:
    """Every sample by its name and labels."""
    return {
        f"{one.name}{sorted(one.labels.items())}": one.value
        for family in families
        for one in family.samples
    }


def test_plain_text_is_what_whoever_asks_for_nothing_gets() -> None:
    readings: Readings = {
        HTTP_REQUESTS.name: {(ROUTE, "2xx"): 3.0, ("other", "4xx"): 1.0},
        CACHE_ANSWERS.name: {(): 1.0},
    }
    for accept in ("", "*/*", "text/html", "text/plain;version=0.0.4"):
        exposition = expose(readings, PRODUCT, accept)
        assert exposition.media_type == "text/plain; version=0.0.4; charset=utf-8"
        assert exposition.body.decode().splitlines() == [
            f"# HELP candor_http_requests_total {HTTP_REQUESTS.help}",
            "# TYPE candor_http_requests_total counter",
            f'candor_http_requests_total{{route="{ROUTE}",status_class="2xx"}} 3.0',
            'candor_http_requests_total{route="other",status_class="4xx"} 1.0',
            f"# HELP candor_cache_answers {CACHE_ANSWERS.help}",
            "# TYPE candor_cache_answers gauge",
            "candor_cache_answers 1.0",
        ]


def test_openmetrics_is_told_to_whoever_asks_for_it() -> None:
    exposition = expose(EVERYTHING, PRODUCT, PROMETHEUS_2_42)
    assert exposition.media_type.startswith("application/openmetrics-text; version=1.0.0")
    text = exposition.body.decode()
    assert text.endswith("# EOF\n")
    assert "# UNIT candor_http_request_duration_seconds seconds\n" in text
    assert "# TYPE candor_http_requests counter\n" in text


@pytest.mark.parametrize("accept", ["", PROMETHEUS_2_42], ids=["text", "openmetrics"])
def test_every_metric_is_parsed_with_its_name_type_unit_and_help(accept: str) -> None:
    text = expose(EVERYTHING, PRODUCT, accept).body.decode()
    families = list((parse_openmetrics if accept else parse_text)(text))
    assert [one.name for one in families] == [metric.name for metric in PRODUCT]
    for family, metric in zip(families, PRODUCT, strict=True):
        assert (family.type, family.documentation) == (metric.kind.value, metric.help)
        assert {one.name for one in family.samples} == set(metric.series)
        if accept:
            assert family.unit == metric.unit


def test_buckets_are_told_cumulative_with_sum_and_count() -> None:
    readings: Readings = {HTTP_REQUEST_DURATION.name: {(ROUTE,): Histogram(COUNTS, 12.5)}}
    text = expose(readings, PRODUCT).body.decode()
    told = values(parse_text(text))
    name, route = "candor_http_request_duration_seconds", ("route", ROUTE)
    bounds = ["0.005", "0.01", "0.025", "0.05", "0.1", "0.2", "10.0", "+Inf"]
    assert [told[f"{name}_bucket{[('le', bound), route]}"] for bound in bounds] == [
        1, 1, 3, 3, 3, 7, 7, 15
    ]  # fmt: skip
    assert (told[f"{name}_count{[route]}"], told[f"{name}_sum{[route]}"]) == (15, 12.5)


def test_what_was_not_told_is_absent() -> None:
    assert expose({}, PRODUCT).body == b""
