"""Health, version, and the jobs a scheduler triggers."""

import dataclasses
import math
import platform
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from functions.documents.status import Health, Version
from functions.domain.errors import CandorError
from functions.jobs.cadence import CADENCE, next_chance
from functions.jobs.run import run_alone
from functions.jobs.tick import Turn, tick
from functions.logs.context import execution
from functions.routes.dependencies import (
    KNOWN_QUERY,
    ServicesDep,
    ShelfDep,
    require_cron_secret,
    require_scheduler,
)
from functions.routes.problems import (
    NOT_FOUND_RESPONSE,
    OUR_MISTAKE_DETAIL,
    PROBLEM_RESPONSES,
    row_of,
)

router = APIRouter(prefix="/api")

RETRY_AFTER_S_MAX = 300
"""After the hour's last chance; before it the next one is never further away."""


@router.get("/health", tags=["operate"])
async def health(response: Response) -> Health:
    """The process answers. No dependency is asked: a probe must not wake the database."""
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok")


@router.get(
    "/v1/version",
    tags=["read"],
    dependencies=KNOWN_QUERY,
    responses={422: PROBLEM_RESPONSES[422]},
)
async def version(request: Request, response: Response, services: ServicesDep) -> Version:
    """What is running here."""
    response.headers["Cache-Control"] = "no-store"
    return Version(
        product="candor",
        version=request.app.version,
        commit=services.code_version,
        python=platform.python_version(),
        environment=request.app.state.environment,
    )


@router.api_route(
    "/cron/tick",
    methods=["GET", "POST"],
    tags=["operate"],
    dependencies=[Depends(require_scheduler)],
    responses=PROBLEM_RESPONSES,
    include_in_schema=False,
)
async def run_what_is_due(request: Request, services: ServicesDep, shelf: ShelfDep) -> JSONResponse:
    """Run every job that is due and say what each did.

    200 says that nothing is left to do. Anything else asks the scheduler to come again at
    the time in Retry-After: 503 where that may help by itself, 500 or 502 where a failure
    is ours, whatever else there was.
    """
    turns = await tick(services, shelf)
    answers = [_turn(turn) for turn in turns]
    # What a job could not find or would not take is nothing that the scheduler did wrong.
    failed = [max(500, one["problem"]["status"]) for one in answers if "problem" in one]
    unfinished = any(turn.unfinished for turn in turns)
    status = min(failed, default=503 if unfinished else 200)
    headers = {"Cache-Control": "no-store"}
    if status != 200:
        now = services.clock.now()
        seconds = (next_chance(CADENCE, now) - now).total_seconds()
        headers["Retry-After"] = str(min(math.ceil(seconds), RETRY_AFTER_S_MAX))
    body = {"trace_id": request.scope.get("trace_id", ""), "jobs": answers}
    # A scheduler keeps what it is answered: no secret that a vendor quoted may lie there.
    return JSONResponse(request.app.state.redact.value(body), status, headers)


def _turn(turn: Turn) -> dict[str, Any]:
    which = {"job": turn.job, "execution_id": turn.execution_id}
    if turn.failure is None:
        report = jsonable_encoder(dataclasses.asdict(turn.report))
        return {**which, "unfinished": turn.unfinished, "report": report}
    status, kind, title = row_of(turn.failure)
    said = str(turn.failure) if isinstance(turn.failure, CandorError) else OUR_MISTAKE_DETAIL
    problem = {"type": f"urn:candor:problem:{kind}", "title": title, "status": status}
    return {**which, "problem": {**problem, "detail": said}}


@router.api_route(
    "/cron/{job}",
    methods=["GET", "POST"],
    tags=["operate"],
    dependencies=[Depends(require_cron_secret)],
    responses={**PROBLEM_RESPONSES, **NOT_FOUND_RESPONSE},
    include_in_schema=False,
)
async def cron(
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    job: Annotated[str, Path(description="Job name.")],
) -> JSONResponse:
    """Run one job now and say what it did; running it again changes nothing more."""
    with execution(job) as execution_id:
        report: Any = await run_alone(job, services, shelf)
    body = {
        "trace_id": request.scope.get("trace_id", ""),
        "job": job,
        "execution_id": execution_id,
        "report": jsonable_encoder(dataclasses.asdict(report)),
    }
    told = request.app.state.redact.value(body)
    return JSONResponse(told, headers={"Cache-Control": "no-store"})
