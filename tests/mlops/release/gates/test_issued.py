"""The release stays open until the slot after it is issued, by the clock that the API tells."""

from datetime import timedelta

import pytest

from functions.domain.horizon import Horizon
from mlops.release.declared.gates import Issued
from mlops.release.gates.issued import LOOK_EVERY_S, issued
from mlops.release.verdict import Outcome, Verdict
from tests.mlops.release.gates.product import Product, elapsed_s, pass_s, target_of

FIGURES = Issued(within_min=75)
SLOTS = "1h-20261103T13Z, 4h-20261103T13Z, 24h-20261103T13Z"


async def waited(product: Product) -> Verdict:
    async with target_of(product) as target:
        [verdict] = await issued(target, FIGURES)
    return verdict


@pytest.mark.parametrize("pace", [1.0, 60.0, 720.0])
async def test_all_forecasts_of_the_next_slot_are_waited_for_at_any_pace(pace: float) -> None:
    verdict = await waited(Product(world_s_per_s=pace, seconds=0.0))
    assert (verdict.outcome, verdict.samples, verdict.figure) == (Outcome.PASSED, 3, 120.0)
    slots = SLOTS if pace < 720 else verdict.sentence.partition(":")[0]
    assert verdict.sentence == f"{slots}: issued, the last 120 s after the cutoff"
    assert elapsed_s() < 42 * 60 / pace + 3 * LOOK_EVERY_S


async def test_a_slot_that_had_begun_before_is_not_the_one_that_is_waited_for() -> None:
    pass_s(41 * 60)  # 13:01, and issued is at 13:02
    verdict = await waited(Product(world_s_per_s=1.0))
    assert verdict.outcome is Outcome.PASSED
    assert "1h-20261103T14Z" in verdict.sentence


async def test_one_horizon_that_is_missed_fails() -> None:
    verdict = await waited(Product(misses=Horizon.H4, world_s_per_s=1.0))
    assert verdict.outcome is Outcome.FAILED
    assert verdict.sentence == "4h-20261103T13Z was missed: not issued by its deadline"


async def test_without_any_forecast_it_fails_soon_after_the_deadline() -> None:
    verdict = await waited(Product(issues_after=None, world_s_per_s=1.0))
    assert verdict.outcome is Outcome.FAILED
    assert elapsed_s() < (50 + 2) * 60


async def test_jobs_that_do_not_even_note_what_they_missed_fail_by_the_clock(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Product, "listed", lambda _self, _query: {"forecasts": []})
    verdict = await waited(Product(world_s_per_s=1.0))
    assert verdict.outcome is Outcome.FAILED
    assert "1h-20261103T13Z was not issued by its deadline" in verdict.sentence


async def test_a_time_after_the_deadline_is_not_believed_to_be_before_it() -> None:
    verdict = await waited(Product(issues_after=timedelta(minutes=11)))
    assert verdict.outcome is Outcome.FAILED
    assert "was issued at 13:11:00, after its deadline" in verdict.sentence


async def test_an_api_that_says_nothing_is_no_pass_when_the_patience_ends(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(Product, "status", lambda _self, _query: ["no status"])
    verdict = await waited(Product())
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "no verdict within 75 min: an answer has another form" in verdict.sentence
    assert elapsed_s() <= 75 * 60


async def test_a_world_whose_slots_have_ended_is_no_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = {"clock": {"now": "2026-11-03T12:20:00Z"}, "next_slots": []}
    monkeypatch.setattr(Product, "status", lambda _self, _query: ended)
    verdict = await waited(Product())
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert "the time of a simulated or replayed world has ended" in verdict.sentence
