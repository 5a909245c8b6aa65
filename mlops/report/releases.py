"""What the release log says: success, recovery, deployments without downtime. Pure."""

import math
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median

from mlops.release.dora import figures
from mlops.release.log.recorded import Recorded
from mlops.release.progress import Ending, Kind
from mlops.report.judge import Found

SOURCE = "release log"
DAY = timedelta(days=1)
AT_DOMAIN = "gates.domain"
OUR_OWN = 0
"""Of the gate `errors`: the first verdict is of the release's own requests."""


def of_releases(
    releases: Sequence[Recorded], since: datetime, until: datetime, a_day_max: int
) -> dict[str, Found]:
    """The goals that the log answers, of the releases that began in [since, until)."""
    within = [one for one in releases if since <= one.begun_at < until]
    return {
        "deployments": _deployments(within, since, until),
        "recovery": _recovery(within),
        "zero_downtime": _zero_downtime(within, until, a_day_max),
    }


def _deployments(releases: Sequence[Recorded], since: datetime, until: datetime) -> Found:
    found = figures(releases, lambda _: None, since, until)
    if found.success_share is None:
        return Found("no release ended", SOURCE)
    succeeded = round(found.success_share * found.ended)
    said = f"{found.success_share:.1%}: {succeeded} of {found.ended} were released and stayed"
    return Found(said, SOURCE, found.success_share, found.ended)


def _recovery(releases: Sequence[Recorded]) -> Found:
    partly = sum(one.ending is Ending.PARTLY_ROLLED_BACK for one in releases)
    times = [took.total_seconds() for one in releases if (took := one.restored_in) is not None]
    if not times and not partly:
        return Found("no release was taken back", SOURCE)
    said = [f"{len(times)} restored"]
    if times:
        said.append(f"the slowest in {max(times):.0f} s, half within {median(times):.0f} s")
    if partly:
        said.append(f"{partly} in part only")
    worst = math.inf if partly else max(times)
    return Found(", ".join(said), SOURCE, worst, len(times) + partly)


def _zero_downtime(releases: Sequence[Recorded], until: datetime, a_day_max: int) -> Found:
    """How many a day there could be: none where one that was released failed requests.

    Else as many as the slowest allows one after the other, and the platform after what was
    deployed in the last 24 hours.
    """
    tried = [
        (failed, asked, one.ended_at - one.begun_at)
        for one in releases
        if one.ending is Ending.RELEASED and one.ended_at is not None
        for failed, asked in _own_requests(one)
    ]
    if not tried:
        return Found("no release was tried at the real domain", SOURCE)
    requests = sum(asked for _, asked, _ in tried)
    lost = sum(failed for failed, _, _ in tried)
    if lost:
        said = f"{lost} of {requests} requests failed while {len(tried)} were released"
        return Found(said, SOURCE, 0.0, len(tried))
    slowest = max(took for _, _, took in tried)
    left = a_day_max - sum(until - one.begun_at <= DAY for one in releases)
    possible = min(DAY // max(slowest, timedelta(seconds=1)), max(0, left))
    said = (
        f"{possible} a day: {len(tried)} released without one failed request of {requests},"
        f" the slowest in {slowest.total_seconds():.0f} s; {left} of {a_day_max} left today"
    )
    return Found(said, SOURCE, float(possible), len(tried))


def _own_requests(release: Recorded) -> Iterator[tuple[int, int]]:
    """Failed and made, of the requests that the gates made at the real domain."""
    for event in release.events:
        if event.kind is Kind.DONE and event.step == AT_DOMAIN and isinstance(event.output, dict):
            verdicts = event.output.get("gates", {}).get("errors", [])
            if verdicts and verdicts[OUR_OWN]["figure"] is not None:
                made = verdicts[OUR_OWN]["samples"]
                yield round(verdicts[OUR_OWN]["figure"] * made), made
