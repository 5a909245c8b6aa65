"""The four figures of deploying, from the release log. Pure.

Frequency, lead time, share of changes that failed (here: its complement) and time to restore,
as Forsgren, Humble and Kim define them (Accelerate, 2018, ch. 2). None is "no data".
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from mlops.release.log.recorded import Recorded
from mlops.release.progress import Ending

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Figures:
    """Of the releases that ended; times are medians in seconds.

    `success_share` in [0, 1]: of those, released and not taken back since. `a_week`: released
    ones in a week. `lead_s`: from the commit to its being released. `restore_s`: from the first
    failed check, or a person's word, to all being as before; a rollback that stayed partial
    has no such time and is counted in `unrestored`.
    """

    ended: int
    success_share: float | None
    a_week: float | None
    lead_s: float | None
    restore_s: float | None
    unrestored: int


def figures(
    releases: Sequence[Recorded],
    committed_at: Callable[[str], datetime | None],
    since: datetime,
    until: datetime,
) -> Figures:
    """Of the releases that began in [since, until). ValueError for an empty span."""
    if until <= since:
        raise ValueError("a span of time begins before it ends")
    ended = [
        one
        for one in releases
        if since <= one.begun_at < until and one.ending not in (None, Ending.NOTHING_TO_DO)
    ]
    released = [one for one in ended if one.ending is Ending.RELEASED]
    return Figures(
        ended=len(ended),
        success_share=len(released) / len(ended) if ended else None,
        a_week=len(released) / ((until - since) / WEEK) if ended else None,
        lead_s=_median(_lead(committed_at(one.plan.commit), one.ended_at) for one in released),
        restore_s=_median(one.restored_in for one in ended),
        unrestored=sum(one.ending is Ending.PARTLY_ROLLED_BACK for one in ended),
    )


def _lead(committed: datetime | None, ended: datetime | None) -> timedelta | None:
    return ended - committed if committed and ended else None


def _median(times: Iterable[timedelta | None]) -> float | None:
    known = [one.total_seconds() for one in times if one is not None]
    return median(known) if known else None
