"""What Prometheus scrapes."""

from fastapi import APIRouter, Depends, Response

from functions.documents.metrics import MEDIA_TYPE, render_metrics
from functions.queries.metrics import published_documents
from functions.routes.dependencies import ShelfDep, require_metrics_token

router = APIRouter(prefix="/api")


@router.get(
    "/metrics",
    tags=["operate"],
    dependencies=[Depends(require_metrics_token)],
    include_in_schema=False,
)
async def metrics(shelf: ShelfDep) -> Response:
    """Gauges from the published documents; no database is asked, however often this is."""
    body = render_metrics(await published_documents(shelf))
    return Response(body, media_type=MEDIA_TYPE, headers={"Cache-Control": "no-store"})
