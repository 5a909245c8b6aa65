"""The Lambda function: the same app behind Mangum, and schedules that run the jobs.

Whatever has a `requestContext` came in over HTTP (API Gateway 1 and 2, function URL, ALB):
it goes to the app, which asks for the cron secret as everywhere. Anything else can only be
sent by whom IAM lets invoke the function, and is a schedule or refused.

One event loop lives as long as the container: the connections of psycopg and httpx are made
on it when first needed and stay bound to it. There is no shutdown to run: Lambda ends an
idle container without notice, and its connections close with the process.
"""

import asyncio
import dataclasses
import json
import logging
from typing import Any

from fastapi.encoders import jsonable_encoder
from mangum import Mangum
from starlette.types import Scope

from functions.app import create_app
from functions.bootstrap import bootstrap
from functions.domain.errors import InvalidInput
from functions.jobs.run import run_alone
from functions.jobs.tick import Turn, tick
from functions.logs.context import begin, execution, new_trace_id
from functions.routes.bounded_answers import BoundedAnswers

ANSWER_BYTES_MAX = 6_000_000
"""Lambda refuses more than 6 MB and then ends the process; headers need some of it."""
ALB_ANSWER_BYTES_MAX = 900_000
"""A load balancer takes 1 MB from a function, headers and all."""
PATHS = "/api"
TICK = "tick"
"""Not a job, but all that are due."""
TEXT = ["text/", "application/json", "application/problem+json"]
"""Sent as they are; a REST API would hand other types on in base64."""

logger = logging.getLogger("candor.lambda")


def answer_bytes_max(scope: Scope) -> int:
    """What the caller takes: Lambda itself, or a load balancer."""
    return (
        ALB_ANSWER_BYTES_MAX if "elb" in scope["aws.event"]["requestContext"] else ANSWER_BYTES_MAX
    )


_given = bootstrap()  # raises InvalidInput that names every wrong setting: the init error
_loop = asyncio.new_event_loop()
asyncio.set_event_loop(_loop)  # Mangum asks for the current loop; Python 3.14 makes none
_app = BoundedAnswers(create_app(_given), answer_bytes_max)
_http = Mangum(_app, lifespan="off", text_mime_types=TEXT)


def handler(event: Any, context: Any) -> Any:
    """Answer one invocation.

    Raises InvalidInput for an event that is nobody's, and what a job raises: Lambda
    then tries a scheduled event twice more, which changes nothing that was done.
    """
    asyncio.set_event_loop(_loop)
    if isinstance(event, dict) and "requestContext" in event:
        return _answer(event, context)
    begin(trace_id=new_trace_id(), request_id=getattr(context, "aws_request_id", ""))
    try:
        return _loop.run_until_complete(_run_and_flush(_job(event)))
    except Exception as error:
        # The runtime writes it into the log by itself, and Lambda into the failed event.
        raise _redacted(error) from None


def _answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = _http(_without_stage(event), context)
    except Exception as error:  # Mangum answers for the app; this is a request it cannot read
        logger.warning("unreadable request", extra={"error": error})
        refusal = {"type": "about:blank", "title": "The request cannot be read", "status": 400}
        content_type = "application/problem+json"
        answer = {
            "statusCode": 400,
            "headers": {"content-type": content_type},
            "multiValueHeaders": {"content-type": [content_type]},
            "body": json.dumps(refusal),
            "isBase64Encoded": False,
        }
    return answer


def _without_stage(event: dict[str, Any]) -> dict[str, Any]:
    """The event of an HTTP API with its path as the app knows it.

    Such an API's path begins with its stage's name, unless that is `$default`.
    """
    context = event["requestContext"]
    if "http" not in context:
        return event
    stage = f"/{context.get('stage')}"
    path: str = context["http"]["path"]
    if not path.startswith(f"{stage}{PATHS}"):
        return event
    http = {**context["http"], "path": path.removeprefix(stage)}
    return {**event, "requestContext": {**context, "http": http}}


def _job(event: Any) -> str:
    """The job an event asks for. Raises InvalidInput."""
    match event:
        case {"source": "aws.events", "detail-type": "Scheduled Event"}:
            return TICK
        case {"job": str(job)}:
            return job
    keys = ", ".join(sorted(map(str, event))) if isinstance(event, dict) else type(event).__name__
    raise InvalidInput(
        "neither an HTTP request nor a schedule; send"
        f' {{"job": "{TICK}"}} or {{"job": "ingest"}} (this event has: {keys or "nothing"})'
    )


async def _run_and_flush(job: str) -> dict[str, Any]:
    """Run it, and tell what it counted before the container is frozen."""
    try:
        return await _run(job)
    finally:
        if _given.metering is not None:
            await _given.metering.meter.flush()


async def _run(job: str) -> dict[str, Any]:
    """The report of each job that ran. Raises the first failure, when all had their turn."""
    if job == TICK:
        turns = await tick(_given.services, _given.shelf)
    else:
        with execution(job) as execution_id:
            report = await run_alone(job, _given.services, _given.shelf)
        turns = (Turn(job, execution_id, report),)
    for turn in turns:
        if turn.failure is not None:
            raise turn.failure
    reports = {turn.job: jsonable_encoder(dataclasses.asdict(turn.report)) for turn in turns}
    for turn in turns:
        reports[turn.job]["execution_id"] = turn.execution_id
    return reports


def _redacted(error: Exception) -> Exception:
    """The error without secrets in its text, of the same type where that allows it."""
    said = _given.redact(str(error))
    if said != str(error):
        error.args = (said,)
    return error if str(error) == said else RuntimeError(said)
