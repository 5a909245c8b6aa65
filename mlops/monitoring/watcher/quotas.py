"""How much of a plan is used up, where the vendor tells: Upstash's developer API."""

import httpx

from functions.domain.errors import VendorRejected
from functions.domain.metrics.outside import QUOTA_USED
from functions.ports.meter import Meter
from mlops.monitoring.watcher.answers import answer_of

UPSTASH_API = "https://api.upstash.com"
VENDOR = "upstash"


async def ask_quotas(
    http: httpx.AsyncClient, database_id: str, commands_max: int, meter: Meter
) -> None:
    """Tell the share of the month's Redis commands; `http` has Upstash's address and key.

    Raises VendorUnavailable, VendorRejected.
    """
    request = http.build_request("GET", f"/v2/redis/stats/{database_id}")
    stats = await answer_of(VENDOR, http, request)
    try:
        used = float(stats["total_monthly_requests"])
    except (KeyError, TypeError, ValueError):
        raise VendorRejected(VENDOR, "tells no total_monthly_requests in its stats") from None
    meter.set(QUOTA_USED, used / commands_max, quota="upstash-commands")
