"""The operation is said as it is known: the worst first, and nothing well that nobody saw."""

from datetime import timedelta

import pytest

from functions.documents.component import CHECKED_WITHIN
from functions.documents.components import Components
from functions.documents.operation import (
    JOB_WITHIN,
    REPORTED_WITHIN,
    Met,
    operation,
)
from functions.documents.watch_report import DAYS_KEPT
from tests.functions.documents.operating import ALL_UP, check, jobs, met, part
from tests.functions.documents.watching import NOON, budget, day, incident, probes, report


def test_all_is_well_where_everybody_looked_and_saw_nothing() -> None:
    said = met()
    assert (said.state, said.summary) == ("ok", "All is well.")
    assert {one.state for one in said.components} == {"ok"}
    assert said.degraded_steps == []
    assert said.watch.state == "watched"


def test_day_one_is_unknown_not_well_and_shows_ninety_empty_days() -> None:
    said = operation(NOON, Met(live=[check("database"), check("cache")]))
    assert said.state == "unknown"
    assert said.summary == "Nothing is known to be wrong, but nobody looks from outside."
    assert [part(said, name).state for name in ("page", "api", "jobs", "database")] == [
        "unknown", "ok", "unknown", "ok",
    ]  # fmt: skip
    assert [row.component for row in said.uptime.rows] == ["page", "api", "forecasts"]
    assert all(row.days == [None] * DAYS_KEPT and row.share is None for row in said.uptime.rows)
    assert (said.watch.state, said.watch.reported_at) == ("never", None)
    assert said.degraded_steps == []


def test_what_does_not_answer_is_down_since_its_alert() -> None:
    said = met(report=report(0, probes=probes(page=False), incidents=[incident(-20)]))
    assert said.summary == "The page is down since 11:40 UTC."
    page = part(said, "page")
    assert (page.state, page.since) == ("down", incident(-20).started_at)
    assert page.detail == "does not answer the watcher; the page does not answer"
    assert page.checked_at == NOON


def test_an_alert_alone_makes_its_component_degraded_and_the_others_are_named_after_it() -> None:
    warning = incident(-5, alert="Slow", component="api", severity="warning", summary="slow")
    said = met(
        report=report(0, probes=ALL_UP, incidents=[warning]), live=[check("database", ok=False)]
    )
    assert part(said, "api").state == "degraded"
    assert said.summary == "The database is down; the API is not quite well since 11:55 UTC."
    assert said.degraded_steps[0].startswith("Answers are the last known ones")


def test_the_api_that_answers_is_not_called_down() -> None:
    said = met(report=report(0, probes=probes(page=True, api=False)))
    assert part(said, "api").state == "degraded"


def test_a_report_of_long_ago_says_nothing_of_now_but_keeps_its_days() -> None:
    old = report(0, probes=probes(page=False), incidents=[incident(-20)], days=[day(1, 0.5)])
    at = NOON + REPORTED_WITHIN
    assert operation(at, Met(report=old)).watch.state == "watched"
    said = operation(at + timedelta(seconds=1), Met(report=old))
    assert (said.watch.state, said.watch.reported_at) == ("late", NOON)
    assert part(said, "page").state == "unknown"
    assert said.state == "unknown"
    assert said.incidents == old.incidents
    assert [row.share for row in said.uptime.rows] == [0.5, None, None]


def test_a_check_of_long_ago_is_unknown() -> None:
    def state(age: timedelta) -> str:
        checked = Components(checks=(check("artifacts", ok=False, age=age),))
        return part(met(checked=checked), "artifacts").state

    assert state(CHECKED_WITHIN) == "down"
    assert state(CHECKED_WITHIN + timedelta(seconds=1)) == "unknown"


def test_what_was_asked_just_now_speaks_before_the_hourly_look() -> None:
    hourly = Components(checks=(check("database", ok=False),))
    assert part(met(checked=hourly), "database").state == "ok"


def test_a_silent_job_is_said_as_long_as_the_clock_moves() -> None:
    late = JOB_WITHIN + timedelta(seconds=1)
    checked = jobs(ingest=timedelta(), score=late, issue=JOB_WITHIN)
    said = met(checked=checked)
    assert [one.late for one in said.jobs] == [False, True, False]
    assert part(said, "jobs").state == "degraded"
    assert part(said, "jobs").detail == "no success within 3 h: score"
    assert said.summary == "The jobs are not quite well."
    assert met(checked=checked, moves=False).state == "ok"


def test_jobs_that_have_all_been_silent_for_long_are_not_unknown() -> None:
    assert part(met(checked=jobs(ingest=timedelta(days=4))), "jobs").state == "degraded"


def test_a_cache_that_does_not_answer_is_named_as_where_the_report_lies() -> None:
    said = met(
        report=None, checked=Components(), live=[check("cache", ok=False)], lost="upstash: gone"
    )
    assert said.watch.state == "unreadable"
    assert "upstash: gone" in said.watch.detail
    assert part(said, "jobs").detail.startswith("cannot be read now")
    assert said.degraded_steps[0].startswith("Every answer is made from the database")


def test_one_of_several_that_is_lost_does_not_take_the_product_down() -> None:
    checked = Components(checks=(check("venue kraken", ok=False),))
    said = met(checked=checked)
    assert (part(said, "venue kraken").state, said.state) == ("degraded", "degraded")
    assert said.summary == "The venue kraken is not quite well."


def test_a_missing_venue_is_a_reduced_step() -> None:
    said = met(failed_venues={"kraken": "HTTP 500"})
    assert said.degraded_steps == [
        "Forecasts rest on the other venues: kraken failed when last asked (HTTP 500)."
    ]


@pytest.mark.parametrize(("share", "said"), [(0.999999, 0.99999), (1.0, 1.0), (0.95, 0.95)])
def test_uptime_is_never_rounded_up(share: float, said: float) -> None:
    (page, *_) = met(report=report(0, days=[day(0, share)])).uptime.rows
    assert (page.days[-1], page.share) == (said, said)


def test_days_without_data_are_null_and_count_for_nothing() -> None:
    days = [day(0), day(2, 0.5), day(2, 0.9, component="mlflow")]
    page, *_, mlflow = met(report=report(0, days=days)).uptime.rows
    assert page.days[-3:] == [0.5, None, 1.0]
    assert (page.share, page.days_known) == (0.75, 2)
    assert (mlflow.title, mlflow.share) == ("MLflow", 0.9)


def test_budgets_are_passed_on_and_so_are_open_incidents() -> None:
    said = met(report=report(0, budgets=[budget(-0.5)], incidents=[incident(0)]))
    assert said.budgets == [budget(-0.5)]
    assert said.incidents == [incident(0)]
