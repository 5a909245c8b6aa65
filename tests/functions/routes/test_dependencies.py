"""The cron secret is compared whole and in constant time; a read knows its query."""

import hmac
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI, Request

from functions.domain import bearer
from functions.domain.errors import Unauthorized
from functions.routes.dependencies import KNOWN_QUERY, require_cron_secret
from functions.routes.problems import install_problems

SECRET = "bearer-yIsRE2BTRgxkSScqyyAPUWxY8LDYpuGx"


def request(*authorization: bytes) -> Request:
    """A request with these Authorization headers to an app with the secret."""
    app = FastAPI()
    app.state.cron_secret = SECRET
    app.state.previous_secrets = {}
    headers = [(b"authorization", value) for value in authorization]
    return Request({"type": "http", "app": app, "headers": headers})


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("?limit=2&hour=1", None),
        (
            "?Limit=2&limt=3&hour=1&limt=4",
            "unknown in the query: Limit, limt; it knows hour, limit",
        ),
        (f"?{'x' * 5000}=1", f"unknown in the query: {'x' * 40}; it knows hour, limit"),
    ],
)
async def test_a_name_that_a_read_would_ignore_is_refused_with_those_it_knows(
    query: str, said: str | None
) -> None:
    app = FastAPI()
    install_problems(app)

    @app.get("/read", dependencies=KNOWN_QUERY)
    async def read(hour: int, limit: int = 1) -> int:
        return hour * limit

    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        got = await client.get(f"/read{query}")
    assert got.status_code == (200 if said is None else 422)
    assert said is None or got.json()["detail"] == said


def test_the_secret_opens() -> None:
    require_cron_secret(request(f"Bearer {SECRET}".encode()))
    require_cron_secret(request(f"bearer {SECRET}".encode()))  # RFC 9110: in any case


@pytest.mark.parametrize(
    "sent", [(), (b"",), (b"Bearer ",), (SECRET.encode(),), (f"Bearer {SECRET} ".encode(),)]
)
def test_anything_else_does_not(sent: tuple[bytes, ...]) -> None:
    with pytest.raises(Unauthorized, match="CRON_SECRET"):
        require_cron_secret(request(*sent))


def test_bytes_that_are_no_ascii_are_a_wrong_secret_and_no_crash() -> None:
    with pytest.raises(Unauthorized):
        require_cron_secret(request(b"Bearer \xff\xfe"))


def test_every_comparison_takes_the_same_time_wherever_the_texts_differ(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[Any, Any]] = []

    def compare_digest(expected: Any, given: Any) -> bool:
        compared.append((expected, given))
        return hmac.compare_digest(expected, given)

    monkeypatch.setattr(bearer, "hmac", SimpleNamespace(compare_digest=compare_digest))
    for sent in (b"Bearer x", f"Bearer {SECRET[:-1]}?".encode()):
        with pytest.raises(Unauthorized):
            require_cron_secret(request(sent))
    require_cron_secret(request(f"Bearer {SECRET}".encode()))
    # Twice each, also where there is no secret before this one.
    sent_texts = [b"x", f"{SECRET[:-1]}?".encode(), SECRET.encode()]
    assert [given for _, given in compared] == [one for one in sent_texts for _ in range(2)]
    assert {expected for expected, _ in compared} == {SECRET.encode()}
