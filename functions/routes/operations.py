"""Health, version, and the jobs a scheduler triggers."""

import dataclasses
import platform
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request, Response
from fastapi.encoders import jsonable_encoder
from fastapi.responses import JSONResponse

from functions.documents.status import Health, Version
from functions.jobs.run import run
from functions.routes.dependencies import ServicesDep, ShelfDep, require_cron_secret
from functions.routes.problems import NOT_FOUND_RESPONSE, PROBLEM_RESPONSES

router = APIRouter(prefix="/api")


@router.get("/health", tags=["operate"])
async def health(response: Response) -> Health:
    """The process answers. No dependency is asked: a probe must not wake the database."""
    response.headers["Cache-Control"] = "no-store"
    return Health(status="ok")


@router.get("/v1/version", tags=["read"])
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
    "/cron/{job}",
    methods=["GET", "POST"],
    tags=["operate"],
    dependencies=[Depends(require_cron_secret)],
    responses={**PROBLEM_RESPONSES, **NOT_FOUND_RESPONSE},
    include_in_schema=False,
)
async def cron(
    services: ServicesDep, shelf: ShelfDep, job: Annotated[str, Path(description="Job name.")]
) -> JSONResponse:
    """Run one job now and say what it did; running it again changes nothing more."""
    report: Any = await run(job, services, shelf)
    body = {"job": job, "report": jsonable_encoder(dataclasses.asdict(report))}
    return JSONResponse(body, headers={"Cache-Control": "no-store"})
