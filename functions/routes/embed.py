"""/embed/{horizon} for frames on other people's pages, and pictures of the same."""

import math
from collections.abc import Callable, Coroutine
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException

from functions.documents.embed.page import page, problem_page
from functions.documents.embed.picture import EMBEDDED, OPEN_GRAPH, Layout, picture
from functions.documents.embed.raster import png
from functions.documents.embed.style import Scheme, security, style
from functions.documents.envelope import tagged
from functions.documents.theme import DARK, LIGHT, Theme
from functions.domain.errors import InvalidInput
from functions.domain.horizon import Horizon
from functions.ports.services import Services
from functions.queries.shelf import Shelf
from functions.queries.views import read_view
from functions.routes.answers import answer
from functions.routes.dependencies import KNOWN_QUERY, ServicesDep, ShelfDep
from functions.routes.problems import RETRY_AFTER_S, log_failure, of_preparation, published

PAGE_S_MAX = 60.0
"""How long a CDN keeps a page: it shows a price and says how old things are."""
REFRESH_S_MIN, REFRESH_S_MAX = 60, 300
HTML = "text/html; charset=utf-8"
ANYWHERE = {"Cross-Origin-Resource-Policy": "cross-origin"}
Themed = Annotated[Literal["light", "dark"], Query()]
Width = Annotated[int, Query(description=f"One of {', '.join(map(str, EMBEDDED))}, in pixels.")]


class FramedRoute(APIRoute):
    """What goes wrong is said in a page: it stands in a frame, where people read it."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler, with its errors as pages."""
        handle = super().get_route_handler()

        async def framed(request: Request) -> Response:
            try:
                return await handle(request)
            except HTTPException:
                raise
            except Exception as error:
                log_failure(request, error)
                return _problem(request, error)

        return framed


pictures = APIRouter(include_in_schema=False, dependencies=KNOWN_QUERY)
pages = APIRouter(include_in_schema=False, dependencies=KNOWN_QUERY, route_class=FramedRoute)


@pictures.get("/og/{horizon}.png")
async def open_graph(
    request: Request, services: ServicesDep, shelf: ShelfDep, horizon: Horizon
) -> Response:
    """The newest forecast as a picture of 1200 × 630 px, for whoever shows a link to it."""
    return await _picture(request, services, shelf, horizon, LIGHT, OPEN_GRAPH)


@pictures.get("/embed/{horizon}.png")
async def embedded_picture(
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    horizon: Horizon,
    theme: Themed = "light",
    width: Width = 720,
) -> Response:
    """The newest forecast as a picture, for pages that show images only."""
    if width not in EMBEDDED:
        raise InvalidInput(f"width: one of {', '.join(map(str, EMBEDDED))}, not {width}")
    colours = LIGHT if theme == "light" else DARK
    return await _picture(request, services, shelf, horizon, colours, EMBEDDED[width])


@pages.get("/embed/{horizon}")
async def embed(
    request: Request,
    services: ServicesDep,
    shelf: ShelfDep,
    horizon: Horizon,
    theme: Scheme = "auto",
) -> Response:
    """The newest forecast as a small page for a frame, 360 to 1200 px wide; runs no script."""
    view, freshness = await read_view(services, shelf, horizon, with_price=True)
    refresh_s = min(REFRESH_S_MAX, max(REFRESH_S_MIN, math.ceil(freshness.fresh_s)))
    return answer(
        request,
        tagged(page(view, theme).encode()),
        fresh_s=min(PAGE_S_MAX, freshness.fresh_s),
        age_s=freshness.age_s,
        media_type=HTML,
        extra={**security(style(theme)), "Refresh": str(refresh_s)},
    )


async def _picture(
    request: Request,
    services: Services,
    shelf: Shelf,
    horizon: Horizon,
    theme: Theme,
    layout: Layout,
) -> Response:
    view, freshness = await read_view(services, shelf, horizon, with_price=False)
    return answer(
        request,
        tagged(png(picture(view, theme, layout))),
        fresh_s=freshness.fresh_s,
        age_s=freshness.age_s,
        media_type="image/png",
        extra=ANYWHERE,
    )


def _problem(request: Request, error: Exception) -> Response:
    """The page for an error; never cached, and asking again by itself where it may pass."""
    status, _, title, detail = published(error)
    asked = request.query_params.get("theme")
    scheme: Scheme = asked if asked in ("light", "dark") else "auto"  # type: ignore[assignment]
    again = {"Refresh": str(REFRESH_S_MIN), "Retry-After": str(RETRY_AFTER_S)}
    return Response(
        problem_page(title, detail, request.scope.get("trace_id", ""), scheme),
        status_code=status,
        media_type=HTML,
        headers={
            "Cache-Control": "no-store",
            **security(style(scheme)),
            **(again if status == 503 else {}),
            **(of_preparation(request, error) or {}),
        },
    )
