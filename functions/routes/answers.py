"""How a finished document leaves: entity tag, 304, and how long the CDN may keep it."""

from collections.abc import Mapping

from fastapi import Request
from fastapi.responses import Response

from functions.documents.envelope import Rendered
from functions.domain.world import ClockState, World

STALE_WHILE_REVALIDATE_S = 60
STALE_IF_ERROR_S = 86_400
FOR_EVER = {"Cache-Control": "public, max-age=31536000, immutable"}


def answer(
    request: Request,
    rendered: Rendered,
    *,
    fresh_s: float,
    age_s: float | None = None,
    media_type: str = "application/json",
    extra: Mapping[str, str] | None = None,
) -> Response:
    """The document, or 304 when the reader has it; `age_s` is set for a last known one."""
    headers = {
        "ETag": rendered.etag,
        "Cache-Control": (
            f"public, max-age=0, s-maxage={max(1, int(fresh_s))},"
            f" stale-while-revalidate={STALE_WHILE_REVALIDATE_S},"
            f" stale-if-error={STALE_IF_ERROR_S}"
        ),
        # Said of fresh answers too: with a 304 a browser keeps the headers it is not told anew.
        "Age": str(int(age_s or 0)),
        "X-Candor-Stale": "0" if age_s is None else "1",
        **(extra or {}),
    }
    known = _known_tags(request)
    if rendered.etag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(rendered.body, media_type=media_type, headers=headers)


def kept_for_ever(world: World) -> dict[str, str]:
    """What to say beside an answer that stays what it is, as long as its world does."""
    return FOR_EVER if never_reset(world) else {}


def never_reset(world: World) -> bool:
    """A replay may begin anew at the same address, with another record in it."""
    return world.clock.state is ClockState.LIVE


def _known_tags(request: Request) -> list[str]:
    sent = request.headers.get("if-none-match", "")
    return [tag.strip().removeprefix("W/") for tag in sent.split(",")]
