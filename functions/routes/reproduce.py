"""/api/v1/forecasts/{id}/…: what a forecast was computed from, and whether it still is."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response

from functions.documents.envelope import render
from functions.documents.reproduction import Reproduction
from functions.domain.errors import VendorRejected
from functions.domain.horizon import parse_slot_id
from functions.queries.reproduce import read_artifact, read_input, read_reproduction
from functions.queries.shelf import fresh_seconds
from functions.routes.answers import answer, kept_for_ever, never_reset
from functions.routes.dependencies import KNOWN_QUERY, ServicesDep
from functions.routes.problems import NOT_FOUND_RESPONSE, PROBLEM_RESPONSES, TABLE

REJECTED_RESPONSE: dict[int | str, dict[str, Any]] = {
    502: {**PROBLEM_RESPONSES[503], "description": TABLE[VendorRejected][2]}
}
REPRODUCED_S = 3600.0
"""How long a CDN keeps an agreement: only other code could come to another."""

router = APIRouter(
    prefix="/api/v1/forecasts/{id}",
    tags=["read"],
    responses={**PROBLEM_RESPONSES, **NOT_FOUND_RESPONSE, **REJECTED_RESPONSE},
    dependencies=KNOWN_QUERY,
)


@router.get("/reproduce", response_model=Reproduction)
async def reproduce(request: Request, services: ServicesDep, id: str) -> Response:
    """The forecast computed anew from its artifact and input, step by step."""
    document, world = await read_reproduction(services, parse_slot_id(id))
    lasts = document.equal and never_reset(world)
    fresh_s = REPRODUCED_S if lasts else fresh_seconds(world)
    return answer(request, render(document), fresh_s=fresh_s)


@router.get("/input", response_model=list[list[str]])
async def input_candles(request: Request, services: ServicesDep, id: str) -> Response:
    """The candles it read, `[open time, open, high, low, close, volume]`, oldest first.

    The SHA-256 of these bytes is the record's `input_digest`.
    """
    rendered, world = await read_input(services, parse_slot_id(id))
    return answer(request, rendered, fresh_s=fresh_seconds(world), extra=kept_for_ever(world))


@router.get("/artifact", response_model=dict[str, Any])
async def artifact(request: Request, services: ServicesDep, id: str) -> Response:
    """The model it came from; the SHA-256 of these bytes is the record's `model.digest`."""
    rendered, world = await read_artifact(services, parse_slot_id(id))
    return answer(request, rendered, fresh_s=fresh_seconds(world), extra=kept_for_ever(world))
