"""Entity tags, freshness, HEAD, trace ids: what stands between a document and its readers."""

import asyncio
import re

import httpx
import pytest

from tests.http.small_world import SECONDS_PER_HOUR
from tests.http.test_documents import DOCUMENTS

CACHE_CONTROL = re.compile(
    r"public, max-age=0, s-maxage=(\d+), stale-while-revalidate=60, stale-if-error=86400"
)
TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736"
READERS = 200


@pytest.mark.parametrize("url", DOCUMENTS)
async def test_a_reader_who_has_the_document_gets_304_without_a_body(
    api: httpx.AsyncClient, url: str
) -> None:
    etag = (await api.get(url)).headers["etag"]
    assert re.fullmatch(r'"[0-9a-f]{32}"', etag)
    for sent in (etag, f"W/{etag}", f'"another", {etag}'):
        again = await api.get(url, headers={"If-None-Match": sent})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == etag
        assert CACHE_CONTROL.fullmatch(again.headers["cache-control"])
    other = await api.get(url, headers={"If-None-Match": '"another"'})
    assert (other.status_code, other.headers["etag"]) == (200, etag)


@pytest.mark.parametrize("url", DOCUMENTS)
async def test_a_cdn_may_keep_a_document_no_longer_than_to_the_next_slot(
    api: httpx.AsyncClient, url: str
) -> None:
    answer = await api.get(url)
    kept = CACHE_CONTROL.fullmatch(answer.headers["cache-control"])
    assert kept
    assert 1 <= int(kept[1]) <= SECONDS_PER_HOUR  # the clock stands on the hour
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["age"] == "0"
    assert answer.headers["x-candor-stale"] == "0"


@pytest.mark.parametrize("url", [*DOCUMENTS, "/api/health", "/api/docs", "/api/v1/nowhere"])
async def test_head_answers_as_get_without_the_body(api: httpx.AsyncClient, url: str) -> None:
    get, head = await api.get(url), await api.head(url)
    assert head.status_code == get.status_code
    assert head.content == b""
    for name in ("content-type", "content-length", "etag", "cache-control"):
        if name != "cache-control" or "etag" not in get.headers:  # seconds left run down
            assert head.headers.get(name) == get.headers.get(name), name


async def test_two_hundred_readers_at_once_read_the_same_bytes(api: httpx.AsyncClient) -> None:
    answers = await asyncio.gather(*(api.get("/api/v1/forecast") for _ in range(READERS)))
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.content for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1
    assert len({answer.headers["x-trace-id"] for answer in answers}) == READERS


async def test_the_callers_trace_id_is_passed_through(api: httpx.AsyncClient) -> None:
    sent = {"traceparent": f"00-{TRACE_ID}-00f067aa0ba902b7-01"}
    answer = await api.get("/api/v1/forecast", headers=sent)
    assert answer.headers["x-trace-id"] == TRACE_ID
    refused = await api.get("/api/v1/nowhere", headers=sent)
    assert refused.headers["x-trace-id"] == refused.json()["trace_id"] == TRACE_ID


@pytest.mark.parametrize(
    "malformed",
    ["", "00-xyz", f"00-{TRACE_ID.upper()}-00f067aa0ba902b7-01", f"{TRACE_ID}\x7f"],
)
async def test_a_malformed_trace_header_is_replaced(api: httpx.AsyncClient, malformed: str) -> None:
    answer = await api.get("/api/health", headers={"traceparent": malformed})
    assert answer.status_code == 200
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["x-trace-id"])
    assert answer.headers["x-trace-id"] != TRACE_ID
