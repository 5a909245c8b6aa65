"""The report that the status page rests on: asked of Prometheus and Alertmanager, told the product.

Prometheus knows uptime, budgets and past alerts, Alertmanager what fires now and who
acknowledged it. One report has all of it, so that a product that lost its own is told anew.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import httpx

from functions.adapters.system import SystemClock
from functions.documents.watch_report import Budget, Incident, Probe, WatchReport
from functions.domain.errors import VendorRejected
from functions.domain.metrics.outside import PROBE_SUCCESS
from functions.ports.world import Clock
from mlops.monitoring.watcher.answers import TIMEOUT_S, answer_of
from mlops.monitoring.watcher.incidents import open_incidents, past_incidents
from mlops.monitoring.watcher.prometheus import VENDOR, Prometheus
from mlops.monitoring.watcher.uptime import component_of, watched_days

OBJECTIVE, REMAINING, ERRORS = (
    "slo:objective",
    "slo:error_budget_remaining:ratio30d",
    "slo:errors:ratio_rate30d",
)
WINDOW = "30d"
WATCH_REPORTS = "/api/v1/watch-reports"
USER_AGENT = "candor-watcher/1"


async def send_report(
    prometheus_url: str,
    alertmanager_url: str,
    product_url: str,
    watch_token: str,
    runbooks_url: str = "",
    clock: Clock | None = None,
) -> None:
    """Ask both servers, a user and password in their URL if they want one, and tell the product.

    A runbook told by its path in the repository is linked below `runbooks_url`, if there is one.
    Raises VendorUnavailable, VendorRejected.
    """
    now = (clock or SystemClock()).now()
    async with _http(prometheus_url) as prometheus, _http(alertmanager_url) as alertmanager:
        try:
            report = linked(await read_report(prometheus, alertmanager, now), runbooks_url)
        except (KeyError, TypeError, ValueError) as error:
            raise VendorRejected(VENDOR, f"answered in a form we do not know: {error}") from None
    async with _http(product_url) as product:
        request = product.build_request(
            "POST",
            WATCH_REPORTS,
            content=report.model_dump_json().encode(),
            headers={"Authorization": f"Bearer {watch_token}", "Content-Type": "application/json"},
        )
        answer = await answer_of("candor", product, request)
    if not (isinstance(answer, dict) and answer.get("kept") is True):
        raise VendorRejected(
            "candor", "has a newer report; is there another watcher, or is this clock behind?"
        )


async def read_report(
    prometheus: httpx.AsyncClient, alertmanager: httpx.AsyncClient, now: datetime
) -> WatchReport:
    """Everything that both servers know at `now`. Raises VendorUnavailable, VendorRejected."""
    asked = Prometheus(prometheus)
    names = "|".join((OBJECTIVE, REMAINING, ERRORS, *PROBE_SUCCESS.series))
    newest = await asked.instant(f'{{__name__=~"{names}"}}', now)
    return WatchReport(
        made_at=now,
        probes=[
            Probe(component=component_of(target), ok=value == 1)
            for target, value in sorted(_by("target", newest, PROBE_SUCCESS.series[0]).items())
        ],
        days=await watched_days(asked, now),
        budgets=_budgets(newest),
        incidents=[
            *await open_incidents(alertmanager),
            *await past_incidents(asked, now),
        ],
    )


def linked(report: WatchReport, runbooks_url: str) -> WatchReport:
    """The report with an address for every runbook that is told by its path."""
    if not runbooks_url:
        return report
    # Made anew rather than copied, so that the longer address is held to its form as well.
    incidents = [
        Incident(**{**dict(one), "runbook_url": _address(one.runbook_url, runbooks_url)})
        for one in report.incidents
    ]
    return report.model_copy(update={"incidents": incidents})


def _address(runbook: str, runbooks_url: str) -> str:
    is_path = runbook and not runbook.startswith(("http://", "https://"))
    return f"{runbooks_url.rstrip('/')}/{runbook}" if is_path else runbook


def _budgets(newest: Sequence[tuple[Mapping[str, str], float]]) -> list[Budget]:
    remaining, errors = _by("slo", newest, REMAINING), _by("slo", newest, ERRORS)
    return [
        Budget(
            slo=slo,
            objective=objective,
            window=WINDOW,
            measured=None if slo not in errors else min(1.0, max(0.0, 1 - errors[slo])),
            remaining=remaining.get(slo),
        )
        for slo, objective in sorted(_by("slo", newest, OBJECTIVE).items())
    ]


def _by(
    label: str, samples: Sequence[tuple[Mapping[str, str], float]], name: str
) -> dict[str, float]:
    return {
        labels[label]: value
        for labels, value in samples
        if labels.get("__name__") == name and label in labels
    }


def _http(url: str) -> httpx.AsyncClient:
    headers = {"User-Agent": USER_AGENT}
    return httpx.AsyncClient(base_url=url, timeout=TIMEOUT_S, headers=headers, trust_env=False)
