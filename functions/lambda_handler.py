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
from collections.abc import Mapping
from typing import Any

from fastapi.encoders import jsonable_encoder
from mangum import Mangum
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from functions.app import create_app
from functions.bootstrap import bootstrap
from functions.domain.errors import InvalidInput
from functions.jobs.cadence import CADENCE
from functions.jobs.run import run
from functions.routes.problems import TABLE, problem

ANSWER_BYTES_MAX = 6_000_000
"""Lambda refuses more than 6 MB and then ends the process; headers need some of it."""
ALB_ANSWER_BYTES_MAX = 900_000
"""A load balancer takes 1 MB from a function, headers and all."""
PATHS = "/api"
TEXT = ["text/", "application/json", "application/problem+json"]
"""Sent as they are; a REST API would hand other types on in base64."""

logger = logging.getLogger("candor.lambda")


class BoundedAnswers:
    """Turns an answer that Lambda would refuse into a problem that says what to do."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hold the answer until it is whole; nothing streams through Lambda's proxies anyway."""
        held: list[Message] = []

        async def hold(message: Message) -> None:
            held.append(message)

        try:
            await self._app(scope, receive, hold)
        finally:  # after an error, too, there is an answer: that of the error handler
            body = b"".join(message.get("body", b"") for message in held[1:])
            size, most = _sent_bytes(body), _most_bytes(scope["aws.event"])
            if size <= most:
                for message in held:
                    await send(message)
            else:
                await _too_large(scope, held[0], size, most)(scope, receive, send)


def _sent_bytes(body: bytes) -> int:
    """The size of a body inside Lambda's JSON answer."""
    return len(json.dumps(body.decode(errors="replace")))


def _most_bytes(event: Mapping[str, Any]) -> int:
    return ALB_ANSWER_BYTES_MAX if "elb" in event["requestContext"] else ANSWER_BYTES_MAX


def _too_large(scope: Scope, start: Message, size: int, most: int) -> ASGIApp:
    trace_id = Headers(raw=start["headers"]).get("x-trace-id", "")
    request = Request({**scope, "trace_id": trace_id})
    detail = f"the answer would have {size} bytes; here at most {most}: set a smaller `limit`"
    return problem(request, *TABLE[InvalidInput], detail, {"X-Trace-Id": trace_id})


_given = bootstrap()  # raises InvalidInput that names every wrong setting: the init error
_loop = asyncio.new_event_loop()
asyncio.set_event_loop(_loop)  # Mangum asks for the current loop; Python 3.14 makes none
_http = Mangum(BoundedAnswers(create_app(_given)), lifespan="off", text_mime_types=TEXT)


def handler(event: Any, context: Any) -> Any:
    """Answer one invocation.

    Raises InvalidInput for an event that is nobody's, and what a job raises: Lambda
    then tries a scheduled event twice more, which changes nothing that was done.
    """
    asyncio.set_event_loop(_loop)
    if isinstance(event, dict) and "requestContext" in event:
        return _answer(event, context)
    return _loop.run_until_complete(_run(_jobs(event)))


def _answer(event: dict[str, Any], context: Any) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = _http(_without_stage(event), context)
    except Exception as error:  # Mangum answers for the app; this is a request it cannot read
        logger.warning("unreadable request: %s: %s", type(error).__name__, error)
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


def _jobs(event: Any) -> tuple[str, ...]:
    """The jobs an event asks for, in their order. Raises InvalidInput."""
    match event:
        case {"source": "aws.events", "detail-type": "Scheduled Event"} | {"job": "tick"}:
            return tuple(entry.job for entry in CADENCE)
        case {"job": str(job)}:
            return (job,)
    keys = ", ".join(sorted(map(str, event))) if isinstance(event, dict) else type(event).__name__
    raise InvalidInput(
        "neither an HTTP request nor a schedule; send"
        f' {{"job": "tick"}} or {{"job": "ingest"}} (this event has: {keys or "nothing"})'
    )


async def _run(jobs: tuple[str, ...]) -> dict[str, Any]:
    """Run jobs in turn, each whether or not the one before failed; then raise the first failure."""
    reports: dict[str, Any] = {}
    failures: list[Exception] = []
    for job in jobs:
        try:
            report = await run(job, _given.services, _given.shelf)
        except Exception as error:
            logger.exception("%s failed", job)
            failures.append(error)
        else:
            reports[job] = jsonable_encoder(dataclasses.asdict(report))
            logger.info("%s: %s", job, reports[job])
    if failures:
        raise failures[0]
    return reports
