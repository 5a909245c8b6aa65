"""What each trigger fires, and whether that comes before the deadline."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.domain.horizon import ISSUE_WINDOW
from functions.jobs.cadence import CADENCE, Cadence, due
from mlops.deployment.schedules.cron_expression import CronExpression
from mlops.deployment.schedules.triggers import (
    GITHUB,
    HOBBY,
    LOCAL,
    PRO,
    QSTASH,
    RENDER,
    TRIGGERS,
    Pace,
    Trigger,
    cron_expressions,
)

MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)
MINUTES = [MIDNIGHT + timedelta(minutes=step) for step in range(24 * 60)]
HOURS = st.lists(st.integers(0, 23), min_size=1, unique=True).map(lambda h: tuple(sorted(h)))
TABLES = st.lists(
    st.builds(
        Cadence,
        st.sampled_from(["ingest", "issue", "score"]),
        st.lists(st.integers(0, 59), min_size=1, max_size=4, unique=True).map(tuple),
        HOURS,
    ),
    min_size=1,
    unique_by=lambda one: one.job,
)


def fired(expressions: list[str]) -> list[datetime]:
    crons = [CronExpression.parse(one) for one in expressions]
    return [minute for minute in MINUTES if any(cron.fires_at(minute) for cron in crons)]


@given(TABLES)
def test_a_trigger_of_every_chance_fires_at_every_minute_of_the_table_and_no_other(
    table: list[Cadence],
) -> None:
    assert fired(cron_expressions(Pace.EVERY_CHANCE, table)) == [
        minute
        for minute in MINUTES
        if any(minute.hour in one.hours and minute.minute in one.minutes for one in table)
    ]


@given(TABLES)
def test_an_hourly_trigger_fires_once_an_hour_and_a_daily_one_once_a_day(
    table: list[Cadence],
) -> None:
    assert len(fired(cron_expressions(Pace.HOURLY, table))) == 24
    assert len(fired(cron_expressions(Pace.DAILY, table))) == 1


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.id)
def test_every_trigger_finds_every_job_due_whenever_it_comes(trigger: Trigger) -> None:
    for minute in fired(cron_expressions(trigger.pace)):
        for late in (timedelta(0), trigger.late):
            assert due_in_full(minute + late)


def due_in_full(now: datetime) -> bool:
    return due(CADENCE, now) == tuple(one.job for one in CADENCE)


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.id)
def test_the_chances_in_time_are_those_that_come_late_and_still_before_the_deadline(
    trigger: Trigger,
) -> None:
    crons = cron_expressions(Pace.EVERY_CHANCE if trigger.comes_again else trigger.pace)
    last_hour = [minute for minute in fired(crons) if minute.hour == 23]
    in_time = [
        minute
        for minute in last_hour
        if minute + trigger.late < minute.replace(minute=0) + ISSUE_WINDOW
    ]
    assert trigger.chances_in_time() == len(in_time)


def test_which_trigger_meets_the_deadline_is_what_the_documents_say() -> None:
    met = {trigger for trigger in TRIGGERS if trigger.chances_in_time()}
    assert met == {PRO, QSTASH, RENDER, LOCAL}
    assert set(TRIGGERS) - met == {HOBBY, GITHUB}


@pytest.mark.parametrize("trigger", TRIGGERS, ids=lambda trigger: trigger.id)
def test_every_fact_has_a_source(trigger: Trigger) -> None:
    assert trigger.source
    assert trigger.costs
