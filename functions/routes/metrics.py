"""What Prometheus scrapes."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request, Response

from functions.documents.exposition import expose
from functions.queries.scrape import PRODUCT, Scrape
from functions.routes.dependencies import require_metrics_token

router = APIRouter(prefix="/api")


@router.get(
    "/metrics",
    tags=["operate"],
    dependencies=[Depends(require_metrics_token)],
    include_in_schema=False,
)
async def metrics(request: Request, accept: Annotated[str, Header()] = "") -> Response:
    """What all instances have counted; no database is asked, however often this is."""
    scrape: Scrape = request.app.state.metering.scrape
    told = expose(await scrape.read(), PRODUCT, accept)
    headers = {"Cache-Control": "no-store", "Content-Type": told.media_type}
    return Response(told.body, headers=headers)
