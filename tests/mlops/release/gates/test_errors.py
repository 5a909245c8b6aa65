"""Two errors in a hundred are too many, by our own count or by Prometheus's."""

from dataclasses import replace
from datetime import datetime

import pytest

from functions.domain.errors import VendorUnavailable
from mlops.monitoring.watcher.prometheus import Labels, Prometheus
from mlops.release.declared.gates import Errors
from mlops.release.gates.errors import COUNTED_S_MAX, errors
from mlops.release.gates.traffic import USER_AGENT
from mlops.release.verdict import Outcome, Verdict
from tests.mlops.release.gates.product import START, Product, elapsed_s, target_of

FIGURES = Errors(requests=600, samples_min=500, share_max=0.005, window_min=10)
FEW = FIGURES.model_copy(update={"requests": 20})
"""Where Prometheus's count decides, not our own."""


class Counted(Prometheus):
    """A Prometheus that answers one question, from `after_s` on."""

    def __init__(
        self, good: float, bad: float, after_s: float = 0.0, *, away: bool = False
    ) -> None:
        self.good, self.bad, self.after_s, self.away = good, bad, after_s, away
        self.queries: list[str] = []

    async def instant(self, query: str, at: datetime) -> list[tuple[Labels, float]]:
        self.queries.append(query)
        assert at == START
        if self.away:
            raise VendorUnavailable("prometheus", "did not answer")
        if elapsed_s() < self.after_s:
            return []
        return [({"status_class": "2xx"}, self.good), ({"status_class": "5xx"}, self.bad)]


async def judged(
    product: Product, prometheus: Prometheus | None = None, figures: Errors = FIGURES
) -> list[Verdict]:
    async with target_of(product) as target:
        return await errors(replace(target, prometheus=prometheus), figures)


async def test_no_error_passes_and_every_request_says_who_it_is() -> None:
    product = Product()
    [verdict] = await judged(product)
    assert (verdict.outcome, verdict.samples) == (Outcome.PASSED, 600)
    assert {one["user-agent"] for one in product.headers} == {USER_AGENT}


@pytest.mark.parametrize("seed", range(5))
async def test_errors_on_two_percent_fail(seed: int) -> None:
    product = Product(error_share=0.02)
    product.chance.seed(seed)
    [verdict] = await judged(product, Counted(1_000, 0))
    assert verdict.outcome is Outcome.FAILED
    assert "such as HTTP 500" in verdict.sentence


async def test_what_prometheus_counted_is_waited_for() -> None:
    prometheus = Counted(1_200, 0, after_s=90)
    [_, counted] = await judged(Product(), prometheus, FEW)
    assert (counted.outcome, counted.samples) == (Outcome.PASSED, 1_200)
    assert "candor_http_requests_total" in prometheus.queries[0]
    assert "[10m]" in prometheus.queries[0]


async def test_errors_that_only_prometheus_saw_fail() -> None:
    [_, counted] = await judged(Product(), Counted(1_000, 40), FEW)
    assert counted.outcome is Outcome.FAILED
    assert counted.sentence.startswith("Prometheus over 10 min: 40 of 1040 failed")


@pytest.mark.parametrize(
    "prometheus", [Counted(0, 0), Counted(1e6, 0, 1e6), Counted(0, 0, away=True), Counted(80, 0)]
)
async def test_a_prometheus_without_enough_data_is_no_pass_and_not_waited_for_without_end(
    prometheus: Counted,
) -> None:
    [_, counted] = await judged(Product(), prometheus, FEW)
    assert counted.outcome is Outcome.INCONCLUSIVE
    assert elapsed_s() < COUNTED_S_MAX + 10


async def test_a_share_near_the_limit_is_asked_for_again() -> None:
    product = Product(error_share=0.006)
    product.chance.seed(3)
    [verdict] = await judged(product)
    assert verdict.samples > 600
