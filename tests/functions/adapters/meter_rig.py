"""A process's meter over an aggregate in memory."""

from collections.abc import Mapping

from functions.adapters.process_meter import ProcessMeter
from functions.domain.errors import VendorUnavailable
from functions.domain.metrics.fields import Histogram, Labels, read_fields
from functions.domain.metrics.metric import Metric
from functions.domain.metrics.serving import HTTP_REQUESTS
from functions.queries.scrape import PRODUCT
from tests.fakes.aggregate import FakeAggregate
from tests.fakes.clock import FakeClock

AWAY = VendorUnavailable("upstash", "no answer within 250 ms")
ROUTE = "/api/v1/forecast"


class Rig:
    """A meter, the aggregate behind it and its clock."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.aggregate = FakeAggregate()
        self.meter = ProcessMeter(self.aggregate, self.clock.monotonic)

    def request(self) -> None:
        """Count one."""
        self.meter.count(HTTP_REQUESTS, route=ROUTE, status_class="2xx")

    async def told(self, metric: Metric) -> Mapping[Labels, float | Histogram]:
        """What the aggregate holds of a metric."""
        failure, self.aggregate.failure = self.aggregate.failure, None
        fields = await self.aggregate.read()
        self.aggregate.failure = failure
        return read_fields(fields, PRODUCT).get(metric.name, {})

    async def requests(self) -> float:
        """Requests that arrived."""
        total = (await self.told(HTTP_REQUESTS)).get((ROUTE, "2xx"), 0.0)
        assert isinstance(total, float)
        return total
