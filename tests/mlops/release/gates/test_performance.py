"""Slower by half is seen beside the deployment before, and as fast passes."""

from urllib.parse import parse_qs

from mlops.release.declared.gates import Performance
from mlops.release.gates.performance import LANES, MEASURED_S_MAX, ROUNDS_MAX, performance
from mlops.release.verdict import Outcome, Verdict, worst
from tests.mlops.release.gates.product import OLD, Product, target_of

FIGURES = Performance(requests=200, samples_min=100, p50_ratio_max=1.25, p95_ratio_max=1.5)
FEW = FIGURES.model_copy(update={"requests": 20, "samples_min": 1})


async def measured(new: Product, old: Product, figures: Performance = FIGURES) -> list[Verdict]:
    async with target_of(new, old) as target:
        return await performance(target, figures)


async def test_as_fast_as_before_passes() -> None:
    verdicts = await measured(Product(), Product(OLD))
    assert worst(verdicts) is Outcome.PASSED
    assert [round(one.figure or 0) for one in verdicts] == [1, 1]


async def test_slower_by_half_fails() -> None:
    verdicts = await measured(Product(seconds=0.015), Product(OLD, 0.010))
    assert verdicts[0].outcome is Outcome.FAILED
    assert "p50 is 1.5" in verdicts[0].sentence


async def test_a_slow_tail_alone_fails_too() -> None:
    verdicts = await measured(Product(spread=1.2), Product(OLD, spread=0.2))
    assert verdicts[1].outcome is Outcome.FAILED


async def test_what_is_near_the_limit_is_measured_again_and_not_for_ever() -> None:
    new = Product(seconds=0.0125)
    verdicts = await measured(new, Product(OLD))
    visits = len(new.asked) // 2 - LANES
    assert FIGURES.requests < visits <= ROUNDS_MAX * FIGURES.requests
    assert max(one.samples for one in verdicts) == visits


async def test_both_are_asked_the_same_in_turn_and_nothing_twice() -> None:
    new, old = Product(), Product(OLD)
    await measured(new, old, FEW)
    assert sorted(new.asked) == sorted(old.asked)
    assert len(set(new.asked)) == len(new.asked)
    prices = {parse_qs(one.partition("?")[2]).get("price", [""])[0] for one in new.asked}
    marks = {price.partition(".")[2] for price in prices if price}
    assert len(marks) == 1


async def test_visits_with_errors_are_no_samples() -> None:
    verdicts = await measured(Product(error_share=1.0), Product(OLD), FEW)
    assert {one.outcome for one in verdicts} == {Outcome.INCONCLUSIVE}
    assert {one.samples for one in verdicts} == {0}


async def test_who_never_answers_in_time_is_not_waited_for_without_end() -> None:
    new = Product(seconds=9.0, spread=0.0)
    verdicts = await measured(new, Product(OLD))
    assert worst(verdicts) is Outcome.INCONCLUSIVE
    visits_a_round = 1 + MEASURED_S_MAX / 18  # of a lane, whose time begins anew each round here
    assert len(new.asked) <= 2 * LANES * visits_a_round * (1 + ROUNDS_MAX)
