"""The one table from errors to HTTP: RFC 9457 problem details."""

import json
import logging
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from functions.documents.status import Problem
from functions.domain.errors import (
    ArtifactRefused,
    CandorError,
    InsufficientData,
    InvalidInput,
    LedgerForked,
    NotFound,
    NotReady,
    OutOfTime,
    Unauthorized,
    VendorError,
    VendorRejected,
    VendorUnavailable,
    WorldMismatch,
)

logger = logging.getLogger("candor.http")

TABLE: Mapping[type[CandorError], tuple[int, str, str]] = {
    InvalidInput: (422, "invalid-input", "The request is not valid"),
    NotFound: (404, "not-found", "There is no such thing"),
    NotReady: (503, "not-ready", "Still being prepared"),
    Unauthorized: (401, "unauthorized", "The bearer secret is missing or wrong"),
    InsufficientData: (503, "insufficient-data", "Not enough candles"),
    ArtifactRefused: (503, "artifact-refused", "The model artifact was refused"),
    OutOfTime: (503, "out-of-time", "Not done in the time there was"),
    WorldMismatch: (500, "world-mismatch", "The database belongs to another world"),
    LedgerForked: (500, "ledger-forked", "The ledger is not what was signed"),
    VendorUnavailable: (503, "vendor-unavailable", "A part behind the API does not answer"),
    VendorRejected: (502, "vendor-rejected", "A part behind the API refused the request"),
}
OUR_MISTAKE = 500, "internal", "Our mistake"
OUR_MISTAKE_DETAIL = "an unexpected error; the trace id finds it"
RETRY_AFTER_S = 5
PROBLEM_RESPONSES: dict[int | str, dict[str, Any]] = {
    status: {
        "description": title,
        "model": Problem,
    }
    for status, title in ((422, TABLE[InvalidInput][2]), (503, TABLE[VendorUnavailable][2]))
}
NOT_FOUND_RESPONSE: dict[int | str, dict[str, Any]] = {
    404: {**PROBLEM_RESPONSES[503], "description": TABLE[NotFound][2]}
}


def install_problems(app: FastAPI) -> None:
    """Make every error of the app a problem document."""
    app.add_exception_handler(CandorError, _domain_problem)
    app.add_exception_handler(RequestValidationError, _validation_problem)
    app.add_exception_handler(HTTPException, _http_problem)
    app.add_exception_handler(Exception, _our_problem)


def describe_problems(openapi: dict[str, Any]) -> dict[str, Any]:
    """The description with every error as `application/problem+json`, in place.

    FastAPI describes a model under the route's own media type.
    """
    for path in openapi["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                content = response.get("content", {})
                if status >= "400" and "application/json" in content:
                    content["application/problem+json"] = content.pop("application/json")
    return openapi


def row_of(error: Exception) -> tuple[int, str, str]:
    """Status, kind and title of an error, whoever raised it."""
    if not isinstance(error, CandorError):
        return OUR_MISTAKE
    return next(
        (row for known, row in TABLE.items() if isinstance(error, known)),
        (500, "error", "Something went wrong"),
    )


def published(error: Exception) -> tuple[int, str, str, str]:
    """Status, kind, title and detail of an error, as everybody may read them."""
    if isinstance(error, RequestValidationError):
        said = [
            f"{'.'.join(str(part) for part in one['loc'][1:])}: {one['msg']}"
            for one in error.errors()
        ]
        return *TABLE[InvalidInput], "; ".join(said)
    if not isinstance(error, CandorError):
        return *OUR_MISTAKE, OUR_MISTAKE_DETAIL
    detail = error.published if isinstance(error, VendorError) else str(error)
    return *row_of(error), detail


def log_failure(request: Request, error: Exception) -> None:
    """Log what is no mistake of whoever asked; with the stack where it is one of ours."""
    status, kind, *_ = published(error)
    asked = request.method, request.url.path
    if kind == OUR_MISTAKE[1]:
        logger.error("%s %s: unexpected error", *asked, exc_info=error)
    elif status >= 500:
        logger.warning("%s %s: %s", *asked, kind, extra={"error": error})


async def _domain_problem(request: Request, error: Exception) -> Response:
    log_failure(request, error)
    return problem(request, *published(error), of_preparation(request, error))


def of_preparation(request: Request, error: Exception) -> Mapping[str, str] | None:
    """How whoever counts outside of all middleware tells a world that starts from a failure.

    Only on one's own machine: what is deployed has its world, or has lost it.
    """
    environment = getattr(request.app.state, "environment", "")
    starting = isinstance(error, NotReady) and environment == "development"
    return {"X-Candor-Preparing": "1"} if starting else None


async def _validation_problem(request: Request, error: Exception) -> Response:
    return problem(request, *published(error))


async def _http_problem(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:
        # FastAPI's, and only of a body: one that is text but no JSON it calls invalid.
        return problem(request, *published(InvalidInput("body: it is no JSON in UTF-8")))
    detail = str(error.detail)
    if error.status_code == 404:
        detail = f"nothing is served at {request.url.path}; see /api/docs"
    return problem(
        request, error.status_code, f"http-{error.status_code}", str(error.detail), detail,
        error.headers,
    )  # fmt: skip


async def _our_problem(request: Request, error: Exception) -> Response:
    # Starlette answers this outside of all other middleware: the header is set here.
    trace_id = request.scope.get("trace_id", "")
    logger.error(
        "%s %s: unexpected error",
        request.method, request.url.path, exc_info=error, extra={"trace_id": trace_id},
    )  # fmt: skip
    return problem(
        request, *OUR_MISTAKE, OUR_MISTAKE_DETAIL, {"X-Trace-Id": trace_id},
    )  # fmt: skip


def problem(
    request: Request,
    status: int,
    kind: str,
    title: str,
    detail: str,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """A problem document; never cached, and with a hint when to retry where it may pass."""
    document = Problem(
        type=f"urn:candor:problem:{kind}",
        title=title,
        status=status,
        detail=detail,
        instance=request.url.path,
        trace_id=request.scope.get("trace_id", ""),
    )
    extra = {"Retry-After": str(RETRY_AFTER_S)} if status == 503 else {}
    if status == 401:
        extra["WWW-Authenticate"] = "Bearer"
    return Response(
        json.dumps(document.model_dump()),
        status_code=status,
        media_type="application/problem+json",
        headers={
            "Cache-Control": "no-store",
            **(headers or {}),
            **extra,
        },
    )
