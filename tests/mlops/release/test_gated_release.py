"""The gates within a release: what is broken is found before or after promotion, and undone."""

from typing import Any

import httpx
import pytest

from mlops.release.declared.release import read_release
from mlops.release.gates.handler import GateHandlers
from mlops.release.gates.reach import Reach, on_render, on_vercel
from mlops.release.progress import Ending, Event, Kind
from tests.mlops.release.gates.product import NEW, OLD, PACE, SECRET, START, Product, running
from tests.mlops.release.rig import Rig

DECLARED = read_release().environment("staging")
FIGURES = DECLARED.gates.model_copy(
    update={
        "performance": DECLARED.gates.performance.model_copy(
            update={"requests": 100, "samples_min": 60}
        )
    }
)
SERVICES = {
    name.removeprefix("candor-"): DECLARED.render["mlflow"].model_copy(update={"name": name})
    for name in ("candor-mlflow", "candor-grafana")
}


class Readers(httpx.AsyncBaseTransport):
    """Whoever comes to a deployment's address or to the domain gets the product that is there."""

    def __init__(self, rig: Rig, new: Product) -> None:
        self._rig = rig
        self._by_commit = {OLD: Product(OLD), NEW: new}
        self.at_domain: set[str] = set()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        host = request.url.host
        if host.endswith(".onrender.example"):
            return await httpx.ASGITransport(running(NEW)).handle_async_request(request)
        domains = self._rig.site.domains()
        deployment = self._rig.site.deployment(domains.get(host) or host)
        commit = deployment.meta["candorCommit"]
        if host in domains:
            self.at_domain.add(commit)
        return await httpx.ASGITransport(self._by_commit[commit]).handle_async_request(request)


async def release(rig: Rig, new: Product) -> tuple[Ending, Readers, list[str]]:
    """N serves; release N+1."""
    readers = Readers(rig, new)
    reach = Reach(
        "https://candor.example",
        SECRET,
        on_vercel(rig.vercel),
        await on_render(rig.render, SERVICES),
        transport=readers,
        pace=PACE,
        now=lambda: START,
    )
    before = rig.handlers()
    gated: dict[str, Any] = {**before, **GateHandlers(FIGURES, reach).handlers()}
    rig.handlers = lambda: gated  # type: ignore[method-assign]
    ending = await rig.execute(await rig.plan())
    failed = [one.sentence for one in rig.journal.events if one.kind is Kind.FAILED]
    return ending, readers, failed


def numbers(rig: Rig, step: str) -> Any:
    """What a gate's step left in the journal."""
    found: list[Event] = [one for one in rig.journal.events if one.step == step]
    return found[-1].output["gates"]


async def test_a_good_release_is_tried_staged_and_at_the_domain_until_the_next_slot(
    rig: Rig,
) -> None:
    ending, readers, failed = await release(rig, Product())
    assert (ending, failed) == (Ending.RELEASED, [])
    assert readers.at_domain == {NEW}
    for step in ("gates.staged", "gates.domain"):
        assert list(numbers(rig, step)) == ["health", "journey", "performance", "errors"]
    [slot] = numbers(rig, "gates.issued")["issued"]
    assert slot["samples"] == 3


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (Product(healthy_from_s=1e9), "the API: HTTP 503"),
        (Product(commit="c" * 40), "the API runs cccc"),
        (Product(seconds=0.015), "performance: failed: p50 is 1."),
        (Product(error_share=0.02), "errors: failed: our own requests (such as HTTP 500)"),
        (Product(spoiled="proof"), "journey: failed: the proof of"),
    ],
    ids=["unhealthy", "another commit", "slower by half", "2 % errors", "a wrong proof"],
)
async def test_what_is_broken_is_found_where_nobody_sees_it(
    rig: Rig, new: Product, said: str
) -> None:
    ending, readers, failed = await release(rig, new)
    assert ending is Ending.ROLLED_BACK
    assert said in failed[0]
    assert readers.at_domain == set()
    assert rig.count("/promote/dpl_") == 0


async def test_forecasts_that_stop_after_the_promotion_bring_everything_back(rig: Rig) -> None:
    ending, _, failed = await release(rig, Product(issues_after=None))
    assert ending is Ending.ROLLED_BACK
    assert "issued: failed: 1h-20261103T" in failed[0]
    assert (await rig.page()).commit == OLD
