"""How soon somebody saw to critical alerts: when they fired, and when they were silenced.

`candor ack` is a silence; Alertmanager keeps those that ended as long as Prometheus its series.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from functions.domain.errors import VendorRejected
from functions.domain.units import parse_instant
from mlops.monitoring.watcher.answers import answer_of
from mlops.monitoring.watcher.prometheus import Labels, Prometheus
from mlops.report.judge import Found

VENDOR = "alertmanager"
SOURCE = "Prometheus, Alertmanager"
FIRING = 'ALERTS{alertstate="firing", severity="critical", escalated!="true"}'
"""Not those that say again, louder, what a warning says."""
STEP = timedelta(minutes=2)
"""How exactly the past is known."""
ASKED_AT_ONCE = timedelta(days=10)
"""Prometheus gives 11,000 steps at most."""
NOT_OF_THE_ALERT = ("__name__", "alertstate")


@dataclass(frozen=True, slots=True)
class Episode:
    """An alert from when it fired to when it ended, or to now."""

    labels: Labels
    began: datetime
    ended: datetime


@dataclass(frozen=True, slots=True)
class Silence:
    """What was silenced, from when to when, whether or not it still holds."""

    matchers: Sequence[Mapping[str, Any]]
    began: datetime
    ended: datetime

    def covers(self, labels: Labels) -> bool:
        """Whether it is of an alert with these labels, by Alertmanager's rules."""
        return all(_matches(one, labels.get(one["name"], "")) for one in self.matchers)


async def acknowledged(
    prometheus: Prometheus,
    alertmanager: httpx.AsyncClient,
    environment: str,
    now: datetime,
    span: timedelta,
    within: timedelta,
) -> Found:
    """The goal about alerts. Raises VendorUnavailable, VendorRejected."""
    # Alertmanager's alerts carry the environment, Prometheus's own series do not.
    fired = [
        Episode({**one.labels, "environment": environment}, one.began, one.ended)
        for one in await _episodes(prometheus, now, span)
    ]
    if not fired:
        return Found("no critical alert fired", SOURCE)
    return soonest(fired, await _silences(alertmanager), within)


def soonest(fired: Sequence[Episode], silences: Sequence[Silence], within: timedelta) -> Found:
    """The slowest that somebody saw to an alert; one that nobody did lasts until its end.

    What was over `within` that time, and nobody saw to, wanted nobody.
    """
    waited = []
    for one in fired:
        seen = [
            max(each.began, one.began)
            for each in silences
            if each.covers(one.labels) and each.began <= one.ended and each.ended > one.began
        ]
        lasted = min(seen, default=one.ended) - one.began
        if seen or lasted >= within:
            waited.append((lasted.total_seconds(), one.labels.get("alertname", ""), bool(seen)))
    if not waited:
        short = f"all {len(fired)} critical alerts ended by themselves"
        return Found(f"{short} within {within.total_seconds() / 60:.0f} min", SOURCE)
    slowest, name, was_seen = max(waited)
    in_time = sum(seconds < within.total_seconds() for seconds, _, _ in waited)
    how = "after" if was_seen else "by nobody for"
    said = (
        f"{in_time} of {len(waited)} were seen to in time; the slowest, {name}, {how}"
        f" {slowest / 60:.0f} min"
    )
    return Found(said, SOURCE, slowest, len(waited))


async def _episodes(prometheus: Prometheus, now: datetime, span: timedelta) -> list[Episode]:
    points: dict[tuple[tuple[str, str], ...], list[datetime]] = {}
    first, last = now - span, now
    while first < last:
        end = min(last, first + ASKED_AT_ONCE)
        for labels, values in await prometheus.range(FIRING, first, end, STEP):
            points.setdefault(tuple(sorted(labels.items())), []).extend(at for at, _ in values)
        first = end
    return [one for key, times in points.items() for one in joined(dict(key), times)]


def joined(labels: Labels, times: Iterable[datetime]) -> list[Episode]:
    """The steps at which an alert fired as episodes; it may have begun a step before."""
    kept = {name: value for name, value in labels.items() if name not in NOT_OF_THE_ALERT}
    found: list[Episode] = []
    for at in times:
        if found and at - found[-1].ended <= 2 * STEP:
            found[-1] = Episode(kept, found[-1].began, at)
        else:
            found.append(Episode(kept, at - STEP, at))
    return found


async def _silences(alertmanager: httpx.AsyncClient) -> list[Silence]:
    told = await answer_of(
        VENDOR, alertmanager, alertmanager.build_request("GET", "/api/v2/silences")
    )
    try:
        return [
            Silence(one["matchers"], parse_instant(one["startsAt"]), parse_instant(one["endsAt"]))
            for one in told
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise VendorRejected(VENDOR, f"told silences in a form we do not know: {error}") from None


def _matches(matcher: Mapping[str, Any], value: str) -> bool:
    wanted = str(matcher["value"])
    met = bool(re.fullmatch(wanted, value)) if matcher["isRegex"] else wanted == value
    return met is bool(matcher.get("isEqual", True))
