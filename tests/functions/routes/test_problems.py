"""Every error leaves as problem details of RFC 9457, by one table."""

from typing import Annotated

import httpx
import pytest
from fastapi import FastAPI, HTTPException, Query

from functions.domain import errors
from functions.domain.errors import CandorError, VendorError, VendorRejected, VendorUnavailable
from functions.routes.problems import TABLE, install_problems
from functions.routes.trace import TraceMiddleware

TRACE = "4bf92f3577b34da6a3ce929d0e0e4736"
TRACED = {"traceparent": f"00-{TRACE}-00f067aa0ba902b7-01"}
SECRET_DETAIL = "password=hunter2"


def failing(failure: Exception) -> httpx.AsyncClient:
    app = FastAPI()
    install_problems(app)
    app.add_middleware(TraceMiddleware)

    @app.get("/fail")
    async def fail() -> None:
        raise failure

    @app.get("/typed/{number}")
    async def typed(number: int, limit: Annotated[int, Query(ge=1, le=200)] = 1) -> int:
        return number * limit

    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url="http://test", headers=TRACED)


def raised(kind: type[CandorError]) -> CandorError:
    return kind("vendor", "detail") if issubclass(kind, VendorError) else kind("detail")


KINDS = [
    kind
    for kind in vars(errors).values()
    if isinstance(kind, type)
    and issubclass(kind, CandorError)
    and kind not in (CandorError, VendorError)
]


@pytest.mark.parametrize("kind", KINDS)
async def test_every_domain_error_has_a_row_and_becomes_its_problem(
    kind: type[CandorError],
) -> None:
    status, name, title = TABLE[kind]
    got = await failing(raised(kind)).get("/fail")
    assert got.status_code == status
    assert got.headers["content-type"] == "application/problem+json"
    assert got.json() == {
        "type": f"urn:candor:problem:{name}",
        "title": title,
        "status": status,
        "detail": str(raised(kind)),
        "instance": "/fail",
        "trace_id": TRACE,
    }


def test_no_two_errors_share_a_type() -> None:
    names = [name for _, name, _ in TABLE.values()]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("kind", KINDS)
async def test_no_cache_may_keep_a_problem(kind: type[CandorError]) -> None:
    got = await failing(raised(kind)).get("/fail")
    assert got.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("kind", KINDS)
async def test_what_may_pass_says_when_to_try_again(kind: type[CandorError]) -> None:
    got = await failing(raised(kind)).get("/fail")
    assert ("retry-after" in got.headers) == (got.status_code == 503)


async def test_a_missing_secret_names_the_scheme() -> None:
    got = await failing(errors.Unauthorized("send it")).get("/fail")
    assert (got.status_code, got.headers["www-authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    ("failure", "status"),
    [(VendorUnavailable("redis", "gone"), 503), (VendorRejected("redis", "quota"), 502)],
)
async def test_a_vendors_failure_names_the_vendor(failure: VendorError, status: int) -> None:
    got = await failing(failure).get("/fail")
    assert got.status_code == status
    assert got.json()["detail"].startswith("redis: ")


async def test_what_a_vendor_said_itself_is_not_repeated_to_a_reader() -> None:
    failure = VendorUnavailable("postgres", "OperationalError: host db-7 is gone")
    got = await failing(failure).get("/fail")
    assert got.json()["detail"] == "postgres: OperationalError"


async def test_an_error_of_a_kind_yet_unknown_to_the_table_is_a_500() -> None:
    got = await failing(CandorError("new")).get("/fail")
    assert (got.status_code, got.json()["type"]) == (500, "urn:candor:problem:error")


@pytest.mark.parametrize(
    ("path", "field"),
    [("/typed/x", "number"), ("/typed/1?limit=0", "limit"), ("/typed/1?limit=201", "limit")],
)
async def test_input_of_the_wrong_shape_names_the_field(path: str, field: str) -> None:
    got = await failing(ValueError()).get(path)
    assert (got.status_code, got.json()["type"]) == (422, "urn:candor:problem:invalid-input")
    assert got.json()["detail"].startswith(f"{field}: ")


async def test_several_wrong_fields_are_all_named() -> None:
    got = await failing(ValueError()).get("/typed/x?limit=0")
    assert "number: " in got.json()["detail"]
    assert "limit: " in got.json()["detail"]


async def test_an_unknown_path_is_told_where_to_look() -> None:
    got = await failing(ValueError()).get("/nowhere")
    assert got.status_code == 404
    assert got.json()["detail"] == "nothing is served at /nowhere; see /api/docs"


async def test_a_method_not_allowed_says_which_are() -> None:
    got = await failing(ValueError()).post("/fail")
    assert (got.status_code, got.headers["allow"]) == (405, "GET")
    assert got.json()["type"] == "urn:candor:problem:http-405"


async def test_headers_of_an_http_error_are_kept() -> None:
    failure = HTTPException(429, "slow down", headers={"Retry-After": "7"})
    got = await failing(failure).get("/fail")
    assert (got.status_code, got.headers["retry-after"]) == (429, "7")


async def test_our_own_mistake_tells_nothing_of_itself() -> None:
    got = await failing(RuntimeError(SECRET_DETAIL)).get("/fail")
    assert (got.status_code, got.json()["type"]) == (500, "urn:candor:problem:internal")
    assert SECRET_DETAIL not in got.text


async def test_our_own_mistake_can_be_found_by_its_trace_id(
    caplog: pytest.LogCaptureFixture,
) -> None:
    got = await failing(RuntimeError(SECRET_DETAIL)).get("/fail")
    assert got.json()["trace_id"] == got.headers["x-trace-id"] == TRACE
    ours = [record for record in caplog.records if record.name == "candor.http"]
    assert [vars(record)["trace_id"] for record in ours] == [TRACE]
    assert ours[0].exc_info is not None
