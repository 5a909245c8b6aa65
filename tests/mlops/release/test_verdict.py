"""What a gate makes of its samples."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mlops.release.verdict import Outcome, Verdict, ratio_verdict, share_verdict, worst


def times(seed: int, scale: float, count: int) -> list[float]:
    chance = random.Random(seed)
    return [scale * chance.lognormvariate(0, 0.4) for _ in range(count)]


def test_no_data_never_passes() -> None:
    assert share_verdict(0, 0, 0.01, 100).outcome is Outcome.INCONCLUSIVE
    assert ratio_verdict([], [], 0.5, 1.2, 30).outcome is Outcome.INCONCLUSIVE
    assert worst([]) is Outcome.INCONCLUSIVE


def test_too_few_good_answers_do_not_pass_and_few_bad_ones_fail() -> None:
    assert share_verdict(0, 5, 0.01, 100).outcome is Outcome.INCONCLUSIVE
    assert share_verdict(5, 5, 0.01, 100).outcome is Outcome.FAILED


def test_two_percent_of_errors_fail_a_limit_of_half_a_percent() -> None:
    assert share_verdict(40, 2_000, 0.005, 500).outcome is Outcome.FAILED
    assert share_verdict(0, 500, 0.005, 500).outcome is Outcome.PASSED


def test_half_again_as_slow_fails_and_as_fast_as_before_passes() -> None:
    old = times(1, 1.0, 300)
    assert ratio_verdict(times(2, 1.5, 300), old, 0.5, 1.2, 50).outcome is Outcome.FAILED
    assert ratio_verdict(times(2, 1.0, 300), old, 0.5, 1.2, 50).outcome is Outcome.PASSED


def test_a_ratio_near_its_limit_is_inconclusive() -> None:
    verdict = ratio_verdict(times(2, 1.2, 60), times(1, 1.0, 60), 0.95, 1.2, 50)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert verdict.low is not None
    assert verdict.high is not None
    assert verdict.low <= 1.2 < verdict.high


def test_the_worst_verdict_counts() -> None:
    of = {one: Verdict(one, "", 1) for one in Outcome}
    assert worst([of[Outcome.PASSED], of[Outcome.INCONCLUSIVE]]) is Outcome.INCONCLUSIVE
    assert worst([of[Outcome.FAILED], of[Outcome.INCONCLUSIVE]]) is Outcome.FAILED
    assert worst([of[Outcome.PASSED]]) is Outcome.PASSED


def test_more_failures_than_requests_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot have failed"):
        share_verdict(3, 2, 0.01, 1)


@given(st.integers(0, 300), st.integers(1, 300), st.floats(0.001, 0.5))
def test_more_failures_never_make_a_better_verdict(failed: int, more: int, limit: float) -> None:
    order = [Outcome.PASSED, Outcome.INCONCLUSIVE, Outcome.FAILED]
    made = 600
    before = share_verdict(failed, made, limit, 100).outcome
    after = share_verdict(min(made, failed + more), made, limit, 100).outcome
    assert order.index(after) >= order.index(before)
