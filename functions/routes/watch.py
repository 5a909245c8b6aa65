"""Where the watcher tells what it sees from outside."""

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse
from pydantic import ValidationError

from functions.documents.watch_report import WatchReport
from functions.domain.errors import InvalidInput
from functions.queries.operation import keep_watch_report
from functions.routes.dependencies import ServicesDep, body_of, require_watch_token

router = APIRouter(prefix="/api/v1")

BYTES_MAX = 300_000
PROBLEMS_SAID_MAX = 5


@router.post(
    "/watch-reports",
    tags=["operate"],
    dependencies=[Depends(require_watch_token)],
    include_in_schema=False,
)
async def watch_report(request: Request, services: ServicesDep) -> JSONResponse:
    """Keep a report; one that is older than the one kept changes nothing, and that is said."""
    report = _parsed(await body_of(request, BYTES_MAX, "a report"))
    kept = await keep_watch_report(services, report)
    return JSONResponse({"kept": kept}, headers={"Cache-Control": "no-store"})


def _parsed(body: bytes) -> WatchReport:
    try:
        return WatchReport.model_validate_json(body)
    except ValidationError as refused:
        problems = refused.errors(include_url=False, include_context=False, include_input=False)
        said = [
            f"{'.'.join(str(part) for part in one['loc']) or 'the report'}: {one['msg']}"
            for one in problems[:PROBLEMS_SAID_MAX]
        ]
        raise InvalidInput("; ".join(said)) from None
