"""Alerts as incidents: what fires now by Alertmanager, what fired by Prometheus's memory."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx

from functions.documents.watch_report import INCIDENTS_KEPT, INCIDENTS_MAX, Incident, Severity
from functions.domain.errors import VendorRejected
from functions.domain.units import parse_instant
from mlops.monitoring.watcher.answers import answer_of
from mlops.monitoring.watcher.prometheus import Labels, Prometheus

VENDOR = "alertmanager"
SEVERITIES = ("critical", "warning")
FIRING = 'ALERTS{alertstate="firing",severity=~"critical|warning",escalated!="true"}'
"""Not those that say again, louder, what another alert says."""
STEP = timedelta(minutes=2)
"""How exactly the past is known; what is reported while it goes on is known to the second."""
NOT_THE_SUBJECT = frozenset(
    (
        "__name__", "alertname", "alertstate", "component", "environment", "escalated",
        "instance", "job", "owner", "severity",
    )
)  # fmt: skip
OPEN_MAX = INCIDENTS_MAX // 2
TEXT_MAX, SUBJECT_MAX, NAME_MAX = 500, 200, 100


async def open_incidents(alertmanager: httpx.AsyncClient) -> list[Incident]:
    """What fires now, silenced or not, and by whom it was acknowledged.

    Raises VendorUnavailable, VendorRejected.
    """
    try:
        by = {one["id"]: one["createdBy"] for one in await _asked(alertmanager, "silences")}
        found = [_open(alert, by) for alert in await _asked(alertmanager, "alerts")]
    except (KeyError, TypeError, ValueError) as error:
        raise VendorRejected(VENDOR, f"answered in a form we do not know: {error}") from None
    return [one for one in found if one is not None][:OPEN_MAX]


async def past_incidents(prometheus: Prometheus, now: datetime) -> list[Incident]:
    """What fired within the days that are shown, and ended. The newest first.

    Only the steps at which an alert began or ended are asked for: one that fires for days
    costs no more than one that fires for minutes.
    """
    step_s = STEP.total_seconds()
    last = datetime.fromtimestamp(now.timestamp() // step_s * step_s, now.tzinfo)
    first = last - INCIDENTS_KEPT
    before = f"{FIRING} offset {step_s:.0f}s"
    begun = await prometheus.range(f"{FIRING} unless {before}", first, last, STEP)
    ended = await prometheus.range(f"{before} unless {FIRING}", first, last, STEP)
    if not ended:
        return []
    begins = {_key(labels): [at for at, _ in values] for labels, values in begun}
    rules = await prometheus.alert_annotations()
    found = [
        _past(labels, max((b for b in begins.get(_key(labels), ()) if b <= at), default=first), at,
              rules.get(labels["alertname"], {}))
        for labels, values in ended
        for at, _ in values
    ]  # fmt: skip
    found.sort(key=lambda one: one.started_at, reverse=True)
    return found[: INCIDENTS_MAX - OPEN_MAX]


async def _asked(alertmanager: httpx.AsyncClient, what: str) -> list[Any]:
    request = alertmanager.build_request("GET", f"/api/v2/{what}")
    answer = await answer_of(VENDOR, alertmanager, request)
    if not isinstance(answer, list):
        raise VendorRejected(VENDOR, f"answered /api/v2/{what} without a list")
    return answer


def _open(alert: Mapping[str, Any], acknowledged: Mapping[str, str]) -> Incident | None:
    labels = alert["labels"]
    if labels.get("severity") not in SEVERITIES or labels.get("escalated") == "true":
        return None
    silences = [acknowledged[one] for one in alert["status"]["silencedBy"] if one in acknowledged]
    return _incident(
        labels,
        alert["annotations"],
        parse_instant(alert["startsAt"]),
        None,
        silences[0][:NAME_MAX] if silences else None,
    )


def _past(
    labels: Labels, started_at: datetime, ended_at: datetime, annotations: Mapping[str, str]
) -> Incident:
    said = annotations.get("summary", "")
    # What a rule fills in was filled in then, and is not known any more.
    summary = labels["alertname"] if "{{" in said else said
    return _incident(labels, {**annotations, "summary": summary}, started_at, ended_at, None)


def _incident(
    labels: Labels,
    annotations: Mapping[str, str],
    started_at: datetime,
    ended_at: datetime | None,
    acknowledged_by: str | None,
) -> Incident:
    subject = (f"{name} {labels[name]}" for name in sorted(labels.keys() - NOT_THE_SUBJECT))
    severity: Severity = "critical" if labels["severity"] == "critical" else "warning"
    return Incident(
        alert=labels["alertname"],
        component=labels.get("component", "other"),
        subject=", ".join(subject)[:SUBJECT_MAX],
        severity=severity,
        summary=(annotations.get("summary") or labels["alertname"])[:TEXT_MAX],
        started_at=started_at,
        ended_at=ended_at,
        runbook_url=annotations.get("runbook_url", ""),
        acknowledged_by=acknowledged_by,
    )


def _key(labels: Labels) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((name, value) for name, value in labels.items() if name != "__name__"))
