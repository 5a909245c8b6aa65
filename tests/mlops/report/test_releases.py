"""Success, recovery and deployments without downtime follow from the release log."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import timedelta
from typing import Any

from mlops.release.log.recorded import Dated, Recorded
from mlops.release.plan.step import Command, Plan, Stage, Step
from mlops.release.progress import Event, Kind
from mlops.release.verdict import share_verdict
from mlops.report.judge import Found
from mlops.report.releases import AT_DOMAIN, of_releases
from tests.mlops.report.times import NOW, SPAN

DEPLOY = Step("deploy", "deploy it", Command("render.deploy"), 60, Command("render.rollback"))
GATES = Step(AT_DOMAIN, "gates", Command("gates"), 60, no_undo="a check changes nothing")
PLAN = Plan("staging", "b" * 40, "sha256:live", (Stage("all", (DEPLOY, GATES)),))


def release(days_ago: float, *events: tuple[Kind, str, int, Any]) -> Recorded:
    begun = NOW - timedelta(days=days_ago)
    dated = tuple(
        Dated(Event(kind, step, "", output), begun + timedelta(seconds=after))
        for kind, step, after, output in events
    )
    return Recorded(1, PLAN, PLAN.digest(), "ada", begun, dated)


def released(days_ago: float, failed: int = 0, took_s: int = 100) -> Recorded:
    own = asdict(share_verdict(failed, 600, 0.005, 500))
    # What Prometheus counted is of everybody, and comes after the release's own requests.
    everybody = asdict(share_verdict(5, 1000, 0.005, 500))
    output = {"gates": {"errors": [own, everybody]}, "requests": 1000}
    done = (Kind.DONE, AT_DOMAIN, took_s, output)
    return release(days_ago, (Kind.DONE, DEPLOY.id, 50, None), done)


def undone(days_ago: float, restored_s: int, kind: Kind = Kind.UNDONE) -> Recorded:
    return release(
        days_ago,
        (Kind.DONE, DEPLOY.id, 50, None),
        (Kind.FAILED, AT_DOMAIN, 60, None),
        (kind, DEPLOY.id, 60 + restored_s, None),
    )


def found(releases: Sequence[Recorded], a_day_max: int = 100) -> dict[str, Found]:
    return of_releases(releases, NOW - SPAN, NOW, a_day_max)


def test_without_a_release_nothing_is_known() -> None:
    assert [one.value for one in found([]).values()] == [None, None, None]
    assert found([released(31)])["deployments"].value is None


def test_the_share_of_deployments_is_of_those_that_ended_in_the_window() -> None:
    open_one = release(1, (Kind.BEGUN, DEPLOY.id, 0, None))
    one = found([released(2), released(3), released(4), undone(5, 30), open_one])["deployments"]
    assert (one.value, one.samples) == (0.75, 4)
    assert one.said == "75.0%: 3 of 4 were released and stayed"


def test_recovery_is_as_slow_as_the_slowest_and_never_where_it_stayed_partial() -> None:
    back = [undone(2, 30), undone(3, 200), undone(4, 40)]
    one = found([*back, released(1)])["recovery"]
    assert (one.value, one.samples) == (200, 3)
    assert "half within 40 s" in one.said
    partly = found([*back, undone(5, 10, Kind.UNDO_FAILED)])["recovery"]
    assert (partly.value, partly.samples) == (float("inf"), 4)
    assert "1 in part only" in partly.said


def test_one_failed_request_at_the_domain_is_downtime() -> None:
    one = found([released(2), released(3, failed=1)])["zero_downtime"]
    assert (one.value, one.samples) == (0.0, 2)
    assert one.said == "1 of 1200 requests failed while 2 were released"


def test_deployments_a_day_are_bounded_by_the_slowest_and_by_what_the_platform_takes() -> None:
    one = found([released(2), released(3, took_s=7200)])["zero_downtime"]
    assert (one.value, one.samples) == (12.0, 2)
    today = [released(0.1 * number) for number in range(1, 8)]
    assert found(today, a_day_max=10)["zero_downtime"].value == 3.0
    assert found(today, a_day_max=5)["zero_downtime"].value == 0.0


def test_a_release_that_moved_no_domain_says_nothing_of_downtime() -> None:
    only = release(1, (Kind.DONE, DEPLOY.id, 50, None), (Kind.DONE, AT_DOMAIN, 60, None))
    assert found([only])["zero_downtime"].value is None
    assert found([undone(1, 30)])["zero_downtime"].value is None
