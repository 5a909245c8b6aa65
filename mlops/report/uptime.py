"""What the product tells everybody of its uptime, as probes from outside found it."""

from collections.abc import Sequence

from functions.documents.uptime import PROBED
from mlops.release.gates.traffic import Traffic
from mlops.release.promotion.watched import STATUS, Row, watched
from mlops.report.judge import Found

SOURCE = STATUS


async def uptime(url: str, days: int) -> Found:
    """The goal about uptime, by the product at this address."""
    async with Traffic() as traffic:
        told = await watched(url, traffic)
    return Found(told, SOURCE) if isinstance(told, str) else of_rows(told.uptime.rows, days)


def of_rows(rows: Sequence[Row], days: int) -> Found:
    """The lowest of what was promised, over those of the newest days that were watched."""
    found = {}
    for row in rows:
        known = [one for one in row.days[-days:] if one is not None]
        if row.component in PROBED and known:
            found[row.component] = (sum(known) / len(known), len(known))
    if lacking := [one for one in PROBED if one not in found]:
        return Found(f"nobody watched {', '.join(lacking)}", SOURCE)
    worst = min(share for share, _ in found.values())
    fewest = min(count for _, count in found.values())
    # Never rounded up: what was not all up is not called 100 %.
    said = ", ".join(f"{name} {int(share * 1e5) / 1e3:g} %" for name, (share, _) in found.items())
    return Found(f"{said}; days watched: {fewest}", SOURCE, worst, fewest)
