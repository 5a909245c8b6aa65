"""What came true is told by chance; what cannot be told, or was never asked, is null."""

from datetime import timedelta
from random import Random

from functions.documents.came_true import came_true
from functions.documents.track_record import scores
from functions.domain.chances import CHANCES, AskedDay
from functions.domain.horizon import Horizon
from functions.domain.skill import ratio_interval
from functions.domain.units import ratio_text
from functions.ports.touches import HorizonDay, Question
from tests.functions.documents.settled import WORLD, T
from tests.functions.documents.test_track_record import tally


def asked(
    days: int, question: Question = Question.TOUCH, horizon: Horizon = Horizon.H24
) -> list[HorizonDay]:
    """Days of 48 prices at each chance, which came true about as often."""
    draw = Random(3)
    return [
        HorizonDay(
            horizon,
            question,
            (T + timedelta(days=index)).date(),
            AskedDay(
                (48,) * 10, tuple(sum(draw.random() < one for _ in range(48)) for one in CHANCES)
            ),
        )
        for index in range(days)
    ]


def test_counts_are_summed_and_shares_have_the_interval_of_their_days() -> None:
    days = asked(60)
    found = came_true(Horizon.H24, days, Question.TOUCH)
    assert found is not None
    assert found.asked == [60 * 48] * 10
    assert found.chance == [f"{chance:.6f}" for chance in CHANCES]
    counts = [float(one.sums.came[6]) for one in days]
    expected = ratio_interval(counts, [48.0] * 60, 2)
    assert expected is not None
    assert found.came[6] == sum(counts)
    assert (found.low[6], found.high[6]) == (ratio_text(expected.low), ratio_text(expected.high))
    assert {len(column) for column in (found.chance, found.came, found.low, found.high)} == {10}


def test_few_days_have_counts_and_no_interval() -> None:
    found = came_true(Horizon.H24, asked(3), Question.TOUCH)
    assert found is not None
    assert found.asked == [144] * 10
    assert found.low == found.high == [None] * 10


def test_what_was_never_asked_is_null() -> None:
    assert came_true(Horizon.D7, asked(40, Question.CLOSE), Question.TOUCH) is None
    assert came_true(Horizon.D7, [], Question.CLOSE) is None


def test_each_horizon_and_question_has_its_own_days() -> None:
    days = [
        *asked(2, Question.CLOSE),
        *asked(3),
        *asked(5, Question.TOUCH, Horizon.H1),
    ]
    horizon = scores(WORLD, [tally(9, {"model": 0.9})], [], days).horizons[0]
    assert horizon.closed_above is not None
    assert horizon.touched is not None
    assert (horizon.closed_above.asked, horizon.touched.asked) == ([96] * 10, [144] * 10)
