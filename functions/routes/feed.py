"""/feed.atom: what was issued and what was missed, for feed readers."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from functions.documents.envelope import tagged
from functions.documents.feed import MEDIA_TYPE, feed
from functions.documents.track_record import ForecastPage
from functions.domain.horizon import Horizon
from functions.queries.everybody import builds, forecasts_key
from functions.routes.answers import answer
from functions.routes.dependencies import KNOWN_QUERY, ServicesDep, ShelfDep, origin_of

router = APIRouter(include_in_schema=False, dependencies=KNOWN_QUERY)


@router.get("/feed.atom")
async def atom(
    request: Request, services: ServicesDep, shelf: ShelfDep, horizon: Horizon | None = None
) -> Response:
    """The newest slots of one horizon or of all, as an Atom feed."""
    key = forecasts_key(horizon)
    page, shelved = await shelf.read_as(ForecastPage, key, builds(services)[key])
    return answer(
        request,
        tagged(feed(page, horizon, origin_of(request))),
        fresh_s=shelf.fresh_s(shelved),
        age_s=shelf.age_s(shelved) if shelved.stale else None,
        media_type=f"{MEDIA_TYPE}; charset=utf-8",
    )
