"""What a scrape is told: the aggregate as it is, in one command, and no database is asked."""

import math
from collections.abc import Callable

from functions.domain.errors import VendorError
from functions.domain.metrics.catalogue import CATALOGUE
from functions.domain.metrics.fields import Histogram, Labels, Readings, read_fields
from functions.domain.metrics.metric import Metric, Teller
from functions.domain.metrics.serving import CACHE_ANSWERS
from functions.ports.meter import Aggregate

PRODUCT = tuple(metric for metric in CATALOGUE if metric.teller in (Teller.PRODUCT, Teller.RELEASE))
"""All that stands in the aggregate."""
MEMORY_S = 5.0
"""Who scrapes more often than this is told the same again, and Redis is not asked."""


class Scrape:
    """Reads the aggregate for whoever scrapes, at most every `MEMORY_S` seconds."""

    def __init__(self, aggregate: Aggregate, monotonic: Callable[[], float]) -> None:
        self._aggregate = aggregate
        self._monotonic = monotonic
        self._known: Readings = {}
        self._asked_at = -math.inf

    async def read(self) -> Readings:
        """All that was told, and whether the aggregate answered; without it nothing else is."""
        if self._monotonic() - self._asked_at >= MEMORY_S:
            self._known = await self._ask()
            self._asked_at = self._monotonic()
        return self._known

    async def _ask(self) -> Readings:
        try:
            fields = await self._aggregate.read()
        except VendorError:
            return {CACHE_ANSWERS.name: {(): 0.0}}
        found = read_fields(fields, PRODUCT)
        told = {one.name: {**_zeros(one), **found.get(one.name, {})} for one in PRODUCT}
        return {**told, CACHE_ANSWERS.name: {(): 1.0}}


def _zeros(metric: Metric) -> dict[Labels, float | Histogram]:
    return dict.fromkeys(metric.labels_from_the_start(), 0.0)
