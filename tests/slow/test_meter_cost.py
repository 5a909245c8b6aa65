"""What counting costs: a request's time, and Redis's commands at several loads."""

import statistics
import time
from typing import Any, cast

import pytest
from starlette.types import Message

from functions.adapters.process_meter import FLUSH_DELTAS, FLUSH_S, ProcessMeter
from functions.adapters.upstash.aggregate import COMMANDS_A_BATCH
from functions.app import create_app
from functions.bootstrap import Bootstrapped, Metering
from functions.documents.exposition import expose
from functions.domain.metrics.fields import Histogram, Readings
from functions.domain.metrics.metric import Kind, Metric
from functions.domain.metrics.serving import HTTP_REQUEST_DURATION, HTTP_REQUESTS
from functions.queries.scrape import PRODUCT, Scrape
from tests.fakes.aggregate import FakeAggregate
from tests.fakes.clock import FakeClock
from tests.slow.conftest import Say

pytestmark = pytest.mark.slow

NOTHING = cast("Any", None)
REQUESTS, ROUNDS = 500, 20
ADDED_MS_MAX = 1.0
HOUR_S = 3600
DELTAS_A_REQUEST = 2
"""A count and an observation."""
SCRAPE_BYTES_MAX = 200_000
OPENMETRICS = "application/openmetrics-text;version=1.0.0"


async def test_counting_adds_little_to_a_request(say: Say) -> None:
    clock, aggregate = time.perf_counter, FakeAggregate()
    meter = ProcessMeter(aggregate, clock)
    metering = Metering(meter, clock, Scrape(aggregate, clock))
    plain, counted = (
        create_app(Bootstrapped(NOTHING, NOTHING, "", "", NOTHING, metering=one))
        for one in (None, metering)
    )
    took: dict[str, list[float]] = {"plain": [], "counted": []}
    for _ in range(ROUNDS):  # in turn, so that a busy machine is busy for both
        for name, app in (("plain", plain), ("counted", counted)):
            took[name] += [await seconds(app) for _ in range(REQUESTS)]
    told = []
    for name, share in (("p50", 50), ("p95", 95)):
        without, with_meter = (
            1000 * statistics.quantiles(took[one], n=100)[share - 1] for one in took
        )
        told.append(f"{name} {without:.3f} → {with_meter:.3f} ms (×{with_meter / without:.2f})")
        assert with_meter - without < ADDED_MS_MAX
    say(f"/api/health in process, without and with the meter: {', '.join(told)}")


async def seconds(app: Any) -> float:
    """How long a request takes in the process, to the end of all that follows it."""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(_: Message) -> None:
        """Nobody listens."""

    scope = {"type": "http", "method": "GET", "path": "/api/health", "headers": []}
    began = time.perf_counter()
    await app({**scope, "query_string": b"", "http_version": "1.1"}, receive, send)
    return time.perf_counter() - began


@pytest.mark.parametrize("a_second", [0.001, 0.01, 0.1, 1.0, 10.0, 100.0])
async def test_commands_grow_far_slower_than_requests(a_second: float, say: Say) -> None:
    clock, aggregate = FakeClock(), FakeAggregate()
    meter = ProcessMeter(aggregate, clock.monotonic)
    requests = max(10, int(a_second * HOUR_S))
    for _ in range(requests):
        clock.advance(1 / a_second)
        meter.count(HTTP_REQUESTS, route="/api/v1/forecast", status_class="2xx")
        meter.observe(HTTP_REQUEST_DURATION, 0.01, route="/api/v1/forecast")
        await meter.flush_if_due()
    commands = COMMANDS_A_BATCH * len(aggregate.batches)
    a_day = commands / (requests / a_second) * 86_400
    say(
        f"{a_second:g} requests a second on one instance: {1000 * commands / requests:.0f}"
        f" commands a 1,000 requests, {a_day:,.0f} a day"
    )
    assert commands <= COMMANDS_A_BATCH * requests
    assert a_day <= COMMANDS_A_BATCH * 86_400 * max(
        1 / FLUSH_S, DELTAS_A_REQUEST * a_second / FLUSH_DELTAS
    )


def test_a_scrape_of_everything_is_small(say: Say) -> None:
    everything: Readings = {
        metric.name: {
            labels: Histogram((9,) * (len(metric.buckets) + 1), 1234.567891)
            if metric.kind is Kind.HISTOGRAM
            else 1234567.0
            for labels in combinations(metric)
        }
        for metric in PRODUCT
    }
    sizes = [len(expose(everything, PRODUCT, accept).body) for accept in ("", OPENMETRICS)]
    series = expose(everything, PRODUCT).body.count(b"\n")
    say(f"a scrape of all that can be told: {series} lines, {sizes[0]:,} bytes as text,"
        f" {sizes[1]:,} as OpenMetrics")  # fmt: skip
    assert max(sizes) < SCRAPE_BYTES_MAX


def combinations(metric: Metric) -> list[tuple[str, ...]]:
    """All that its labels allow."""
    found: list[tuple[str, ...]] = [()]
    for label in metric.labels:
        found = [(*one, value) for one in found for value in label.values]
    return found
