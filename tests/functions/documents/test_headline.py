"""The sentence says the worst first, and calls nothing well that nobody saw."""

from datetime import timedelta

from functions.documents.component import CHECKED_WITHIN
from functions.documents.components import Components
from functions.documents.headline import lost_parts
from functions.documents.operation import (
    Met,
    operation,
)
from tests.functions.documents.operating import ALL_UP, check, jobs, met, part
from tests.functions.documents.watching import NOON, budget, incident, probes, report


def test_an_alert_of_another_day_is_dated() -> None:
    said = met(report=report(0, probes=probes(page=False), incidents=[incident(-1440)]))
    assert said.summary == "The page is down since 19 Nov, 12:00 UTC."


def test_several_that_are_down_are_each_dated() -> None:
    slow = [
        incident(-9, alert="Slow", component=name, severity="warning") for name in ("jobs", "cache")
    ]
    seen = report(0, probes=probes(page=False, mlflow=False), incidents=[incident(-20), *slow])
    said = met(report=seen, live=[check("database", ok=False)])
    assert said.summary == (
        "The page (since 11:40 UTC), the database and MLflow are down;"
        " the jobs and the cache are not quite well."
    )


def test_what_a_critical_alert_is_about_is_failing_not_just_unwell() -> None:
    rewritten = incident(-5, alert="LedgerRewritten", component="ledger")
    slow = incident(-9, alert="Slow", component="api", severity="warning")
    said = met(report=report(0, probes=ALL_UP, incidents=[rewritten, slow]))
    assert part(said, "ledger").state == said.state == "failing"
    assert said.summary == (
        "The ledger is failing since 11:55 UTC; the API is not quite well since 11:51 UTC."
    )


def test_what_does_not_answer_is_worse_than_what_fails() -> None:
    missed = incident(-5, alert="SlotMissed", component="forecasts")
    said = met(report=report(0, probes=ALL_UP, incidents=[missed]), live=[check("cache", ok=False)])
    assert said.state == "down"
    assert said.summary == "The cache is down; the forecasts are failing since 11:55 UTC."


def test_an_incident_of_no_known_part_changes_no_part_and_all_is_not_called_well() -> None:
    other = [
        incident(-9, alert="Odd", component="other", severity="warning", summary="Odd."),
        incident(-5, alert="Odder", component="other", summary="Odder."),
    ]
    said = met(report=report(0, probes=ALL_UP, incidents=other))
    assert said.incidents == other
    assert said.components == met().components
    assert (said.state, said.summary) == ("degraded", "Not all is well: Odder, and 1 more.")


def test_what_anybody_may_report_is_shown_and_decides_nothing() -> None:
    told = incident(-5, alert="PageErrors", component="readers", severity="warning")
    said = met(report=report(0, probes=ALL_UP, incidents=[told]))
    assert part(said, "readers").state == "degraded"
    assert (said.state, said.summary) == ("ok", "All is well.")
    assert lost_parts(said.components) == []


def test_parts_that_nobody_looked_at_are_said_and_all_is_not_called_well() -> None:
    said = met(report=report(0, probes=probes(page=True, api=True)), checked=Components())
    assert (said.state, said.summary) == (
        "unknown",
        "Nothing is known to be wrong; the forecasts and the jobs have not been looked at yet.",
    )
    assert part(said, "jobs").detail == "nobody has looked yet"
    alone = met(report=report(0, probes=probes(api=True, forecasts=True)))
    assert alone.summary == "Nothing is known to be wrong; the page has not been looked at yet."


def test_a_part_that_was_looked_at_long_ago_is_not_said_to_be_new() -> None:
    old = (check("mlflow", age=CHECKED_WITHIN * 2),)
    said = met(checked=Components(checks=old, jobs=jobs(ingest=timedelta()).jobs))
    assert said.summary.endswith("; MLflow has not been looked at lately.")


def test_many_unseen_parts_are_counted() -> None:
    said = met(report=report(0), checked=Components(), live=[])
    assert said.summary == "Nothing is known to be wrong; 5 parts have not been looked at lately."


def test_a_spent_budget_is_a_broken_promise_though_all_works() -> None:
    spent = budget(-0.001)
    assert met(report=report(0, probes=ALL_UP, budgets=[budget(0)])).state == "ok"
    said = met(report=report(0, probes=ALL_UP, budgets=[spent, budget(0.2), budget(None)]))
    assert (said.state, said.summary) == (
        "degraded",
        "All works; a promise is broken: answers without an error.",
    )
    both = [spent, spent.model_copy(update={"slo": "else"})]
    said = met(report=report(0, probes=probes(page=True, forecasts=True), budgets=both),
               checked=Components())  # fmt: skip
    assert said.summary == (
        "Promises are broken: answers without an error and else;"
        " the jobs have not been looked at yet."
    )


def test_a_watcher_that_fell_silent_during_an_incident_leaves_it_said() -> None:
    going_on = [incident(-20, summary="The ledger was rewritten.", component="ledger")]
    going_on.append(incident(-3, alert="Slow", severity="warning"))
    at = NOON + timedelta(hours=1)
    said = operation(at, Met(report=report(0, incidents=going_on)))
    assert said.state == "unknown"
    assert said.summary == (
        "Nobody has looked from outside since 12:00 UTC;"
        " open then: The ledger was rewritten, and 1 more."
    )
    told = [incident(-3, component="readers", severity="warning"), incident(-9, -5)]
    assert operation(at, Met(report=report(0, incidents=told))).summary == (
        "Nothing is known to be wrong, but nobody looks from outside."
    )


def test_troubles_of_the_world_are_said_where_every_part_is_well() -> None:
    said = met(troubles=["no candle for the hour from 11:00"])
    assert said.state == "degraded"
    assert said.summary == "Not all is well: no candle for the hour from 11:00."
