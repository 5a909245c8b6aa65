"""/robots.txt and /sitemap.xml: which pages there are, at the address where they are read."""

from html import escape

from fastapi import APIRouter, Request
from fastapi.responses import Response

from functions.documents.envelope import tagged
from functions.documents.front.frame import FOOTER, PAGES
from functions.routes.answers import answer
from functions.routes.dependencies import origin_of

KEPT_S = 3600.0

router = APIRouter(include_in_schema=False)


@router.get("/robots.txt")
async def robots(request: Request) -> Response:
    """Everything may be read but what runs jobs."""
    said = f"User-agent: *\nDisallow: /api/cron/\nSitemap: {origin_of(request)}/sitemap.xml\n"
    return answer(request, tagged(said.encode()), fresh_s=KEPT_S, media_type="text/plain")


@router.get("/sitemap.xml")
async def sitemap(request: Request) -> Response:
    """Every page that the first one leads to."""
    origin = escape(origin_of(request))
    paths = dict.fromkeys(path for path, _ in (*PAGES, *FOOTER) if not path.startswith("/api/"))
    urls = "".join(f"<url><loc>{origin}{path}</loc></url>" for path in paths)
    said = (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{urls}</urlset>\n'
    )
    return answer(request, tagged(said.encode()), fresh_s=KEPT_S, media_type="application/xml")
