"""A report follows the one before it, and no known day is lost."""

import itertools
import json
import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from functions.documents.watch_report import (
    BUDGETS_MAX,
    DAYS_KEPT,
    DAYS_MAX,
    INCIDENTS_KEPT,
    INCIDENTS_MAX,
    JOINED_WITHIN,
    Incident,
    WatchReport,
    merged,
    one_line,
)
from tests.functions.documents.watching import NOON, budget, day, incident, probes, report

SAID = ("summary", "subject", "acknowledged_by")
NAMES = st.sampled_from(["page", "api"])
DAYS = st.builds(
    day,
    st.integers(-2, DAYS_KEPT + 5),
    st.floats(0, 1),
    st.none() | st.integers(0, 2000),
    NAMES,
)
MINUTES = st.integers(-40 * 1440, 60)
INCIDENTS = st.builds(
    lambda started, lasted, alert, severity: incident(
        started, None if lasted is None else started + lasted, alert, severity=severity
    ),
    MINUTES,
    st.none() | st.integers(0, 3000),
    st.sampled_from(["PageDown", "ApiDown"]),
    st.sampled_from(["critical", "warning"]),
)
REPORTS = st.builds(
    lambda minute, days, incidents: report(minute, days=days, incidents=incidents),
    st.integers(60, 3 * 1440),
    st.lists(DAYS, max_size=20),
    st.lists(INCIDENTS, max_size=8),
)


def follow(reports: list[WatchReport]) -> WatchReport:
    kept = None
    for one in reports:
        kept = merged(kept, one)
    assert kept is not None
    return kept


@given(st.lists(REPORTS, min_size=1, max_size=5))
def test_a_report_that_is_kept_and_comes_again_changes_nothing(reports: list[WatchReport]) -> None:
    kept = follow(reports)
    assert merged(kept, kept) is kept
    assert merged(kept, reports[-1]) == kept
    assert merged(None, kept) == kept


@given(st.lists(REPORTS, min_size=1, max_size=5), REPORTS)
def test_a_report_older_than_the_one_kept_changes_nothing(
    reports: list[WatchReport], late: WatchReport
) -> None:
    kept = follow(reports)
    if late.made_at <= kept.made_at:
        assert merged(kept, late) is kept
    else:
        assert merged(kept, late).made_at == late.made_at


@given(st.lists(REPORTS, min_size=1, max_size=5))
def test_no_day_within_ninety_is_ever_lost_and_none_is_of_the_future(
    reports: list[WatchReport],
) -> None:
    kept = follow(reports)
    today = kept.made_at.date()
    accepted = [one for one in reports if one.made_at <= kept.made_at]
    newest = max(one.made_at for one in accepted)
    told = {
        (one.date, one.component)
        for each in reports[:1]
        for one in each.days
        if today - timedelta(DAYS_KEPT) < one.date <= each.made_at.date()
    }
    known = [(one.date, one.component) for one in kept.days]
    assert newest == kept.made_at
    assert told <= set(known)
    assert len(known) == len(set(known)) <= DAYS_MAX
    assert all(today - timedelta(DAYS_KEPT) < date <= today for date, _ in known)


@given(st.lists(REPORTS, min_size=1, max_size=5))
def test_incidents_of_a_kind_stand_apart_and_none_is_older_than_a_fortnight(
    reports: list[WatchReport],
) -> None:
    kept = follow(reports)
    by_kind: dict[str, list[tuple[object, object]]] = {}
    for one in kept.incidents:
        ended = one.ended_at or kept.made_at
        assert ended >= kept.made_at - INCIDENTS_KEPT
        by_kind.setdefault(one.alert, []).append((one.started_at, max(ended, one.started_at)))
    for spans in by_kind.values():
        spans.sort()
        for (_, end), (start, _) in itertools.pairwise(spans):
            assert start > end + JOINED_WITHIN  # type: ignore[operator]


def test_a_disk_that_was_lost_costs_no_day_and_its_few_hours_do_not_speak_for_the_day() -> None:
    kept = merged(None, report(0, days=[day(0, 0.5, 700), day(1, 0.9), day(80, 0.99, None)]))
    after = merged(kept, report(1, days=[day(0, 1.0, 3), day(1, 1.0, None)]))
    assert {(one.date, one.up) for one in after.days} == {(one.date, one.up) for one in kept.days}
    later = merged(after, report(2, days=[day(0, 0.6, 701)]))
    assert later.days[0].up == 0.6


def test_the_ninety_first_day_is_let_go() -> None:
    kept = merged(None, report(0, days=[day(DAYS_KEPT - 1), day(DAYS_KEPT)]))
    assert [one.date for one in kept.days] == [day(DAYS_KEPT - 1).date]


def test_an_incident_that_is_not_reported_any_more_ended_when_it_was_last_seen() -> None:
    kept = follow([report(10, incidents=[incident(5)]), report(11)])
    (one,) = kept.incidents
    assert (one.started_at, one.ended_at) == (incident(5).started_at, report(10).made_at)


def test_what_goes_on_keeps_its_first_moment_and_takes_the_name_of_who_acknowledged_it() -> None:
    said = incident(7, acknowledged_by="Ada")
    kept = follow([report(10, incidents=[incident(5)]), report(11, incidents=[said])])
    (one,) = kept.incidents
    assert (one.started_at, one.ended_at) == (incident(5).started_at, None)
    assert one.acknowledged_by == "Ada"


