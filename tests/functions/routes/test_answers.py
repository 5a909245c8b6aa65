"""A document leaves with its tag and a life in the CDN; who has it already gets 304."""

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import Response

from functions.documents.envelope import Rendered
from functions.routes.answers import answer

DOCUMENT = Rendered(b'{"price":"61000.00"}', '"abc"')


def client(fresh_s: float = 60.0, age_s: float | None = None) -> httpx.AsyncClient:
    app = FastAPI()

    @app.get("/")
    async def read(request: Request) -> Response:
        return answer(request, DOCUMENT, fresh_s=fresh_s, age_s=age_s)

    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test")


async def test_the_document_comes_as_it_is_with_its_tag() -> None:
    got = await client().get("/")
    assert (got.status_code, got.content) == (200, DOCUMENT.body)
    assert got.headers["content-type"] == "application/json"
    assert got.headers["etag"] == '"abc"'


@pytest.mark.parametrize(
    ("fresh_s", "s_maxage"), [(60.0, 60), (2.9, 2), (1.0, 1), (0.2, 1), (0.0, 1), (-3600.0, 1)]
)
async def test_the_cdn_may_keep_it_while_it_is_fresh_and_browsers_ask_again(
    fresh_s: float, s_maxage: int
) -> None:
    directives = (await client(fresh_s).get("/")).headers["cache-control"].split(", ")
    assert directives == [
        "public",
        "max-age=0",
        f"s-maxage={s_maxage}",
        "stale-while-revalidate=60",
        "stale-if-error=86400",
    ]


@pytest.mark.parametrize("tags", ['"abc"', 'W/"abc"', '"x", "abc"', 'W/"x",W/"abc" , "y"'])
async def test_who_has_it_already_gets_304_without_a_body(tags: str) -> None:
    got = await client().get("/", headers={"If-None-Match": tags})
    full = await client().get("/")
    assert (got.status_code, got.content) == (304, b"")
    for name in ("etag", "cache-control"):
        assert got.headers[name] == full.headers[name]


@pytest.mark.parametrize("tags", ["", '"abcd"', "abc", '"ABC"', 'w/"abc"', '"abc', ","])
async def test_another_tag_gets_the_document(tags: str) -> None:
    got = await client().get("/", headers={"If-None-Match": tags})
    assert (got.status_code, got.content) == (200, DOCUMENT.body)


async def test_a_last_known_document_says_so_with_its_age() -> None:
    got = await client(fresh_s=-100, age_s=115.7).get("/")
    assert (got.headers["age"], got.headers["x-candor-stale"]) == ("115", "1")


async def test_a_current_document_has_no_age() -> None:
    got = await client().get("/")
    assert got.headers["age"] == "0"
    assert got.headers["x-candor-stale"] == "0"
