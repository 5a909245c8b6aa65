"""What the product tells everybody of its uptime, as probes from outside found it."""

from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from functions.domain.errors import VendorRejected
from mlops.monitoring.watcher.answers import answer_of
from mlops.report.judge import Found

STATUS = "/api/v1/status"
SOURCE = STATUS
PROMISED = ("page", "api", "forecasts")
VENDOR = "candor"


async def uptime(product: httpx.AsyncClient, days: int) -> Found:
    """The goal about uptime. Raises VendorUnavailable, VendorRejected."""
    status = await answer_of(VENDOR, product, product.build_request("GET", STATUS))
    try:
        return of_rows(status["operation"]["uptime"]["rows"], days)
    except (KeyError, TypeError, AttributeError):
        raise VendorRejected(VENDOR, f"answered {STATUS} in a form we do not know") from None


def of_rows(rows: Sequence[Mapping[str, Any]], days: int) -> Found:
    """The lowest of what was promised, over those of the newest days that were watched."""
    found = {}
    for row in rows:
        known = [one for one in row["days"][-days:] if one is not None]
        if row["component"] in PROMISED and known:
            found[row["component"]] = (sum(known) / len(known), len(known))
    if lacking := [one for one in PROMISED if one not in found]:
        return Found(f"nobody watched {', '.join(lacking)}", SOURCE)
    worst = min(share for share, _ in found.values())
    fewest = min(count for _, count in found.values())
    # Never rounded up: what was not all up is not called 100 %.
    said = ", ".join(f"{name} {int(share * 1e5) / 1e3:g} %" for name, (share, _) in found.items())
    return Found(f"{said}; days watched: {fewest}", SOURCE, worst, fewest)
