"""A report holds what a real Prometheus and a real Alertmanager know, and reaches the product."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import httpx
import pytest
import uvicorn

from functions.app import create_app
from functions.documents.watch_report import Budget, Incident, WatchReport
from functions.domain.errors import VendorRejected, VendorUnavailable
from mlops.local.free_port import LOOPBACK, free_port
from mlops.monitoring.watcher.incidents import STEP
from mlops.monitoring.watcher.report import linked, read_report, send_report
from tests.functions.documents.watching import incident
from tests.functions.documents.watching import report as made
from tests.functions.routes.test_watch import TOKEN, Stage
from tests.mlops.monitoring.watcher.conftest import (
    ALERTMANAGER,
    MIDNIGHT,
    MINUTE,
    NOW,
    PROMETHEUS,
    PROMTOOL,
)

pytestmark = pytest.mark.skipif(
    not (PROMETHEUS and PROMTOOL and ALERTMANAGER),
    reason="Prometheus or Alertmanager is missing; `make monitoring` brings them",
)


@pytest.fixture(scope="module")
def report(prometheus: str, alertmanager: str) -> WatchReport:
    """What both know now."""

    async def ask() -> WatchReport:
        async with (
            httpx.AsyncClient(base_url=prometheus, trust_env=False) as metrics,
            httpx.AsyncClient(base_url=alertmanager, trust_env=False) as alerts,
        ):
            for _ in range(50):  # a silence takes a moment to be applied
                found = await read_report(metrics, alerts, NOW)
                if any(one.acknowledged_by for one in found.incidents):
                    return found
                await asyncio.sleep(0.1)
            return found

    return asyncio.run(ask())


def test_the_days_are_those_of_the_samples_and_older_ones_those_of_the_rule(
    report: WatchReport,
) -> None:
    page = {(NOW.date() - one.date).days: one for one in report.days if one.component == "page"}
    if NOW - MIDNIGHT > 10 * MINUTE:
        assert page[0].up == 1
    older = {back: round(one.up, 2) for back, one in page.items() if back > 0}
    assert older == {1: 0.75, 2: 1, 3: 0.75, 8: 0.5}
    assert page[3].probes is None
    assert page[1].probes == pytest.approx(1440, abs=10)
    assert {one.component for one in report.days} == {"page", "forecasts"}


def test_probes_are_the_newest_under_the_names_of_components(report: WatchReport) -> None:
    assert {one.component: one.ok for one in report.probes} == {"page": True, "forecasts": True}


def test_a_budget_without_a_figure_is_told_without_one(report: WatchReport) -> None:
    assert report.budgets == [
        Budget(slo="page", objective=0.99, window="30d", measured=None, remaining=None),
        Budget(slo="reads", objective=0.99, window="30d", measured=0.994, remaining=0.4),
    ]


def ended(report: WatchReport) -> list[Incident]:
    return [one for one in report.incidents if one.ended_at is not None]


def test_every_episode_of_an_alert_is_an_incident_known_to_two_minutes(
    report: WatchReport,
) -> None:
    found = [(one.alert, one.started_at, one.ended_at) for one in ended(report)]
    wanted = [("JobSilent", 100, 30), ("PageDown", 300, 10), ("PageDown", 600, 20)]
    assert [alert for alert, _, _ in found] == [alert for alert, _, _ in wanted]
    # Where no stale marker was written, as in a made history, an alert lingers for 5 minutes.
    lingers = 5 * MINUTE
    for (_, started_at, ended_at), (_, begins, minutes) in zip(found, wanted, strict=True):
        assert timedelta() <= started_at - (NOW - begins * MINUTE) <= STEP
        assert ended_at is not None
        late = ended_at - (NOW - (begins - minutes) * MINUTE)
        assert timedelta() <= late <= STEP + lingers


def test_a_past_incident_has_its_rules_words_and_none_that_were_filled_in_then(
    report: WatchReport,
) -> None:
    job, page, _ = ended(report)
    assert (job.summary, job.subject, job.severity) == ("JobSilent", "job_name score", "warning")
    assert (page.summary, page.subject) == ("The page does not load", "")
    assert page.runbook_url == "docs/runbooks/PageDown.md"


def test_what_fires_now_is_told_with_who_acknowledged_it(report: WatchReport) -> None:
    going_on = sorted(
        (one for one in report.incidents if one.ended_at is None), key=lambda one: one.alert
    )
    assert [(one.alert, one.subject, one.acknowledged_by) for one in going_on] == [
        ("CacheDown", "", "Ada"),
        ("VendorFailing", "vendor upstash", None),
    ]
    assert {one.started_at for one in going_on} == {NOW - 15 * MINUTE}


@pytest.mark.parametrize(
    "base", ["https://example.test/blob/main", "https://example.test/blob/main/"]
)
def test_runbooks_are_linked_where_the_repository_is_read(base: str) -> None:
    away, none = "https://elsewhere.test/x.md", ""
    told = [incident(0, runbook_url=one) for one in ("docs/runbooks/PageDown.md", away, none)]
    found = linked(made(0, incidents=told), base)
    assert [one.runbook_url for one in found.incidents] == [
        "https://example.test/blob/main/docs/runbooks/PageDown.md", away, none,
    ]  # fmt: skip
    assert linked(found, base) == found
    assert linked(made(0, incidents=told), "").incidents == told


@asynccontextmanager
async def product() -> AsyncIterator[tuple[Stage, str]]:
    """The product's route on a port, and what it kept."""
    stage = Stage()
    app = create_app(stage.given)
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, LOOPBACK, port, log_level="warning"))
    task = asyncio.create_task(server.serve())
    async with asyncio.timeout(30):
        while not server.started:  # noqa: ASYNC110 - it has no event for it
            await asyncio.sleep(0.01)
    try:
        yield stage, f"http://{LOOPBACK}:{port}"
    finally:
        server.should_exit = True
        await task
        await stage.client.aclose()


async def test_the_report_reaches_the_product_and_a_second_watcher_is_noticed(
    prometheus: str, alertmanager: str
) -> None:
    async with product() as (stage, url):
        base = "https://example.test/blob/main"
        await send_report(prometheus, alertmanager, url, TOKEN, base, stage.clock)
        kept = await stage.kept()
        assert kept is not None
        assert kept.made_at == stage.clock.now()
        assert all(one.runbook_url.startswith(f"{base}/docs/") for one in kept.incidents)
        with pytest.raises(VendorRejected, match="another watcher"):
            await send_report(prometheus, alertmanager, url, TOKEN, clock=stage.clock)
        with pytest.raises(VendorRejected, match="401"):
            await send_report(prometheus, alertmanager, url, "wrong", clock=stage.clock)


async def test_whoever_does_not_answer_is_unavailable(prometheus: str, alertmanager: str) -> None:
    nowhere = f"http://{LOOPBACK}:{free_port()}"
    for urls in (
        (nowhere, alertmanager, nowhere),
        (prometheus, nowhere, nowhere),
        (prometheus, alertmanager, nowhere),
    ):
        with pytest.raises(VendorUnavailable):
            await send_report(*urls, TOKEN)


async def test_answers_of_another_kind_are_refused(prometheus: str, alertmanager: str) -> None:
    with pytest.raises(VendorRejected):
        await send_report(alertmanager, prometheus, prometheus, TOKEN)
    with pytest.raises(VendorRejected, match="alertmanager"):
        await send_report(prometheus, prometheus, prometheus, TOKEN)
