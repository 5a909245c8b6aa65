"""An environment's status tells what fired and whether anybody looked; silence is not well."""

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import httpx
import pytest

from functions.documents.operation import Met, operation
from functions.documents.uptime import PROBED
from functions.documents.watch_report import Incident, WatchedDay, WatchReport
from mlops.release.gates.traffic import Traffic
from mlops.release.promotion.watched import Watched, watched
from tests.mlops.release.promotion.statuses import alert, status

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)
SINCE = NOW - 30 * HOUR


def seen(*incidents: Any, **more: Any) -> Watched:
    return Watched.model_validate(status(NOW, *incidents, **more)["operation"])


@pytest.mark.parametrize(
    ("incident", "counts"),
    [
        (alert(SINCE + HOUR, SINCE + 2 * HOUR), True),
        (alert(SINCE + HOUR, None), True),
        (alert(SINCE - HOUR, SINCE + HOUR), True),
        (alert(SINCE - HOUR, None), True),
        (alert(SINCE - 2 * HOUR, SINCE - HOUR), False),
        (alert(SINCE + HOUR, None, "warning"), False),
    ],
)
def test_a_critical_alert_counts_if_it_fired_at_any_time_since(incident: Any, counts: bool) -> None:
    assert bool(seen(incident).critical_since(SINCE)) is counts


@pytest.mark.parametrize(("days_ago", "lacking"), [(0, 3), (1, 3), (2, 0), (None, 0)])
def test_each_day_since_is_watched_or_named(days_ago: int | None, lacking: int) -> None:
    found = seen(unseen=days_ago).unwatched_since(SINCE)
    assert len(found) == lacking
    if found and days_ago is not None:
        assert found[0] == ("page", (NOW - timedelta(days=days_ago)).date())


def test_what_the_api_really_tells_is_understood() -> None:
    fired = Incident(
        alert="ApiDown", component="api", subject="", severity="critical", summary="It is down",
        started_at=SINCE + HOUR, ended_at=None, runbook_url="", acknowledged_by=None,
    )  # fmt: skip
    days = [
        WatchedDay(date=(NOW - timedelta(days=back)).date(), component=name, up=1.0, probes=9)
        for back in range(2)
        for name in PROBED
    ]
    report = WatchReport(made_at=NOW, probes=[], days=days, budgets=[], incidents=[fired])
    told = operation(NOW, Met(report)).model_dump(mode="json")
    found = Watched.model_validate(told)
    assert found.is_watched
    assert [one.alert for one in found.critical_since(SINCE)] == ["ApiDown"]
    assert found.unwatched_since(SINCE) == []
    assert len(found.unwatched_since(SINCE - 24 * HOUR)) == len(PROBED)
    assert not Watched.model_validate(operation(NOW, Met()).model_dump(mode="json")).is_watched


def test_days_are_those_of_utc_wherever_the_log_is_read() -> None:
    midnight = datetime(2026, 3, 5, tzinfo=UTC)
    for hours in (-8, 0, 8):
        since = midnight.astimezone(timezone(timedelta(hours=hours)))
        assert seen(unseen=1).unwatched_since(since) == []
        assert len(seen(unseen=0).unwatched_since(since)) == 3


def test_a_part_that_is_not_in_the_status_was_not_watched() -> None:
    told = status(NOW)["operation"]
    told["uptime"]["rows"].pop()
    assert len(Watched.model_validate(told).unwatched_since(SINCE)) == 2


@pytest.mark.parametrize("state", ["late", "never", "unreadable"])
def test_only_a_watcher_that_reports_in_time_watches(state: str) -> None:
    assert seen().is_watched
    assert not seen(state=state).is_watched


async def asked(answer: httpx.Response | None) -> Watched | str:
    def answered(request: httpx.Request) -> httpx.Response:
        assert str(request.url) == "https://staging.test/api/v1/status"
        if answer is None:
            raise httpx.ConnectError("refused")
        return answer

    async with Traffic(httpx.MockTransport(answered)) as traffic:
        return await watched("https://staging.test", traffic)


async def test_the_status_is_asked_where_readers_do() -> None:
    found = await asked(httpx.Response(200, json=status(NOW, alert(SINCE, None))))
    assert isinstance(found, Watched)
    assert found.incidents[0].alert == "ApiDown"


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (httpx.Response(503, json={}), "status: HTTP 503"),
        (httpx.Response(200, text="<html>"), "in a form that is not known"),
        (httpx.Response(200, json={"health": "ok"}), "in a form that is not known"),
        (None, "status: ConnectError"),
    ],
)
async def test_why_it_is_not_known_is_said(answer: httpx.Response | None, said: str) -> None:
    found = await asked(answer)
    assert isinstance(found, str)
    assert said in found
