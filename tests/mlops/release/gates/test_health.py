"""The health gate gives time to wake up, and names whoever is not well."""

from dataclasses import replace
from typing import Any

from functions.documents.front.policy import hashes, policy
from mlops.release.declared.gates import Health
from mlops.release.gates.health import health
from mlops.release.gates.target import Service
from mlops.release.gates.traffic import Site
from mlops.release.verdict import Outcome, Verdict
from tests.mlops.release.gates.product import NEW, OLD, PAGE, Product, running, target_of

FIGURES = Health(within_s=60)


async def judged(product: Any, *, locked: bool = False) -> dict[Outcome, list[Verdict]]:
    async with target_of(locked_door if locked else product) as target:
        verdicts = await health(target, FIGURES)
    return {one: [each for each in verdicts if each.outcome is one] for one in Outcome}


async def locked_door(_scope: Any, _receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 401, "headers": []})
    await send({"type": "http.response.body", "body": b"log in"})


async def test_page_api_commit_and_services_are_each_looked_at() -> None:
    found = await judged(Product())
    said = [one.sentence for one in found[Outcome.PASSED]]
    looked_at = ("the page", "the API", "the commit", "mlflow", "the commit of mlflow")
    assert said == [f"{one} is well" for one in looked_at]


async def test_a_page_whose_policy_forbids_its_own_styles_fails() -> None:
    own = policy(PAGE.decode())["Content-Security-Policy"]
    [style] = hashes(PAGE.decode())["style-src"]
    for well in ((), (own,), ("img-src 'none'; ",), (f"default-src {style}",)):
        assert not (await judged(Product(policies=well)))[Outcome.FAILED]
    elsewhere = f"script-src {style}; style-src 'self'"
    for bare in (
        ("style-src 'self'",),
        (own, "style-src 'self'"),
        (elsewhere,),
        ("default-src *",),
    ):
        [failed] = (await judged(Product(policies=bare)))[Outcome.FAILED]
        assert failed.sentence.startswith("the page: its policy forbids its own styles or script")


async def test_a_service_that_runs_another_commit_fails_and_is_named() -> None:
    async with target_of(Product(), mlflow=running(OLD)) as target:
        verdicts = await health(target, FIGURES)
    [failed] = [one for one in verdicts if one.outcome is Outcome.FAILED]
    assert failed.sentence.startswith(f"the commit of mlflow: it runs {OLD}, not b")


async def test_what_wakes_up_in_time_is_well() -> None:
    found = await judged(Product(healthy_from_s=30))
    assert not found[Outcome.FAILED]
    api = found[Outcome.PASSED][1]
    assert api.samples > 10
    assert api.figure is not None
    assert 29 < api.figure < 35


async def test_what_does_not_wake_up_fails_with_what_it_said_last() -> None:
    [failed] = (await judged(Product(healthy_from_s=1_000)))[Outcome.FAILED]
    assert failed.sentence.startswith("the API: HTTP 503, for 6")


async def test_another_commit_fails_and_is_named() -> None:
    [failed] = (await judged(Product(commit=OLD)))[Outcome.FAILED]
    assert f"runs {OLD}, not b" in failed.sentence


async def test_a_checkout_with_changes_is_another_commit_and_seen_to_be() -> None:
    [failed] = (await judged(Product(commit=f"{NEW}-dirty")))[Outcome.FAILED]
    assert f"runs {NEW}-dirty, not {NEW}" in failed.sentence


async def test_a_service_that_nobody_answers_for_fails() -> None:
    async with target_of(Product()) as target:
        gone = Service(Site("https://grafana.test", target.api.traffic), "/api/health")
        beside = {**target.services, "grafana": gone}
        verdicts = await health(replace(target, services=beside), FIGURES)
    [failed] = [one for one in verdicts if one.outcome is Outcome.FAILED]
    assert failed.sentence.startswith("grafana: ConnectError")


async def test_a_deployment_that_asks_for_a_login_is_told_how_to_open() -> None:
    failed = (await judged(Product(), locked=True))[Outcome.FAILED]
    assert "VERCEL_AUTOMATION_BYPASS_SECRET" in failed[0].sentence


async def test_where_no_commit_is_asked_for_any_is_well() -> None:
    async with target_of(Product(commit=OLD)) as target:
        verdicts = await health(replace(target, commit=None), FIGURES)
    assert {one.outcome for one in verdicts} == {Outcome.PASSED}
