"""A hand on what an emulator does next: `POST /_fates`."""

from collections.abc import Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from mlops.local.emulators.fates import Ending, Fate, Fates
from mlops.local.emulators.faults import Refuse

FATES_PATH = "/_fates"


def control_routes(
    fates: Fates, is_allowed: Callable[[Request], bool], refuse: Refuse
) -> list[Route]:
    """`{"kind", "at", "ending", "count"?}`: the next things of a kind end so at a state."""

    async def add(request: Request) -> Response:
        if not is_allowed(request):
            return refuse(401, "Unauthorized")
        try:
            asked = await request.json()
            fate = Fate(asked["at"], Ending(asked["ending"]))
            fates.add(asked["kind"], fate, asked.get("count", 1))
        except (ValueError, TypeError, KeyError) as error:
            return refuse(400, f"no such fate: {error}")
        return JSONResponse({})

    return [Route(FATES_PATH, add, methods=["POST"])]
