"""Asks every record for what the report is made of; one that does not answer is no data."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
import psycopg

from functions.domain.errors import CandorError
from mlops.deployment.costs.bill import read_plans
from mlops.monitoring.watcher.prometheus import Prometheus
from mlops.monitoring.watcher.watch import PROMETHEUS_USER
from mlops.release.declared.release import Environment
from mlops.release.log.history import recorded
from mlops.report import acknowledged, measured, releases
from mlops.report.goals import Goals
from mlops.report.judge import Found
from mlops.report.uptime import uptime

TIMEOUT_S = 60.0
"""A month of a histogram is read from disk."""
OF_LOG = ("deployments", "recovery", "zero_downtime")
OF_PROMETHEUS = ("latency", "page", "errors", "monitored", "free_tiers")
NO_PROMETHEUS = "PROMETHEUS_URL is not set; docs/report.md says how to reach it"
NO_ALERTMANAGER = "ALERTMANAGER_URL is not set; docs/report.md says how to reach it"


@dataclass(frozen=True, slots=True)
class Records:
    """Where an environment's records are; empty where nobody said.

    `log_url` gives the address of the database with the release log, or raises CandorError.
    """

    name: str
    declared: Environment
    product_url: str
    prometheus_url: str
    alertmanager_url: str
    password: str = field(repr=False)
    log_url: Callable[[], str]


async def gather(
    records: Records, goals: Goals, now: datetime, span: timedelta
) -> Mapping[str, Found]:
    """What was found for every goal in the `span` before `now`; raises for no vendor."""

    async def of_log() -> Mapping[str, Found]:
        known = await recorded(records.log_url(), records.name)
        return releases.of_releases(known, now - span, now, goals.zero_downtime.a_day_max)

    async def of_prometheus() -> Mapping[str, Found]:
        services = frozenset(records.declared.render)
        async with _asked(records) as prometheus:
            return await measured.measured(
                prometheus, services, goals.free_tiers.quotas, read_plans(), now, span
            )

    async def of_alerts() -> Mapping[str, Found]:
        within = timedelta(seconds=goals.acknowledged.below or 0)
        auth = (PROMETHEUS_USER, records.password)
        async with (
            _asked(records) as prometheus,
            _http(records.alertmanager_url, auth) as alertmanager,
        ):
            found = await acknowledged.acknowledged(
                prometheus, alertmanager, records.name, now, span, within
            )
            return {"acknowledged": found}

    no_prometheus = "" if records.prometheus_url else NO_PROMETHEUS
    no_alerts = no_prometheus or ("" if records.alertmanager_url else NO_ALERTMANAGER)
    return {
        **await _tried(OF_LOG, releases.SOURCE, of_log),
        "uptime": await uptime(records.product_url, span.days),
        **await _tried(OF_PROMETHEUS, measured.SOURCE, of_prometheus, no_prometheus),
        **await _tried(("acknowledged",), acknowledged.SOURCE, of_alerts, no_alerts),
    }


async def _tried(
    goals: Sequence[str],
    source: str,
    ask: Callable[[], Awaitable[Mapping[str, Found]]],
    why_not: str = "",
) -> Mapping[str, Found]:
    """What it gives, or for each goal why there is nothing."""
    try:
        if not why_not:
            return await ask()
    except CandorError as error:
        why_not = str(error).splitlines()[0]
    except psycopg.OperationalError as error:
        why_not = f"postgres: {str(error).strip().splitlines()[0]}"
    return dict.fromkeys(goals, Found(why_not, source))


@asynccontextmanager
async def _asked(records: Records) -> AsyncIterator[Prometheus]:
    async with _http(records.prometheus_url, (PROMETHEUS_USER, records.password)) as http:
        yield Prometheus(http)


def _http(url: str, auth: tuple[str, str] | None = None) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        base_url=url.rstrip("/"), auth=auth, timeout=TIMEOUT_S, trust_env=False
    )
