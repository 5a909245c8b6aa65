"""How soon somebody saw to a critical alert: by its episodes, and by what was silenced."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from mlops.report.acknowledged import STEP, Episode, Silence, joined, soonest
from tests.mlops.report.times import NOW

WITHIN = timedelta(minutes=15)
LABELS = {"alertname": "PageDown", "component": "page"}


def after(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


def fired(minutes: float, labels: Mapping[str, str] = LABELS) -> Episode:
    return Episode(labels, NOW, after(minutes))


def silence(begins: float, ends: float, **matcher: object) -> Silence:
    named = {"name": "alertname", "value": "PageDown", "isRegex": False, "isEqual": True, **matcher}
    return Silence([named], after(begins), after(ends))


def test_an_alert_was_seen_to_when_its_first_silence_began() -> None:
    found = soonest([fired(60)], [silence(40, 90), silence(7, 20)], WITHIN)
    assert (found.value, found.samples) == (420, 1)
    assert found.said == "1 of 1 were seen to in time; the slowest, PageDown, after 7 min"


def test_one_that_nobody_saw_to_waited_until_its_end() -> None:
    found = soonest([fired(60), fired(30)], [silence(61, 90)], WITHIN)
    assert found.value == 3600
    assert found.said == "0 of 2 were seen to in time; the slowest, PageDown, by nobody for 60 min"


def test_one_that_ended_by_itself_in_time_wanted_nobody() -> None:
    found = soonest([fired(14)], [], WITHIN)
    assert found.value is None
    assert found.said == "all 1 critical alerts ended by themselves within 15 min"


def test_a_silence_from_before_counts_from_the_start_and_one_that_had_ended_not_at_all() -> None:
    assert soonest([fired(60)], [silence(-30, 10)], WITHIN).value == 0
    assert soonest([fired(60)], [silence(-30, -1)], WITHIN).value == 3600


def test_a_silence_is_of_the_alerts_that_all_its_matchers_meet() -> None:
    for matcher, covers in (
        ({"value": "ApiDown"}, False),
        ({"value": "Page.*", "isRegex": True}, True),
        ({"value": "Page", "isRegex": True}, False),
        ({"isEqual": False}, False),
        ({"name": "component", "value": "page"}, True),
        ({"name": "warning", "value": "PageDown"}, False),
    ):
        assert silence(0, 1, **matcher).covers(LABELS) is covers, matcher
    two = Silence([*silence(0, 1).matchers, *silence(0, 1, value="ApiDown").matchers], NOW, NOW)
    assert not two.covers(LABELS)


def test_steps_without_a_gap_are_one_episode_that_may_have_begun_a_step_before() -> None:
    times = [NOW + STEP * step for step in (0, 1, 2, 10, 11)]
    found = joined({**LABELS, "__name__": "ALERTS", "alertstate": "firing"}, times)
    assert [(one.began, one.ended) for one in found] == [
        (NOW - STEP, NOW + 2 * STEP),
        (NOW + 9 * STEP, NOW + 11 * STEP),
    ]
    assert found[0].labels == LABELS
