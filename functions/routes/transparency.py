"""The transparency log: C2SP's files at the root, proofs and checkpoints under /api/v1/ledger."""

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import Response

from functions.documents.checkpoints import Checkpoints, ConsistencyProof, InclusionProof
from functions.documents.envelope import tagged
from functions.domain.errors import NotFound
from functions.domain.tiles import BUNDLE, Tile, parse_level, parse_span
from functions.queries import transparency
from functions.queries.deadline import within_deadline
from functions.queries.shelf import fresh_seconds
from functions.routes.answers import answer, kept_for_ever
from functions.routes.dependencies import KNOWN_QUERY, ServicesDep
from functions.routes.problems import NOT_FOUND_RESPONSE, PROBLEM_RESPONSES

router = APIRouter(
    tags=["ledger"],
    responses={**PROBLEM_RESPONSES, **NOT_FOUND_RESPONSE},
    dependencies=KNOWN_QUERY,
)

SIZE_MAX = 2**53 - 1
_TEXT: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"schema": {"type": "string"}}}}
}
_BYTES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"application/octet-stream": {"schema": {"type": "string"}}}}
}
Size = Annotated[int | None, Query(ge=0, le=SIZE_MAX, description="Of the tree; newest if unset.")]


@router.get("/checkpoint", response_class=Response, responses=_TEXT)
async def checkpoint(request: Request, services: ServicesDep) -> Response:
    """The newest checkpoint: a signed note (C2SP tlog-checkpoint)."""
    note, world = await within_deadline(transparency.read_checkpoint(services))
    fresh_s = fresh_seconds(world)
    return answer(request, note, fresh_s=fresh_s, media_type="text/plain; charset=utf-8")


@router.get("/tile/{level}/{path:path}", response_class=Response, responses=_BYTES)
async def tile(
    request: Request,
    services: ServicesDep,
    level: Annotated[str, Path(description="0 to 7, or `entries`.")],
    path: Annotated[str, Path(description="Like x001/x234/067, or 000.p/5 if partial.")],
) -> Response:
    """A tile of hashes or a bundle of entries (C2SP tlog-tiles).

    Whatever it says stays so in a live world; a replay may begin anew at the same address.
    """
    span = parse_span(path)
    if level == BUNDLE:
        found = transparency.read_bundle(services, span)
    else:
        found = transparency.read_tile(services, Tile(parse_level(level), span))
    rendered, world = await within_deadline(found)
    return answer(
        request,
        rendered,
        fresh_s=fresh_seconds(world),
        media_type="application/octet-stream",
        extra=kept_for_ever(world),
    )


@router.get("/api/v1/ledger/key", response_class=Response, responses=_TEXT)
async def key(request: Request, services: ServicesDep) -> Response:
    """The key that checkpoints are signed with: name, id, Ed25519 key (C2SP signed-note)."""
    text = transparency.verifier_key(services)
    if text is None:
        raise NotFound("no key signs checkpoints here")
    rendered = tagged(f"{text}\n".encode())
    return answer(request, rendered, fresh_s=60, media_type="text/plain; charset=utf-8")


@router.get("/api/v1/ledger/checkpoints", response_model=Checkpoints)
async def checkpoints(request: Request, services: ServicesDep) -> Response:
    """The newest checkpoints, largest first."""
    rendered, world = await within_deadline(transparency.read_checkpoints(services))
    return answer(request, rendered, fresh_s=fresh_seconds(world))


@router.get("/api/v1/ledger/proof", response_model=InclusionProof)
async def proof(
    request: Request,
    services: ServicesDep,
    index: Annotated[int, Query(ge=0, le=SIZE_MAX, description="The entry's.")],
    size: Size = None,
) -> Response:
    """Proof that an entry is in the ledger (RFC 9162)."""
    rendered, world = await within_deadline(transparency.read_inclusion(services, index, size))
    return answer(request, rendered, fresh_s=fresh_seconds(world))


@router.get("/api/v1/ledger/consistency", response_model=ConsistencyProof)
async def consistency(
    request: Request,
    services: ServicesDep,
    old_size: Annotated[int, Query(alias="from", ge=0, le=SIZE_MAX)],
    size: Annotated[int | None, Query(alias="to", ge=0, le=SIZE_MAX)] = None,
) -> Response:
    """Proof that the ledger begins with what it was at an earlier size (RFC 9162)."""
    found = transparency.read_consistency(services, old_size, size)
    rendered, world = await within_deadline(found)
    return answer(request, rendered, fresh_s=fresh_seconds(world))
