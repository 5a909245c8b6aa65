"""The command `gates` gives numbers when all passed, and every sentence when not."""

import json
from typing import Any

import pytest

from functions.domain.errors import CandorError, InvalidInput
from mlops.release.declared.release import read_release
from mlops.release.gates.handler import GateHandlers, NotPassed
from mlops.release.gates.reach import BYPASS_HEADER
from mlops.release.gates.registry import GATES, Gate
from mlops.release.verdict import Outcome, Verdict
from tests.mlops.release.gates.product import NEW, OLD, Hosts, Product, reach, running

DECLARED = read_release().environment("staging").gates
FEWER = DECLARED.performance.model_copy(update={"requests": 100, "samples_min": 60})
FIGURES = DECLARED.model_copy(update={"performance": FEWER})
STAGED = {"at": "dpl_new", "commit": NEW, "before": "dpl_old"}
BYPASS = "a-bypass-of-the-protection-of-deployments"


async def run(
    new: Product, arguments: dict[str, Any] | None = None, old: Product | None = None, **more: Any
) -> tuple[dict[str, Any], Hosts]:
    hosts = Hosts(new=new, old=old or Product(OLD), candor=new, mlflow=running(NEW))
    handlers = GateHandlers(FIGURES, reach(hosts, **more)).handlers()
    return await handlers["gates"](arguments or STAGED), hosts


async def failed(new: Product, arguments: dict[str, Any] | None = None) -> list[str]:
    with pytest.raises(NotPassed) as said:
        await run(new, arguments)
    assert isinstance(said.value, CandorError)
    return str(said.value).splitlines()


async def test_a_good_release_passes_in_order_and_leaves_its_numbers() -> None:
    new, old = Product(), Product(OLD)
    numbers, hosts = await run(new, old=old)
    assert list(numbers["gates"]) == ["health", "journey", "performance", "errors"]
    assert json.loads(json.dumps(numbers)) == numbers
    assert numbers["gates"]["performance"][0]["outcome"] == "passed"
    assert numbers["gates"]["errors"][0]["samples"] == 600
    assert numbers["requests"] == len(hosts.asked) == len(new.asked) + len(old.asked) + 2
    assert set(hosts.asked) == {"new.test", "old.test", "mlflow.test"}


async def test_the_first_gate_that_fails_is_the_last_that_runs() -> None:
    new = Product(commit=OLD)
    said = await failed(new)
    assert f"health: failed: the commit: the API runs {OLD}, not {NEW}" in "\n".join(said)
    assert {line.partition(":")[0] for line in said} == {"health"}
    assert said[0].startswith("health: failed: "), "the first sentence is the reason"
    assert said[-1].startswith("health: passed: ")
    assert not [one for one in new.asked if "cron" in one]


@pytest.mark.parametrize(
    ("product", "gate"),
    [
        (Product(healthy_from_s=1e9), "health"),
        (Product(spoiled="proof"), "journey"),
        (Product(forecasts=False), "journey"),
        (Product(seconds=0.015), "performance"),
        (Product(error_share=0.02), "errors"),
    ],
)
async def test_every_fault_is_found_by_its_gate(product: Product, gate: str) -> None:
    said = await failed(product)
    assert said[0].startswith((f"{gate}: failed: ", f"{gate}: inconclusive: "))
    assert any(line.startswith(f"{gate}: failed: ") for line in said)


async def test_the_domain_is_compared_with_the_deployment_of_before() -> None:
    _, hosts = await run(Product(), {"at": "domain", "commit": NEW, "before": "dpl_old"})
    assert set(hosts.asked) == {"candor.test", "old.test", "mlflow.test"}


async def test_a_first_release_has_nothing_to_be_compared_with_and_says_so() -> None:
    numbers, _ = await run(Product(), {"at": "domain", "commit": NEW, "before": None})
    assert numbers["left_out"] == ["performance"]
    assert "performance" not in numbers["gates"]


async def test_the_gate_that_waits_runs_by_its_name_only() -> None:
    numbers, _ = await run(Product(), {"at": "domain", "gate": "issued"})
    assert list(numbers["gates"]) == ["issued"]
    said = await failed(Product(issues_after=None), {"at": "domain", "gate": "issued"})
    assert "was missed" in said[0]


async def test_the_key_to_protected_deployments_is_shown_to_them_and_to_nobody_else() -> None:
    new, old = Product(), Product(OLD)
    await run(new, {**STAGED, "gate": "performance"}, old, bypass=BYPASS)
    assert {one.get(BYPASS_HEADER) for one in (*new.headers, *old.headers)} == {BYPASS}
    on_domain = Product()
    await run(on_domain, {"at": "domain", "commit": NEW, "gate": "health"}, bypass=BYPASS)
    assert {one.get(BYPASS_HEADER) for one in on_domain.headers} == {None}


@pytest.mark.parametrize("verdicts", [[], [Verdict(Outcome.INCONCLUSIVE, "who knows", 0)]])
async def test_what_is_inconclusive_or_says_nothing_did_not_pass_and_stops_nobody(
    verdicts: list[Verdict],
) -> None:
    async def judge(_target: Any, _figures: Any) -> list[Verdict]:
        return verdicts

    registry = [Gate("journey", judge), GATES[0]]
    hosts = Hosts(new=Product(), old=Product(OLD), mlflow=running(NEW))
    with pytest.raises(NotPassed) as said:
        await GateHandlers(FIGURES, reach(hosts), registry).gates(STAGED)
    assert "health: passed" in str(said.value)
    assert "journey: inconclusive: who knows" in str(said.value) or (
        "journey: no verdict" in str(said.value)
    )


async def test_a_gate_that_there_is_not_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(InvalidInput, match="no gate 'luck'; there are health, journey"):
        await run(Product(), {"at": "domain", "gate": "luck"})


def test_every_gate_has_its_figures_in_the_declared_release() -> None:
    assert [gate.name for gate in GATES] == list(type(FIGURES).model_fields)
