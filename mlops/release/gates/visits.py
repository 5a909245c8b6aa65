"""What the synthetic readers ask for: each time something that no cache has answered yet.

The API refuses parameters it does not know, so what differs is in those that it does: a
price, and an instant long after all cutoffs.
"""

from mlops.release.gates.target import Target
from mlops.release.gates.traffic import Answer, Site

PRICE_MIN = 50_000


async def level(target: Target, site: Site, number: int) -> Answer:
    """How likely a level is: the newest forecast out of memory or Redis, and a computation."""
    asked = {"horizon": "24h", "price": f"{PRICE_MIN + number}.{target.mark}"}
    return await site.get("/api/v1/levels", asked)


async def list_page(target: Target, site: Site, number: int) -> Answer:
    """A page of the list of forecasts, out of PostgreSQL."""
    minute, second = divmod(number, 60)
    seconds = f"{second:02d}.{target.mark[:6]}"
    until = f"29{target.mark[6:]}-01-01T{minute // 60 % 24:02d}:{minute % 60:02d}:{seconds}Z"
    return await site.get("/api/v1/forecasts", {"cutoff_until": until, "limit": "20"})
