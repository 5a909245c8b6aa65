"""Which pages may read: everybody's in development, else the environment's own alone."""

from typing import Any, cast

import httpx
import pytest

from functions.app import create_app
from functions.bootstrap import Bootstrapped

NOTHING = cast("Any", None)
OWN, OTHER = "https://candor.market", "https://elsewhere.example"
HEALTH, NOWHERE = "/api/health", "/api/v1/nowhere"


def client(environment: str = "production", origin: str | None = OWN) -> httpx.AsyncClient:
    given = Bootstrapped(NOTHING, NOTHING, "s" * 40, environment, NOTHING, public_origin=origin)
    # What fails on our side is answered too.
    transport = httpx.ASGITransport(create_app(given), raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=OWN)


async def preflight(asked: httpx.AsyncClient, origin: str, **more: str) -> httpx.Response:
    headers = {"Origin": origin, "Access-Control-Request-Method": "GET", **more}
    return await asked.options("/api/v1/forecast", headers=headers)


def allowed(answer: httpx.Response) -> str | None:
    value: str | None = answer.headers.get("access-control-allow-origin")
    return value


@pytest.mark.parametrize("path", [HEALTH, NOWHERE, "/api/v1/forecast", "/api/cron/tick"])
async def test_every_answer_names_the_own_origin_whoever_asks_so_that_a_cdn_keeps_one_copy(
    path: str,
) -> None:
    asked = client()
    answers = [
        await asked.get(path, headers=sent)
        for sent in ({}, {"Origin": OWN}, {"Origin": OTHER}, {"Origin": "null"})
    ]
    assert {allowed(one) for one in answers} == {OWN}
    # One copy for all: nothing of the answer depends on who asks.
    assert {one.headers.get("vary") for one in answers} == {None}
    assert not any("access-control-allow-credentials" in one.headers for one in answers)


async def test_a_failure_of_ours_is_readable_by_the_own_page_too() -> None:
    answer = await client().get("/api/v1/forecast")
    assert (answer.status_code, allowed(answer)) == (500, OWN)


async def test_only_the_own_page_is_let_ask_from_another_origin() -> None:
    own, other = await preflight(client(), OWN), await preflight(client(), OTHER)
    assert (own.status_code, allowed(own)) == (200, OWN)
    assert (other.status_code, allowed(other)) == (400, None)
    assert "access-control-allow-credentials" not in own.headers


@pytest.mark.parametrize(
    ("asks", "status"),
    [
        ({"Access-Control-Request-Headers": "if-none-match"}, 200),
        ({"Access-Control-Request-Headers": "authorization"}, 400),
        ({"Access-Control-Request-Method": "HEAD"}, 200),
        ({"Access-Control-Request-Method": "POST"}, 400),
    ],
)
async def test_a_preflight_lets_reads_through_and_nothing_that_writes_or_shows_a_secret(
    asks: dict[str, str], status: int
) -> None:
    assert (await preflight(client(), OWN, **asks)).status_code == status


@pytest.mark.parametrize(
    "origin", ["https://candor.market.evil.example", "http://candor.market", f"{OWN}:8443", "null"]
)
async def test_what_only_looks_like_the_own_origin_is_another(origin: str) -> None:
    assert (await preflight(client(), origin)).status_code == 400


async def test_in_development_every_page_may_read_and_none_with_credentials() -> None:
    asked = client("development", None)
    answer, before = await asked.get(HEALTH, headers={"Origin": OTHER}), None
    before = await preflight(asked, OTHER)
    assert (allowed(answer), allowed(before), before.status_code) == ("*", "*", 200)
    assert "access-control-allow-credentials" not in {**answer.headers, **before.headers}


async def test_where_no_origin_is_known_no_page_of_another_may_read() -> None:
    asked = client("staging", None)
    assert allowed(await asked.get(HEALTH, headers={"Origin": OTHER})) is None
    assert (await preflight(asked, OTHER)).status_code == 400


async def test_an_options_request_that_is_no_preflight_is_answered_by_the_app() -> None:
    answer = await client().options(HEALTH)
    assert (answer.status_code, allowed(answer)) == (405, OWN)
