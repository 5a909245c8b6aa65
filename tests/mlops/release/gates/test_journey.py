"""The journey fails where a reader or a scheduler would be let down, and only there."""

from dataclasses import replace
from typing import Any

import pytest

from mlops.release.declared.gates import Journey
from mlops.release.gates.journey import journey
from mlops.release.verdict import Outcome, Verdict
from tests.mlops.release.gates.product import Product, elapsed_s, target_of

FIGURES = Journey(within_s=60)
GONE: dict[str, Any] = {"job": "ingest", "problem": {"title": "A part does not answer"}}


async def walked(product: Product, **changes: Any) -> Verdict:
    async with target_of(product) as target:
        [verdict] = await journey(replace(target, **changes), FIGURES)
    return verdict


async def test_a_forecast_is_read_its_proof_holds_and_the_jobs_run() -> None:
    product = Product()
    verdict = await walked(product)
    assert verdict.outcome is Outcome.PASSED
    assert verdict.sentence == "1h-20261103T12Z is read, its proof holds, 2 jobs ran"
    assert [one.partition("?")[0] for one in product.asked] == [
        "/api/v1/forecast",
        "/api/v1/ledger",
        "/api/v1/ledger/proof",
        "/api/cron/tick",
    ]


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [("leaf", "is another in the ledger"), ("root", "proof"), ("proof", "proof")],
)
async def test_a_ledger_that_does_not_agree_with_itself_fails_at_once(
    spoiled: str, said: str
) -> None:
    verdict = await walked(Product(spoiled=spoiled))
    assert (verdict.outcome, verdict.samples) == (Outcome.FAILED, 1)
    assert said in verdict.sentence


async def test_without_a_forecast_there_is_nothing_to_read() -> None:
    verdict = await walked(Product(forecasts=False))
    assert (verdict.outcome, verdict.sentence) == (Outcome.FAILED, "there is no forecast to read")


async def test_a_wrong_cron_secret_fails_at_once_and_is_not_repeated() -> None:
    verdict = await walked(Product(), cron_secret="wrong-" * 6)
    assert (verdict.outcome, verdict.samples) == (Outcome.FAILED, 1)
    assert "refuse the cron secret" in verdict.sentence
    assert "wrong-" not in verdict.sentence


async def test_jobs_that_fail_by_a_mistake_of_ours_fail_at_once() -> None:
    verdict = await walked(Product(jobs=(500, [GONE])))
    assert (verdict.outcome, verdict.samples) == (Outcome.FAILED, 1)
    assert verdict.sentence == "the jobs: ingest: A part does not answer"


async def test_a_part_that_is_silent_is_given_time_and_no_more() -> None:
    verdict = await walked(Product(jobs=(503, [GONE])))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.samples > 10
    assert elapsed_s() < 61


async def test_jobs_with_work_left_did_run() -> None:
    unfinished = {"job": "score", "unfinished": True, "report": {}}
    assert (await walked(Product(jobs=(503, [unfinished])))).outcome is Outcome.PASSED


async def test_an_answer_in_another_form_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Product, "newest", lambda _self, _query: {"forecasts": [{"id": "1h"}]})
    verdict = await walked(Product())
    assert (verdict.outcome, verdict.samples) == (Outcome.FAILED, 1)
    assert "another form" in verdict.sentence
