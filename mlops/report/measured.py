"""What Prometheus counted: latency, the page, errors, who is watched, quotas."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from functions.domain.metrics.browser import WEB_VITAL
from functions.domain.metrics.business import DATABASE_SIZE
from functions.domain.metrics.labels import READS, SCRAPED, STATUS_CLASS, TARGET
from functions.domain.metrics.outside import PROBE_SUCCESS, QUOTA_USED, UP
from functions.domain.metrics.serving import HTTP_REQUEST_DURATION, HTTP_REQUESTS
from mlops.monitoring.dashboards.promql import increase, observations, quantile
from mlops.monitoring.watcher.prometheus import Prometheus
from mlops.report.judge import Found

SOURCE = "Prometheus"
FAILED = "5xx"
PREPARING = "preparing"
FUNCTIONS = ("page", "api", "forecast", "candor")
"""What every environment has: three that are probed, and the metrics of the functions."""
GB = 1e9
DAY = timedelta(days=1)
STEPS = 1_000


async def measured(
    prometheus: Prometheus,
    services: frozenset[str],
    quotas: list[str],
    plans: Mapping[str, Any],
    now: datetime,
    span: timedelta,
) -> dict[str, Found]:
    """The goals that Prometheus answers. Raises VendorUnavailable, VendorRejected."""
    window = f"{span.total_seconds():.0f}s"
    source = await known_back_to(prometheus, now, span)
    read, paint = HTTP_REQUEST_DURATION, WEB_VITAL
    found = {
        "latency": _timed(
            "reads",
            95,
            await _one(prometheus, quantile(0.95, read, window=window, route=READS), now),
            await _one(prometheus, observations(read, window=window, route=READS), now),
        ),
        "page": _timed(
            "visits",
            75,
            await _one(prometheus, quantile(0.75, paint, window=window, vital="lcp"), now),
            await _one(prometheus, observations(paint, window=window, vital="lcp"), now),
        ),
        "errors": await _errors(prometheus, window, now),
        "monitored": await _watched(prometheus, services, now),
        "free_tiers": await _quotas(prometheus, quotas, plans, window, now),
    }
    return {name: replace(one, source=source) for name, one in found.items()}


async def known_back_to(prometheus: Prometheus, now: datetime, span: timedelta) -> str:
    """How much of the span Prometheus remembers: what it forgot is in no figure."""
    seen = await prometheus.range(f"max({UP.name})", now - span, now, span / STEPS)
    first = min((at for _, values in seen for at, _ in values), default=now)
    known = now - first
    if known < DAY:
        return f"{SOURCE}, which knows less than a day"
    return f"{SOURCE}, which knows {known / DAY:.1f} days"


async def _one(prometheus: Prometheus, query: str, now: datetime) -> float | None:
    found = await prometheus.instant(query, now)
    return found[0][1] if found else None


def _timed(things: str, percent: int, seconds: float | None, count: float | None) -> Found:
    if seconds is None or not count:
        return Found(f"no {things} were timed", SOURCE)
    made = round(count)
    said = f"{percent} of 100 of {made:,} {things} within {seconds * 1000:,.0f} ms"
    return Found(said, SOURCE, seconds, made)


async def _errors(prometheus: Prometheus, window: str, now: datetime) -> Found:
    """Of everything that was answered; a world that is not open yet promised nothing."""
    found = await prometheus.instant(increase(HTTP_REQUESTS, STATUS_CLASS, window=window), now)
    counts = {labels.get(STATUS_CLASS.name): value for labels, value in found}
    made = sum(value for name, value in counts.items() if name != PREPARING)
    if round(made) == 0:
        return Found("no requests were counted", SOURCE)
    failed = counts.get(FAILED, 0.0)
    said = f"{failed / made:.3%}: {failed:,.0f} of {made:,.0f} requests failed"
    return Found(said, SOURCE, failed / made, round(made))


async def _watched(prometheus: Prometheus, services: frozenset[str], now: datetime) -> Found:
    """Whether each is scraped or probed now; one that is seen to be down is watched as well."""
    probed = await prometheus.instant(PROBE_SUCCESS.name, now)
    scraped = await prometheus.instant(UP.name, now)
    seen = {labels.get(TARGET.name) for labels, _ in probed}
    seen |= {labels.get(SCRAPED.name) for labels, _ in scraped}
    wanted = sorted({*services, *FUNCTIONS})
    blind = [one for one in wanted if one not in seen]
    watched = len(wanted) - len(blind)
    said = f"{watched} of {len(wanted)} are probed or scraped now"
    if blind:
        said += f"; nobody watches {', '.join(blind)}"
    return Found(said, SOURCE, watched / len(wanted), len(wanted))


async def _quotas(
    prometheus: Prometheus,
    quotas: list[str],
    plans: Mapping[str, Any],
    window: str,
    now: datetime,
) -> Found:
    """The most that was used of each: as vendors told it, and what is counted by ourselves."""
    asked = f"max by (quota) (max_over_time({QUOTA_USED.name}[{window}]))"
    used = {labels["quota"]: value for labels, value in await prometheus.instant(asked, now)}
    own = {
        "vercel-invocations": (
            increase(HTTP_REQUESTS, window=window),
            plans["vercel"]["hobby"]["quotas"]["invocations"],
        ),
        "neon-storage": (
            f"max(max_over_time({DATABASE_SIZE.name}[{window}]))",
            plans["neon"]["free"]["quotas"]["storage_gb"] * GB,
        ),
    }
    for name, (query, quota) in own.items():
        value = await _one(prometheus, query, now)
        if value is not None and name not in used:
            used[name] = value / quota
    return of_quotas(used, quotas)


def of_quotas(used: Mapping[str, float], wanted: list[str]) -> Found:
    """The share of the quota that is used most; none while one that is wanted is not known.

    What is exceeded is missed, whatever else is not known.
    """
    lacking = [one for one in wanted if one not in used]
    shares = sorted(used.items(), key=lambda one: -one[1])
    said = ", ".join(f"{name} {share:.0%}" for name, share in shares)
    if lacking:
        said = f"{said + '; ' if said else ''}nobody tells {', '.join(lacking)}"
    worst = shares[0][1] if shares else None
    value = worst if worst is not None and (worst > 1 or not lacking) else None
    return Found(said, SOURCE, value, len(used))