def test_history_gives_an_incident_its_end_without_taking_its_words() -> None:
    seen = report(10, incidents=[incident(5, summary="the page does not answer since 5 past")])
    told = incident(4, 30, summary="PageDown")
    kept = follow([seen, report(60, incidents=[told])])
    (one,) = kept.incidents
    assert (one.started_at, one.ended_at) == (told.started_at, told.ended_at)
    assert one.summary == "the page does not answer since 5 past"


def test_what_began_again_after_a_while_is_another_incident() -> None:
    kept = follow([report(10, incidents=[incident(0, 5)]), report(20, incidents=[incident(19)])])
    assert [one.ended_at for one in kept.incidents] == [None, incident(0, 5).ended_at]


def test_the_worse_of_two_open_sightings_of_one_incident_speaks() -> None:
    warning = incident(0, severity="warning", summary="slow")
    kept = merged(None, report(9, incidents=[warning, incident(5, summary="still slow")]))
    (one,) = kept.incidents
    assert (one.severity, one.summary) == ("critical", "still slow")
    assert one.started_at == warning.started_at


def test_open_incidents_come_first_the_critical_before_the_others() -> None:
    kept = merged(
        None,
        report(
            60,
            incidents=[
                incident(0, 1, "A"),
                incident(50, None, "B", severity="warning"),
                incident(10, 20, "C", severity="warning"),
                incident(5, None, "D"),
            ],
        ),
    )
    assert [one.alert for one in kept.incidents] == ["D", "B", "C", "A"]


def test_budgets_and_probes_are_those_of_the_newest_report() -> None:
    first = report(0, budgets=[budget(0.9)], probes=probes(page=False))
    kept = follow([first, report(1, budgets=[budget(0.1)], probes=probes(page=True))])
    assert (kept.budgets, kept.probes) == ([budget(0.1)], probes(page=True))


def test_a_flood_of_incidents_is_cut_where_it_is_kept() -> None:
    many = [incident(-step * 10, -step * 10 + 1) for step in range(1, INCIDENTS_MAX + 1)]
    kept = follow([report(0, incidents=many), report(60, incidents=[incident(55)])])
    assert len(kept.incidents) == INCIDENTS_MAX
    assert kept.incidents[0].ended_at is None


@pytest.mark.parametrize(
    "over",
    [
        {"made_at": "2026-11-20T12:00:00"},
        {"made_at": 5},
        {"made_at": "0001-01-01T00:00:00+14:00"},
        {"made_at": "9999-12-31T23:59:59Z"},
        {"days": [{"date": "0001-01-01", "component": "page", "up": 1, "probes": 1}]},
        {"incidents": [{**incident(0).model_dump(mode="json"), "started_at": "0001-01-01T00:00Z"}]},
        {"incidents": [{**incident(0).model_dump(mode="json"), "ended_at": "9999-12-31T23:59Z"}]},
        {"incidents": [{**incident(0).model_dump(mode="json"), "runbook_url": "https://a/\u202e"}]},
        {"incidents": [{**incident(0).model_dump(mode="json"), "runbook_url": "https://a/\0"}]},
        {"days": [{"date": "2026-11-20", "component": "page", "up": 1.01, "probes": 1}]},
        {"days": [{"date": "2026-11-20", "component": "page", "up": "1", "probes": 1}]},
        {"days": [{"date": "2026-11-20", "component": "<b>", "up": 1, "probes": 1}]},
        {"days": [{"date": "2026-11-20", "component": "page", "up": 1, "probes": -1}]},
        {"days": [day(0).model_dump(mode="json")] * (DAYS_MAX + 1)},
        {"budgets": [budget().model_dump(mode="json")] * (BUDGETS_MAX + 1)},
        {"incidents": [incident(0).model_dump(mode="json")] * (INCIDENTS_MAX + 1)},
        {"incidents": [{**incident(0).model_dump(mode="json"), "runbook_url": "javascript:1"}]},
        {"incidents": [{**incident(0).model_dump(mode="json"), "summary": "x" * 501}]},
        {"incidents": [{**incident(0).model_dump(mode="json"), "severity": "none"}]},
        {"extra": 1},
    ],
)
def test_what_no_watcher_would_send_is_refused(over: dict[str, object]) -> None:
    fine = report(0).model_dump(mode="json")
    WatchReport.model_validate_json(json.dumps(fine))
    with pytest.raises(ValidationError):
        WatchReport.model_validate_json(json.dumps({**fine, **over}))


@given(
    st.text(max_size=99) | st.text(st.characters(categories=("Cc", "Cf", "Z", "L")), max_size=99)
)
def test_texts_are_kept_as_one_line_without_what_is_unseen(text: str) -> None:
    sent = json.dumps({**incident(0).model_dump(mode="json"), **dict.fromkeys(SAID, text)})
    kept = Incident.model_validate_json(sent)
    said = kept.summary
    assert kept.subject == kept.acknowledged_by == said == one_line(said)
    assert not any(unicodedata.category(one)[0] == "C" for one in said)
    assert all(one == " " or unicodedata.category(one)[0] != "Z" for one in said)
    shown = [one for one in text if unicodedata.category(one)[0] not in "CZ"]
    assert [one for one in said if one != " "] == shown


def test_a_text_is_not_turned_around_and_a_broken_line_is_one() -> None:
    assert one_line("page\u202e nwod\x07 is\n\tdown\u2028now ") == "page nwod is down now"


def test_a_report_survives_being_written_and_read() -> None:
    one = report(0, days=[day(0)], budgets=[budget(None)], incidents=[incident(0)])
    assert WatchReport.model_validate_json(one.model_dump_json()) == one
    assert NOON.isoformat().replace("+00:00", "Z") in one.model_dump_json()
